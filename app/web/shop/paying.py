"""Paying an order by card: to the rail's page and back, or another way after all. A press twice is one attempt."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.affiliates.models import Group
from app.core.db import Database
from app.core.errors import Conflict, Refusal, _
from app.core.tokens import BadLink
from app.ordering import cards, ending
from app.ordering.models import Order
from app.ordering.queries import OrderNotFound
from app.payments import sync
from app.payments.accounts import rails_for
from app.payments.attempts import NoCards
from app.payments.rail import FaultKept, KeyRefused, RailAway, RailRefused, Wanted
from app.payments.service import open_payment
from app.web.asking import RailBusy, asking
from app.web.deps import view_of
from app.web.forms import same_site
from app.web.rendering import Site, View
from app.web.shop.orders import buyer_of, opened, refused

router = APIRouter()

COMING_BACK = 7 * 24 * 3600  # seconds; a bank in another tab may take its time
WHAT = _("Order %(number)s with %(group)s")


class CardsRefuse(Conflict):
    """The rail says no to the payment itself, not to a card."""

    words = _("This payment could not be begun. Nothing was charged. Please pay another way, or write to the group.")


@router.post("/orders/{token}/pay", name="shop.pay_order", dependencies=[Depends(same_site)])
async def pay_order(token: str, request: Request, action: Annotated[str, Form(max_length=20)] = "card") -> Response:
    """Begin to pay by card, look whether it came, pay another way after all, or give the order up."""
    try:
        return await asking(request, _answered, request, token, action)
    except RailBusy as busy:
        return await run_in_threadpool(_said, request, token, busy)


@router.get("/paid/{number}", name="shop.order_paid")
async def back_from_paying(number: str, request: Request, unpaid: str = "") -> Response:
    """Where the rail's page sends the buyer: paid or not, we look. The group sees this address at its rail.

    So it holds no secret: the browser that began to pay has the order's link in a cookie, and nobody else is told
    anything.
    """
    token = request.cookies.get(_cookie(number), "")
    try:
        return await asking(request, _returned, request, number, token, unpaid=bool(unpaid))
    except RailBusy:
        return await run_in_threadpool(_returned, request, number, token, ask=False)


def _cookie(number: str) -> str:
    return f"paying_{number}" if number.isascii() and number.isalnum() else "paying"


def _returned(request: Request, number: str, token: str, *, ask: bool = True, unpaid: bool = False) -> Response:
    database: Database = request.app.state.database
    with database.reading() as db:
        view = view_of(request, db)
        try:
            order, _masked = opened(db, request.app.state.tokens, token)
        except BadLink:
            order = None
        if order is None or order.number != number:
            return view.render("shop/paid.html", None, noindex=True, private=True)
        order_id, here = order.id, view.path("shop.order", token=token)
    if ask:
        with suppress(RailAway):  # the page of the order says what is known
            cards.look(database, order_id)
            here += "?unpaid=yes" if unpaid else ""  # only where the rail was asked: else nobody knows
    return RedirectResponse(here, 303)


def _answered(request: Request, token: str, action: str) -> Response:
    database: Database = request.app.state.database
    with database.reading() as db:
        view = view_of(request, db)
        order, masked = opened(db, request.app.state.tokens, token)
        order_id, here = order.id, view.path("shop.order", token=token)
    if masked:
        raise BadLink()  # whoever got the letter first says that the order is theirs
    if action not in _DO:
        raise OrderNotFound()
    try:
        page = _DO[action](request, order)
        return _away_to(view.site, order.number, token, page) if page else RedirectResponse(here, 303)
    except Refusal as refusal:
        if isinstance(refusal, cards.TRIED):
            cards.raise_alarm(database, order_id)
        if isinstance(refusal, KeyRefused):
            cards.key_refused(database, refusal.rail)
        return _said(request, token, refusal)


def _away_to(site: Site, number: str, token: str, page: str) -> Response:
    """To the rail's page; this browser keeps whose order it comes back to."""
    answer = RedirectResponse(page, 303)
    secure = site.base_url.startswith("https:")
    answer.set_cookie(_cookie(number), token, max_age=COMING_BACK, secure=secure, httponly=True, samesite="lax")
    return answer


def _said(request: Request, token: str, refusal: Refusal) -> Response:
    database: Database = request.app.state.database
    with database.reading() as db:
        return refused(db, view_of(request, db), token, refusal)


def _begin(request: Request, order: Order) -> str:
    """The address of the rail's page; "" where there is nothing to pay there any more."""
    database: Database = request.app.state.database
    for _again in range(2):
        with database.writing() as db:
            mine = db.get_one(Order, order.id, with_for_update=True)
            payment_id = cards.begin(db, mine, _rail(db, mine), _wanted(db, request, mine))
        try:
            return _to_page(database, order, sync.start(database, payment_id))
        except FaultKept:
            cards.settle_order(database, order.id)  # what waits to be paid is there again, for another attempt
        except RailRefused:
            cards.settle_order(database, order.id)
            raise CardsRefuse() from None
    raise RailAway()


def _to_page(database: Database, order: Order, page: str) -> str:
    if not page:
        cards.settle_order(database, order.id)
    return page


def _rail(db: Session, order: Order) -> str:
    asked = open_payment(db, order.id)
    names = rails_for(db, order.group_id, asked.asked if asked else None, order.currency)
    if not names:
        raise NoCards()
    return names[0]


def _wanted(db: Session, request: Request, order: Order) -> Wanted:
    view: View = view_of(request, db)
    group = db.scalars(select(Group.name).where(Group.id == order.group_id)).one()
    return Wanted(
        reference=order.number,
        words=view.words(WHAT, {"number": order.number, "group": group}),
        lang=view.language.code,
        back_url=view.absolute(view.path("shop.order_paid", number=order.number)),
        slow=cards.slow_ways_fit(db, order),
    )


def _look(request: Request, order: Order) -> str:
    cards.look(request.app.state.database, order.id)
    return ""


def _otherwise(request: Request, order: Order) -> str:
    cards.close(request.app.state.database, order.id)
    return ""


def _withdraw(request: Request, order: Order) -> str:
    """Give the order up while a card page is open: first nobody may be able to pay any more."""
    database: Database = request.app.state.database
    cards.close(database, order.id)
    with database.writing() as db:
        mine = db.get_one(Order, order.id, with_for_update=True)
        ending.withdraw(db, mine, by=buyer_of(db, mine))
    return ""


_DO = {"card": _begin, "look": _look, "other": _otherwise, "withdraw": _withdraw}
