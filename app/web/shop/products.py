"""The list of products: search by words, filters, two orders, pages by keyset."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.catalog.choices import Choices, choices
from app.catalog.listing import ProductFilter, product_count, product_list
from app.catalog.views import ProductCard
from app.web.deps import DB, CurrentView
from app.web.rendering import View
from app.web.shop.asked import Asked, Chip, chips

router = APIRouter()


@dataclass(frozen=True)
class ProductsPage:
    """What `templates/shop/products.html` may use."""

    asked: Asked
    items: list[ProductCard]
    total: int
    after: str | None
    next_href: str | None
    first_href: str | None  # set on a later page
    chips: list[Chip]
    clear_href: str
    choices: Choices
    price_min: str
    price_max: str
    elsewhere_total: int  # what the same words find without the other filters
    elsewhere_href: str


@router.get("/products", name="shop.products")
def show_products(request: Request, db: DB, view: CurrentView) -> Response:
    asked = Asked.of(request.query_params)
    page = products_page(db, view, asked, after=request.query_params.get("after") or None)
    return view.render("shop/products.html", page, noindex=len(asked.params) > 1 or bool(asked.q))


def products_page(db: Session, view: View, asked: Asked, *, after: str | None) -> ProductsPage:
    """The list, what it can be narrowed to, and the ways on and back.

    Raises:
        UnknownChoice, NotAnAmount, BadCursor: the address asks for what cannot be.
    """
    wanted = asked.filter(view.rates, view.reader.currency)
    found = product_list(db, wanted, reader=view.reader, sort=asked.order, after=after)
    total = product_count(db, wanted)
    further = choices(db, wanted, reader=view.reader)
    return ProductsPage(
        asked=asked,
        items=found.items,
        total=total,
        after=after,
        next_href=view.path("shop.products", **asked.params, after=found.after) if found.after else None,
        first_href=view.path("shop.products", **asked.params) if after else None,
        chips=chips(asked, further, view.path),
        clear_href=view.path("shop.products"),
        choices=further,
        price_min=asked.price_min,
        price_max=asked.price_max,
        elsewhere_total=0 if total else product_count(db, ProductFilter(q=asked.q)),
        elsewhere_href=view.path("shop.products", q=asked.q),
    )
