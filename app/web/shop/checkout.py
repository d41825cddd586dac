"""One page to order: where it goes, how it is sent, who orders, the terms, and the review that is what is placed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.core.errors import Refusal
from app.ordering import basket as baskets
from app.ordering.addresses import AddressField, fields_of
from app.ordering.models import Checkout
from app.ordering.parts import parts_of
from app.ordering.service import place
from app.ordering.views import Part, Route, fingerprint
from app.web.contacts import countries
from app.web.deps import DB, CurrentView, writing
from app.web.errors import status_of
from app.web.forms import same_site
from app.web.rendering import View
from app.web.shop.basket_cookie import basket_here, basket_id, remember
from app.web.shop.checkout_form import CheckoutForm, Wrong, read_form

router = APIRouter()


@dataclass(frozen=True)
class CheckoutPage:
    """What `templates/shop/checkout.html` may use."""

    parts: list[Part]  # of which something can be ordered
    left: list[Part]  # of which nothing can: named, and they stay in the basket
    to: str  # the buyer's country
    countries: list[tuple[str, str]]
    fields: tuple[AddressField, ...]
    typed: Mapping[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict)  # field -> what is wrong with it
    said: str = ""  # above everything: why nothing was placed
    form_key: str = ""
    seen: Mapping[str, str] = field(default_factory=dict)  # route -> fingerprint of its parts


@router.get("/checkout", name="shop.checkout")
def show_checkout(request: Request, db: DB, view: CurrentView, country: str = "") -> Response:
    known = country if country in dict(countries(view.reader.lang)) else ""
    page = checkout_page(db, view, request, CheckoutForm(country=known))
    if not page.parts:
        return RedirectResponse(view.path("shop.basket"), 303)
    return view.render("shop/checkout.html", page, noindex=True, private=True)


def checkout_page(
    db: Session, view: View, request: Request, form: CheckoutForm, *, wrong: Wrong | None = None, said: str = ""
) -> CheckoutPage:
    """The page for what lies in a basket and what was typed so far."""
    basket = basket_here(db, request)
    lines = baskets.lines_of(db, basket) if basket else []
    every = parts_of(db, lines, lang=view.reader.lang, country=form.country, wished=form.deliveries)
    parts = [part for part in every if part.orderable]
    seen = {route.value: fingerprint([part for part in parts if part.route is route]) for route in Route}
    return CheckoutPage(
        parts=parts,
        left=[part for part in every if not part.orderable],
        to=form.country,
        countries=countries(view.reader.lang),
        fields=fields_of(form.country) if form.country else (),
        typed=form.typed,
        wrong=wrong or {},
        said=said,
        form_key=form.form_key or secrets.token_urlsafe(18),
        seen=seen,
    )


@router.post("/checkout", name="shop.place", dependencies=[Depends(same_site)])
def place_orders(
    request: Request, db: DB, view: CurrentView, form: Annotated[CheckoutForm, Depends(read_form)]
) -> Response:
    wrong = form.wrong(view.words)
    if form.action not in set(Route) or wrong:
        return _again(db, view, request, form, wrong=wrong)
    try:
        placed = _placed(request, view, form)
    except Refusal as refusal:
        return _again(db, view, request, form, refusal=refusal)
    checkout, lines = placed
    there = view.path("shop.checkout_done", token=request.app.state.tokens.make("checkout", checkout.id))
    id_ = basket_id(request)
    answer = RedirectResponse(there, 303)
    return remember(request, answer, id_, lines) if id_ else answer


def _placed(request: Request, view: View, form: CheckoutForm) -> tuple[Checkout, int]:
    with writing(request) as db:
        basket = basket_here(db, request) or baskets.new_basket(db)
        checkout = place(db, basket, form.wish(view.reader.lang))
        return checkout, len(baskets.lines_of(db, basket))


def _again(
    db: Session,
    view: View,
    request: Request,
    form: CheckoutForm,
    *,
    wrong: Wrong | None = None,
    refusal: Refusal | None = None,
) -> Response:
    """The page once more with everything that was typed, and what stands in the way."""
    db.rollback()  # look at what is there now, not when this request began
    said = view.words(refusal.words, refusal.values) if refusal else ""
    page = checkout_page(db, view, request, form, wrong=wrong, said=said)
    status = status_of(refusal) if refusal else 422 if wrong else 200
    if not page.parts:
        return RedirectResponse(view.path("shop.basket"), 303)
    return view.render("shop/checkout.html", page, status=status, noindex=True, private=True)
