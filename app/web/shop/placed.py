"""What one checkout made, by its secret link: each order, ways to tell its group, and where we wrote to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.affiliates.ways import HowToOrder
from app.core.errors import Refusal
from app.core.tokens import BadLink, Tokens, named_in
from app.ordering.correcting import change_email
from app.ordering.models import Checkout
from app.ordering.order_view import OrderView, order_view
from app.ordering.queries import orders_of
from app.ordering.telling import LINK
from app.web.contacts import LIMITS, NoMail, is_mail
from app.web.deps import DB, CurrentView, writing
from app.web.errors import status_of
from app.web.forms import plain, same_site
from app.web.rendering import View
from app.web.shop.contact import ways_of

router = APIRouter()


@dataclass(frozen=True)
class Placed:
    """An order of the checkout."""

    order: OrderView
    href: str  # its secret address
    pay_href: str  # where a press begins to pay it by card
    how: HowToOrder | None  # how to send it to the group oneself, while it waits for an answer


@dataclass(frozen=True)
class DonePage:
    """What `templates/shop/checkout_done.html` may use."""

    placed: list[Placed]
    token: str
    email: str
    proved: bool  # somebody came by the mailed link
    here_url: str
    typed: str = ""
    said: str = ""


def _opened(db: Session, request: Request, token: str) -> Checkout:
    checkout = db.get(Checkout, named_in(token))
    tokens: Tokens = request.app.state.tokens
    if checkout is None or not tokens.proves(token, "checkout", checkout.id, checkout.generation):
        raise BadLink()
    return checkout


@router.get("/checkouts/{token}", name="shop.checkout_done")
def show_checkout_done(token: str, request: Request, db: DB, view: CurrentView) -> Response:
    return _page(request, db, view, token)


def _page(
    request: Request, db: Session, view: View, token: str, *, typed: str = "", refusal: Refusal | None = None
) -> Response:
    checkout = _opened(db, request, token)
    tokens: Tokens = request.app.state.tokens
    placed = []
    for order in orders_of(db, checkout.id):
        told = order_view(db, order)
        token_of = tokens.make(LINK, order.id, order.generation)
        href, pay_href = (view.path(name, token=token_of) for name in ("shop.order", "shop.pay_order"))
        placed.append(Placed(told, href, pay_href, ways_of(db, view, told)))
    page = DonePage(
        placed=placed,
        token=token,
        email=checkout.email,
        proved=checkout.mailbox_is_proved,
        here_url=view.absolute(view.path("shop.checkout_done", token=token)),
        typed=typed,
        said=view.words(refusal.words, refusal.values) if refusal else "",
    )
    status = status_of(refusal) if refusal else 200
    return view.render("shop/checkout_done.html", page, status=status, noindex=True, private=True)


@router.post("/checkouts/{token}", name="shop.change_email", dependencies=[Depends(same_site)])
def correct_email(
    token: str, request: Request, db: DB, view: CurrentView, email: Annotated[str, Form(max_length=400)] = ""
) -> Response:
    """A mistyped address is put right while nobody has opened the letter."""
    told = plain(email).strip()
    try:
        if len(told) > LIMITS["email"] or not is_mail(told):
            raise NoMail()
        with writing(request) as write:
            change_email(write, _opened(write, request, token), told)
    except BadLink:
        raise
    except Refusal as refusal:
        db.rollback()
        return _page(request, db, view, token, typed=told, refusal=refusal)
    return RedirectResponse(view.path("shop.checkout_done", token=token), 303)
