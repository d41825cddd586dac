"""A buyer's own pages, opened by secret links: what one checkout made, and each order with what can be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.affiliates.ways import HowToOrder
from app.core.clock import now
from app.core.errors import Refusal
from app.core.tokens import BadLink, Tokens, named_in
from app.enquiries.models import Enquiry
from app.enquiries.queries import enquiry_of_order
from app.enquiries.tasks import LINK as ENQUIRY_LINK
from app.ordering import answering, ending, fulfilment, settle, thread
from app.ordering.addresses import AddressField, cleaned, fields_of
from app.ordering.desk import TaskKind, waits
from app.ordering.models import Actor, Checkout, Order
from app.ordering.order_view import OrderView, order_view
from app.ordering.queries import OrderNotFound
from app.ordering.repeats import has_moved
from app.ordering.states import ActorKind, Cause, OrderState
from app.ordering.telling import LINK, MAILED
from app.ordering.thread import OrderMessage, said_about
from app.web.deps import DB, CurrentView, writing
from app.web.errors import status_of
from app.web.forms import same_site
from app.web.rendering import View
from app.web.shop.checkout_form import CheckoutForm, read_form
from app.web.shop.contact import short_url, ways_of

router = APIRouter()
TWO_HOURS = 2 * 60 * 60  # seconds
ASKS_WHERE = (OrderState.OFFERED, OrderState.AWAITING_PAYMENT, OrderState.CONFIRMED)


@dataclass(frozen=True)
class OrderPage:
    """What `templates/shop/order.html` may use."""

    order: OrderView
    token: str
    masked: bool  # opened from a mail that nobody has confirmed yet: address and phone are not shown
    here_url: str
    short_url: str  # for the group's phone
    how: HowToOrder | None  # how to send it to the group oneself, while it waits for an answer
    enquiry_href: str  # of the conversation it came of; "" for none
    fields: tuple[AddressField, ...] = ()  # of the address that an order still needs
    talk: Sequence[OrderMessage] = ()
    minutes_left: int = 0  # that the pieces are kept, where it is less than two hours
    complains: bool = False  # something is wrong with it, and not put right yet
    typed: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    unpaid: bool = False  # the buyer turned back on the rail's page; while nothing came, the words say so


@dataclass(frozen=True)
class InvoicePage:
    """What `templates/shop/invoice.html` may use."""

    order: OrderView
    masked: bool


def opened(db: Session, tokens: Tokens, token: str) -> tuple[Order, bool]:
    """The order that a secret link opens, and whether the link came by a mail nobody has confirmed.

    Raises:
        BadLink: it opens nothing.
    """
    order = db.get(Order, named_in(token))
    if order is None:
        raise BadLink()
    if tokens.proves(token, LINK, order.id, order.generation):
        return order, False
    checkout = db.get_one(Checkout, order.checkout_id)
    if not tokens.proves(token, MAILED, order.id, checkout.corrections):
        raise BadLink()
    return order, checkout.email_proved_at is None


@router.get("/orders/{token}", name="shop.order")
def show_order(token: str, request: Request, db: DB, view: CurrentView, unpaid: str = "") -> Response:
    order, masked = opened(db, request.app.state.tokens, token)
    page = order_page(db, view, order, token, masked=masked)
    page = replace(page, unpaid=bool(unpaid))
    return view.render("shop/order.html", page, noindex=True, private=True)


def order_page(
    db: Session, view: View, order: Order, token: str, *, masked: bool, form: CheckoutForm | None = None, said: str = ""
) -> OrderPage:
    """What the page of an order shows of it now."""
    told = order_view(db, order)
    talk = enquiry_of_order(db, order.id)
    asks = order.needs_address and order.state in ASKS_WHERE
    return OrderPage(
        order=told,
        token=token,
        masked=masked,
        here_url=view.absolute(view.path("shop.order", token=token)),
        short_url=short_url(view, told),
        how=ways_of(db, view, told),
        enquiry_href=_enquiry_link(view, talk) if talk and not masked else "",
        fields=fields_of(order.address["country_code"]) if asks else (),
        talk=() if masked else said_about(db, order.id),
        minutes_left=_minutes_left(told),
        complains=waits(db, TaskKind.COMPLAINT, order.id),
        typed=form.typed if form else {},
        said=said,
    )


def _minutes_left(order: OrderView) -> int:
    """A day says nothing of an hour; 0: a day says enough, or there is no end."""
    left = (order.expires_at - now()).total_seconds() if order.expires_at else 0.0
    return max(1, int(left // 60)) if 0 < left < TWO_HOURS else 0


def _enquiry_link(view: View, talk: Enquiry) -> str:
    tokens: Tokens = view.request.app.state.tokens
    return view.path("shop.enquiry", token=tokens.make(ENQUIRY_LINK, talk.id, talk.generation))


@router.get("/orders/{token}/invoice", name="shop.order_invoice")
def show_invoice(token: str, request: Request, db: DB, view: CurrentView) -> Response:
    """A pro-forma invoice, for a bank or a book-keeper."""
    order, masked = opened(db, request.app.state.tokens, token)
    page = InvoicePage(order_view(db, order), masked)
    return view.render("shop/invoice.html", page, noindex=True, private=True)


@router.post("/orders/{token}", name="shop.change_order", dependencies=[Depends(same_site)])
def change_order(  # noqa: PLR0917  # the fields of the form
    token: str,
    request: Request,
    db: DB,
    view: CurrentView,
    form: Annotated[CheckoutForm, Depends(read_form)],
    version: Annotated[int, Form(ge=0)] = 0,
    refund: Annotated[UUID | None, Form()] = None,
) -> Response:
    try:
        _change(request, token, form, version, refund)
    except (BadLink, OrderNotFound):
        raise
    except Refusal as refusal:
        db.rollback()
        return refused(db, view, token, refusal, form=form)
    return RedirectResponse(view.path("shop.order", token=token), 303)


def refused(db: Session, view: View, token: str, refusal: Refusal, *, form: CheckoutForm | None = None) -> Response:
    """A refusal on the page of the order, where what was typed still stands."""
    order, masked = opened(db, view.request.app.state.tokens, token)
    said = view.words(refusal.words, refusal.values)
    page = order_page(db, view, order, token, masked=masked, form=form, said=said)
    return view.render("shop/order.html", page, status=status_of(refusal), noindex=True, private=True)


def _change(request: Request, token: str, form: CheckoutForm, version: int, refund: UUID | None) -> None:
    with writing(request) as db:
        order, masked = opened(db, request.app.state.tokens, token)
        if form.action == "confirm":
            _confirm(db, order, masked=masked)
        elif masked:
            raise BadLink()  # whoever got the letter first says that the order is theirs
        elif form.action == "say":  # words are never too late
            thread.say(db, order, form.told("words"), by=buyer_of(db, order))
        else:
            try:
                answering.seen(db, order, version)
            except answering.SeenTooOld:
                if not _is_repeat(db, order, form):
                    raise
                return  # a double click: what it says is done, and its page shows so
            _do(db, order, form, refund)


def _confirm(db: Session, order: Order, *, masked: bool) -> None:
    """Only who came by the mailed link proves that the mail arrives."""
    if not masked:
        return
    checkout = db.get_one(Checkout, order.checkout_id)
    checkout.email_proved_at = checkout.email_proved_at or now()


def buyer_of(db: Session, order: Order) -> Actor:
    """The buyer of an order, as who does something with it."""
    return Actor(ActorKind.BUYER, db.get_one(Checkout, order.checkout_id).name)


def _do(db: Session, order: Order, form: CheckoutForm, refund: UUID | None) -> None:
    by, action = buyer_of(db, order), form.action
    if action == "agree":
        answering.agree(db, order, by=by, address=_address_in(order, form))
    elif action == "where":
        answering.say_where(db, order, address=_address_in(order, form))
    elif action == "withdraw":
        ending.withdraw(db, order, by=by)
    elif action == "received":
        fulfilment.receive(db, order, by=by)
    elif action == "broken":
        thread.complain(db, order, form.told("words"), by=by)
    elif action == "settled":
        thread.settle_complaint(db, order, by=by)
    elif action in ("came", "not_came") and refund is not None:
        settle.answer_refund(db, order, refund, arrived=action == "came", by=by)
    else:
        raise OrderNotFound()


_MOVES = {"agree": Cause.AGREED, "withdraw": Cause.WITHDRAWN, "received": Cause.RECEIVED}


def _is_repeat(db: Session, order: Order, form: CheckoutForm) -> bool:
    """Whether what a form says was the last move of its buyer; an address is the only thing that moves nothing."""
    if form.action == "where":
        country = order.address.get("country_code", "")
        return bool(country) and order.address == cleaned(country, form.typed)[0]
    return form.action in _MOVES and has_moved(db, order, (_MOVES[form.action],), by=buyer_of(db, order))


def _address_in(order: Order, form: CheckoutForm) -> dict[str, str] | None:
    """The address of a form, by the country that is known; None where it is incomplete or not asked for."""
    if not order.needs_address:
        return None
    address, errors = cleaned(order.address["country_code"], form.typed)
    return None if errors else address
