"""The group's answer to an order: one page, every action asked once more in a sentence before anything is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.core.clock import today
from app.core.db import Database
from app.core.errors import Refusal
from app.core.money import Money
from app.enquiries.queries import WaitingEnquiry, enquiry_of_order, waiting_enquiries
from app.ordering import cards
from app.ordering.answering import LaterDay, NeedsDay, SeenTooOld, seen
from app.ordering.models import Order
from app.ordering.order_view import OrderView, order_view
from app.ordering.passing_on import how_many
from app.ordering.queries import Matter, Waiting, matters_of, waiting
from app.ordering.thread import OrderMessage, said_about
from app.web.answer.actions import ACTIONS, AT_ONCE, FORESEEN, Sent, read_answer
from app.web.answer.holder import NotYours, groups_of, key_here, opened_here
from app.web.answer.proposals import OfferTold, told_of_order
from app.web.answer.repeats import is_repeat
from app.web.asking import RailBusy, asking
from app.web.deps import DB, CurrentView, view_of, writing
from app.web.errors import status_of
from app.web.forms import same_site
from app.web.languages import preferred_language
from app.web.rendering import View

router = APIRouter()
OF_MONEY = ("money", "refund", "card_refund")  # actions that say how much

ASK_RAILS = ("decline",)  # buttons for which a page of a rail that is still open has to be closed


@dataclass(frozen=True)
class AnswerPage:
    """What `templates/answer/order.html` may use."""

    order: OrderView
    enquiry_number: str  # of the conversation it came of; "" for none
    reachable: bool  # the group may see the buyer's e-mail and phone
    talk: Sequence[OrderMessage]
    matters: Sequence[Matter]  # that somebody still has to see to
    offers: bool  # whether the form of an offer stands open
    ready_on: date | None  # what it begins with: a day that can be promised now
    typed: Mapping[str, str]
    said: str = ""
    form_key: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True)
class SurePage:
    """What `templates/answer/sure.html` may use: what is about to be done, and everything that was typed."""

    order: OrderView
    action: str
    offer: OfferTold | None
    typed: Mapping[str, str]
    typed_amount: Money | None


@dataclass(frozen=True)
class OrdersPage:
    """What `templates/answer/orders.html` may use."""

    orders: list[Waiting]
    enquiries: list[WaitingEnquiry]
    to_send_on: int  # messages for people who have only a phone


@router.get("/answer", name="answer.orders")
def show_orders(request: Request, db: DB, view: CurrentView) -> Response:
    key = key_here(db, request)
    if key is None:
        raise NotYours()
    mine = groups_of(db, key)
    above = key.affiliate_id
    asked = waiting_enquiries(db, mine, desk=above is not None)
    page = OrdersPage(waiting(db, mine), asked, how_many(db, above) if above else 0)
    return view.render("answer/orders.html", page, noindex=True, private=True)


@router.get("/o/{number}", name="answer.order")
def show_order(number: str, request: Request, db: DB, view: CurrentView) -> Response:
    """The address a buyer's message carries: for the phone with the key alone, in the phone's own language."""
    order, _by = opened_here(db, request, number)
    wanted = preferred_language(request.headers)
    if not view.language.prefix and wanted != view.language.code:
        return RedirectResponse(f"/{wanted}{view.site.links.path('answer.order', number=order.number)}", 303)
    return _page(db, view, order_view(db, order), {})


def _page(
    db: Session, view: View, order: OrderView, typed: Mapping[str, str], *, refusal: Refusal | None = None
) -> Response:
    said = view.words(refusal.words, refusal.values) if refusal else ""
    talk = enquiry_of_order(db, order.id)
    later = refusal.day if isinstance(refusal, LaterDay) else None
    unready = isinstance(refusal, LaterDay | NeedsDay)
    page = AnswerPage(
        order=order,
        enquiry_number=talk.number if talk else "",
        reachable=order.reachable or (order.accepted and talk is not None and talk.buyer_shows),
        talk=said_about(db, order.id),
        matters=matters_of(db, order.id),
        offers=None in (order.total, order.ready_on) or unready or typed.get("action") == "offer",
        ready_on=later or (max(order.ready_on, today()) if order.ready_on else None),
        typed=typed,
        said=said,
    )
    status = status_of(refusal) if refusal else 200
    return view.render("answer/order.html", page, status=status, noindex=True, private=True)


@router.post("/o/{number}", name="answer.act", dependencies=[Depends(same_site)])
async def act(number: str, request: Request, sent: Annotated[Sent, Depends(read_answer)]) -> Response:
    if not (sent.sure and sent.action in ASK_RAILS):
        return await run_in_threadpool(_acted, request, number, sent)
    try:
        return await asking(request, _acted, request, number, sent)
    except RailBusy as busy:
        return await run_in_threadpool(_refused, request, number, sent, busy)


def _acted(request: Request, number: str, sent: Sent) -> Response:
    database: Database = request.app.state.database
    with database.reading() as db:
        view = view_of(request, db)
        order, _by = opened_here(db, request, number)
        order_id, fresh = order.id, order.version == sent.version
        if sent.action not in ACTIONS:
            raise NotYours()
        try:
            if not sent.sure and sent.action not in AT_ONCE:
                return _sure(db, view, order, sent)
        except Refusal as refusal:
            return _page(db, view, order_view(db, order), sent.typed, refusal=refusal)
    try:
        if sent.action in ASK_RAILS and fresh:
            cards.close(database, order_id)  # first nobody may be able to pay any more
        _do(request, number, sent)
    except Refusal as refusal:
        return _refused(request, number, sent, refusal)
    return RedirectResponse(view.path("answer.order", number=order.number), 303)


def _refused(request: Request, number: str, sent: Sent, refusal: Refusal) -> Response:
    """A refusal on the page of the order as it is now, where what was typed still stands."""
    database: Database = request.app.state.database
    with database.reading() as db:
        order, _by = opened_here(db, request, number)
        return _page(db, view_of(request, db), order_view(db, order), sent.typed, refusal=refusal)


def _amount_in(sent: Sent, currency: str) -> Money | None:
    """What the sentence says of money, read as it will be booked."""
    if sent.action in OF_MONEY or (sent.action == "rest" and sent.told("amount")):
        return sent.money("amount", currency)
    return sent.money("keeps", currency) if sent.action == "decline" and sent.told("keeps") else None


def _sure(db: Session, view: View, order: Order, sent: Sent) -> Response:
    """The same once more in a sentence. An offer is asked about with all its terms: the buyer will read them."""
    if sent.action in FORESEEN:
        FORESEEN[sent.action](order, sent)
    told = told_of_order(db, order, sent) if sent.action == "offer" else None
    page = SurePage(order_view(db, order), sent.action, told, sent.typed, _amount_in(sent, order.currency))
    return view.render("answer/sure.html", page, noindex=True, private=True)


def _do(request: Request, number: str, sent: Sent) -> None:
    with writing(request) as db:
        order, by = opened_here(db, request, number)
        try:
            if sent.action not in AT_ONCE:
                seen(db, order, sent.version)
        except SeenTooOld:
            if not is_repeat(db, order, sent, by):
                raise
            return  # a double click: what it says is done, and its page shows so
        ACTIONS[sent.action](db, order, sent, by)
