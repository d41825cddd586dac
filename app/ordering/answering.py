"""What a group does with an order, and what a buyer does with the group's answer. None commits.

Each verb is told the version of the order that was on the screen: who acts on an old page is shown the new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.catalog.capacity import NoCapacity
from app.core.clock import now
from app.core.errors import Conflict, Invalid, _
from app.core.jobs import enqueue
from app.core.money import MAX_AMOUNT, Money
from app.ordering import holding
from app.ordering.basket import MOST_PIECES, BadQuantity
from app.ordering.models import Actor, Order, OrderLine
from app.ordering.payable import ask_first
from app.ordering.pricing import WHOLE_BP, first_part, together
from app.ordering.service import lines_by_order
from app.ordering.states import Cause, OrderState
from app.ordering.times import Times


class SeenTooOld(Conflict):
    """Somebody acted on a page that shows an order as it was."""

    words = _("This order has changed since you looked. Please read it again.")


class NeedsOffer(Conflict):
    """An order is accepted as it is, but its total is not known."""

    words = _("Something in this order has no price yet. Please make an offer with the total.")


class NeedsDay(Conflict):
    """An order is accepted as it is, but nobody can tell when it will be ready."""

    words = _(
        "By what you have said you can make in a month, the coming year has no room for so many. Please make an offer "
        "with the day it is ready."
    )


class BadOffer(Invalid):
    """An offer that says nothing, or what cannot be."""

    words = _("Please give a price for each piece, and at least one piece.")


class LaterDay(Conflict):
    """An order is accepted as it is, and meanwhile others have the room of the months by which it was told ready."""

    words = _(
        "Others have ordered meanwhile: you cannot be ready by the day the buyer was told. Please make an offer with "
        "a new day, so that the buyer can say yes to it."
    )

    def __init__(self, day: date) -> None:
        super().__init__()
        self.day = day  # by which it can leave now


class NeedsAddress(Invalid):
    """An offer of something to be sent is taken, and nobody knows where it goes."""

    words = _("Please say where it goes, as your country writes an address.")


class WhereKnown(Conflict):
    """Somebody says where an order goes that waits for no address."""

    words = _("Where this order goes is known already, or it is too late to say. Please write to each other below.")


@dataclass(frozen=True)
class Offer:
    """What a group proposes instead of what was asked for."""

    quantities: Mapping[UUID, int]  # by line; a line that is not named stays as it is
    units: Mapping[UUID, Money]  # the price of one piece, by line; the same
    delivery: Money
    ready_on: date
    words: str = ""
    advance_bp: int = WHOLE_BP


@dataclass(frozen=True)
class Terms:
    """What an offer comes to."""

    lines: Sequence[tuple[int, Money]]  # of each: pieces, and the price of one
    total: Money
    first: Money  # due before work begins


def add_up(goods: Sequence[tuple[int, Money | None]], delivery: Money, advance_bp: int) -> Terms:
    """What pieces at their prices and their delivery come to.

    Raises:
        BadOffer: it holds nothing, or something without a price, or comes to more than makes sense.
        BadQuantity: more pieces than a basket takes, of which a slip of the finger is the likelier reason.
    """
    if any(pieces > MOST_PIECES for pieces, _unit in goods):
        raise BadQuantity(most=MOST_PIECES)
    if any(pieces < 0 for pieces, _unit in goods) or not any(pieces for pieces, _unit in goods):
        raise BadOffer()
    priced = [(pieces, unit) for pieces, unit in goods if unit is not None]
    amounts = [Money(pieces * unit.amount, unit.currency) for pieces, unit in priced]
    total = together([*amounts, delivery], delivery.currency)
    if len(priced) < len(goods) or total is None or not 0 <= total.amount <= MAX_AMOUNT:  # more would not fit a column
        raise BadOffer()
    return Terms(priced, total, first_part(total, advance_bp))


def terms_of(order: Order, lines: Sequence[OrderLine], proposed: Offer) -> Terms:
    """What an offer makes of the lines of an order; nothing is written, so that it can be shown before it is made.

    Raises:
        BadOffer: it cannot be made.
    """
    return add_up([_offered(order, line, proposed) for line in lines], proposed.delivery, proposed.advance_bp)


def _offered(order: Order, line: OrderLine, proposed: Offer) -> tuple[int, Money | None]:
    known = None if line.unit_amount is None else Money(line.unit_amount, order.currency)
    return proposed.quantities.get(line.id, line.quantity), proposed.units.get(line.id, known)


def seen(db: Session, order: Order, version: int) -> None:
    """Make sure that who acts saw the order as it is, and that nobody else acts before this transaction ends.

    Raises:
        SeenTooOld: they did not.
    """
    db.refresh(order, ["version"], with_for_update=True)  # a second hand waits here, then learns of the change
    if order.version != version:
        raise SeenTooOld()


def outdate_pages(order: Order) -> None:
    """Make pages that show an order as it was too old to act on, though nothing moved: it is another version.

    What was just written down, as money or a parcel, would be written down twice by who saw a page from before it.
    """
    flag_modified(order, "number")


def accept(db: Session, order: Order, *, by: Actor) -> None:
    """The group takes the order as it was asked for.

    Raises:
        NeedsOffer, NeedsDay: its total, or its day, is not known yet.
        OutOfStock, LaterDay: it waited so long that others have the pieces, or the months.
        ForbiddenMove: it waits for no answer.
    """
    if order.state is OrderState.REQUESTED and order.total is None:
        raise NeedsOffer()
    if order.state is OrderState.REQUESTED and order.ready_on is None:
        raise NeedsDay()
    _hold_again(db, order)
    _agreed(db, order, by=by, because=Cause.ACCEPTED)


def offer(db: Session, order: Order, proposed: Offer, *, by: Actor) -> None:
    """The group proposes other quantities, prices, postage or another day. What is held follows.

    Raises:
        BadOffer: it holds nothing, or something without a price.
        OutOfStock: the group does not have so many either.
        ForbiddenMove: there is nothing to answer.
    """
    put_offer(db, order, proposed, by=by)
    told(db, order)


def put_offer(db: Session, order: Order, proposed: Offer, *, by: Actor) -> None:
    """The same, and nobody is told: for an offer that is taken in the same breath."""
    lines = lines_by_order(db, [order])[order.id]
    terms = terms_of(order, lines, proposed)
    holding.release(db, order, cause=f"offer-{order.seq + 1}")
    for line, (pieces, unit) in zip(lines, terms.lines, strict=True):
        line.quantity, line.unit_amount = pieces, unit.amount
    order.total_amount, order.delivery_amount = terms.total.amount, proposed.delivery.amount
    order.due_first_amount = terms.first.amount
    order.ready_on, order.words = proposed.ready_on, proposed.words
    order.expires_at = now() + timedelta(days=Times.of(db).request_days)
    db.flush()
    holding.hold_offered(db, order, cause=f"offer-{order.seq + 1}")
    order.let_go = False
    order.move_to(OrderState.OFFERED, by=by, because=Cause.OFFERED, note=proposed.words)


def _hold_again(db: Session, order: Order) -> None:
    """Set the pieces aside once more that were let go while the request waited.

    Waiting alone moves no day: a group that says yes says yes to the day the buyer was told.

    Raises:
        LaterDay, NeedsDay: no room is left before that day, or in a year; what binds both was said to neither.
    """
    if order.let_go:
        try:
            promised = holding.hold(db, [order], cause=f"again-{order.seq + 1}").values()
        except NoCapacity:
            raise NeedsDay() from None
        if order.ready_on is not None and any(one.no_room_before > order.ready_on for one in promised):
            raise LaterDay(max(one.ready_on for one in promised))
        order.let_go = False


def agree(db: Session, order: Order, *, by: Actor, address: Mapping[str, str] | None = None) -> None:
    """The buyer takes the group's offer.

    Args:
        address: where it goes, complete, if it was not known before.

    Raises:
        NeedsAddress: it still is not.
    """
    if order.needs_address:
        if not address:
            raise NeedsAddress()
        order.address = dict(address)
    _agreed(db, order, by=by, because=Cause.AGREED)


def agree_by_phone(db: Session, order: Order, *, by: Actor, note: str) -> None:
    """The group says that the buyer took its offer by phone; the buyer is told so."""
    _agreed(db, order, by=by, because=Cause.AGREED_BY_PHONE, note=note)


def say_where(db: Session, order: Order, *, address: Mapping[str, str] | None) -> None:
    """Say where an order goes that was agreed on by phone before anybody had asked.

    Args:
        address: complete; None: it is not.

    Raises:
        NeedsAddress: it is not complete.
        WhereKnown: none is needed now.
    """
    if not order.needs_address or order.state not in (OrderState.AWAITING_PAYMENT, OrderState.CONFIRMED):
        raise WhereKnown()
    if not address:
        raise NeedsAddress()
    order.address = dict(address)
    db.flush()


def _agreed(db: Session, order: Order, *, by: Actor, because: Cause, note: str = "") -> None:
    """Both sides agree: money has to come, or, where none is due first, work begins."""
    if order.due_first.amount:
        order.move_to(OrderState.AWAITING_PAYMENT, by=by, because=because, note=note)
        order.expires_at = now() + timedelta(days=Times.of(db).pay_days)
        db.flush()
        ask_first(db, order)
    else:
        order.move_to(OrderState.CONFIRMED, by=by, because=because, note=note)
        order.expires_at = None
        db.flush()
        holding.take(db, order, cause="confirmed")
    told(db, order)


def told(db: Session, order: Order) -> None:
    """Have both sides told of the last move, each in its language, once."""
    db.flush()
    enqueue(db, "ordering.tell", order_id=str(order.id), seq=order.seq)
