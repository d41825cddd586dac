"""The basket: parts by group, what each costs, what happens next, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.ordering import basket as baskets
from app.ordering.basket import MOST_PIECES, BadQuantity
from app.ordering.parts import parts_of
from app.ordering.views import Part
from app.web.deps import DB, CurrentView, writing
from app.web.forms import Typed, same_site
from app.web.rendering import View
from app.web.shop.basket_cookie import basket_here, remember

router = APIRouter()


@dataclass(frozen=True)
class BasketPage:
    """What `templates/shop/basket.html` may use."""

    parts: list[Part]
    can_go_on: bool


@router.get("/basket", name="shop.basket")
def show_basket(request: Request, db: DB, view: CurrentView) -> Response:
    page = basket_page(db, view, request)
    return view.render("shop/basket.html", page, noindex=True, private=True)


def basket_page(db: Session, view: View, request: Request) -> BasketPage:
    """A visitor's basket; empty for who has none."""
    basket = basket_here(db, request)
    lines = baskets.lines_of(db, basket) if basket else []
    parts = parts_of(db, lines, lang=view.reader.lang, country="")
    return BasketPage(parts, any(part.orderable for part in parts))


@router.post("/basket", name="shop.change_basket", dependencies=[Depends(same_site)])
def change_basket(
    request: Request,
    view: CurrentView,
    sku: Annotated[Typed, Form(max_length=80)] = "",
    pieces: Annotated[str, Form(max_length=20)] = "1",
    how: Annotated[str, Form(max_length=10)] = "add",
) -> Response:
    change = baskets.add if how == "add" else baskets.set_quantity
    with writing(request) as db:
        basket = basket_here(db, request) or baskets.new_basket(db)
        change(db, basket, sku, 0 if how == "remove" else number_in(pieces))
        id_, lines = basket.id, len(baskets.lines_of(db, basket))
    return remember(request, RedirectResponse(view.path("shop.basket"), 303), id_, lines)


def number_in(text: str) -> int:
    """A number of pieces as somebody typed it, in digits of any script.

    Raises:
        BadQuantity: it is none.
    """
    plain = text.strip()
    if not plain.isdecimal() or len(plain) > len(str(MOST_PIECES)):
        raise BadQuantity(most=MOST_PIECES)
    return int(plain)
