"""From a confirmed order to goods in the buyer's hands."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid5

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Conflict, _
from app.core.money import Money
from app.core.rows import write_unless
from app.ordering.answering import outdate_pages, told
from app.ordering.desk import Task, TaskKind
from app.ordering.models import Actor, Order, Parcel
from app.ordering.news import News, tell_of
from app.ordering.payable import NothingLeft, ask_rest
from app.ordering.states import LIVE, ActorKind, Cause, OrderState
from app.ordering.times import Times
from app.payments.models import Payment
from app.payments.service import open_payment


class NowhereToGo(Conflict):
    """A parcel would leave, and nobody has said where to."""

    words = _("Nobody has said yet where this goes. Please ask the buyer: the page of their order has a place for it.")


def send(db: Session, order: Order, *, key: str, on: date, words: str, tracking: str, by: Actor) -> Parcel:
    """A parcel leaves the group; the first one moves the order, further ones are noted.

    Args:
        key: of the form: the same form again is the same parcel.

    Raises:
        NowhereToGo: it is to be sent, and all that is known is a country.
        ForbiddenMove: the order does not stand where goods leave.
    """
    id_ = uuid5(order.id, key)
    known = db.get(Parcel, id_)
    if known is not None:  # looked at first: the first parcel moves the order, its repeat must not
        return known
    if order.state is OrderState.CONFIRMED and order.needs_address:
        raise NowhereToGo()
    first = order.state is not OrderState.SHIPPED
    if first:
        order.move_to(OrderState.SHIPPED, by=by, because=Cause.SENT, note=words)
        order.shipped_at = now()
        db.flush()
    parcel = Parcel(id=id_, order_id=order.id, sent_on=on, words=words, tracking=tracking)
    if not write_unless(db, parcel, known="id"):
        return db.get_one(Parcel, id_)
    if first:
        told(db, order)
    else:
        outdate_pages(order)
        tell_of(db, order, News.PARCEL, id_, by=by)
    return parcel


def has_sent(db: Session, order: Order, *, key: str, words: str, tracking: str) -> bool:
    """Whether a form has noted a parcel in these words. In other ones it would be another parcel."""
    known = db.get(Parcel, uuid5(order.id, key))
    return known is not None and (known.words, known.tracking) == (words, tracking)


def hand_over(db: Session, order: Order, *, by: Actor, note: str = "") -> None:
    """The buyer came for the goods."""
    order.move_to(OrderState.COMPLETED, by=by, because=Cause.HANDED_OVER, note=note)
    told(db, order)


def receive(db: Session, order: Order, *, by: Actor) -> None:
    """The buyer says that all is well."""
    order.move_to(OrderState.COMPLETED, by=by, because=Cause.RECEIVED)
    told(db, order)


def ask_for_rest(db: Session, order: Order, amount: Money | None = None, *, by: Actor | None = None) -> Payment:
    """The group asks for what is left to pay; the buyer is told, and reminded of it once. Asked again, it is the same.

    Args:
        amount: so much of it; None: all.

    Raises:
        NothingLeft: all is paid, or asked for otherwise, or nothing was agreed yet.
        MoreThanLeft: less than that is left.
    """
    if order.state not in LIVE:
        raise NothingLeft()
    asked = open_payment(db, order.id)
    if asked is not None and amount in (None, asked.asked):
        return asked
    payment = ask_rest(db, order, amount)
    # Not through the mapped object: a question is no other version of the order.
    db.execute(update(Order).where(Order.id == order.id).values(reminded=0))
    tell_of(db, order, News.ASKED, payment.id, by=by)
    return payment


def complete_quiet_ones(db: Session) -> int:
    """Orders that were sent long ago and about which nobody complained are done; returns how many."""
    long_ago = now() - timedelta(days=Times.of(db).complaint_days)
    complaint = exists().where(Task.order_id == Order.id, Task.kind == TaskKind.COMPLAINT, Task.closed_at.is_(None))
    quiet = select(Order).where(Order.state == OrderState.SHIPPED, Order.shipped_at <= long_ago, ~complaint)
    found = list(db.scalars(quiet.order_by(Order.id).with_for_update(skip_locked=True)))
    for order in found:
        order.move_to(OrderState.COMPLETED, by=Actor(ActorKind.CLOCK), because=Cause.NO_COMPLAINT)
        told(db, order)
    return len(found)
