"""Orders brought into line with money: it reads sums and may run any number of times, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.affiliates.models import Means
from app.core.clock import today
from app.core.errors import Invalid, _
from app.core.jobs import enqueue
from app.core.money import Money
from app.ordering import holding
from app.ordering.answering import outdate_pages, told
from app.ordering.desk import TaskKind, close_task, open_about, open_task, waits
from app.ordering.ending import kept_of, look_after_money
from app.ordering.models import Actor, Order, OrderEvent
from app.ordering.news import News, tell_of
from app.ordering.payable import ask_again, ask_rest, money_of
from app.ordering.states import LIVE, UNDER_WAY, ActorKind, Cause, OrderState
from app.payments import refunding
from app.payments import service as payments
from app.payments.models import Dispute, PaymentState, Refund, RefundState

ASKS = (OrderState.AWAITING_PAYMENT, *LIVE)  # states in which money may be waited for


class NeedsNote(Invalid):
    """Less came than was asked for, and nobody says why that is enough."""

    words = _("This is less than was asked for. Please say in a few words why it is enough.")


class NoMoney(Invalid):
    """Nothing came, and that is to be written down as a payment."""

    words = _("Please give the amount that came.")


def money_came(db: Session, order: Order, amount: Money, *, key: str, **came: Any) -> None:
    """The group writes down money that came by hand: in time, at hand-over, or for an order that had ended meanwhile.

    Args:
        key: of the form; money that nobody had asked for is the same money when the same form comes twice.
        came: means, on, by and note, as for `record_money`.

    Raises:
        NothingLeft: nothing had been asked for, and all is paid.
        NeedsNote, NothingAsked, WrongCurrency: see `record_money` and `record_late_money`.
    """
    if order.state is OrderState.CANCELLED:
        record_late_money(db, order, amount, key=key, **came)
        return
    if order.state in LIVE and payments.open_payment(db, order.id) is None:
        ask_rest(db, order, key=key)  # cash for goods that change hands: it comes before anybody has asked for it
    record_money(db, order, amount, **came)


def record_money(
    db: Session, order: Order, amount: Money, *, means: Means, on: date, by: Actor, note: str = ""
) -> None:
    """Money that was asked for. Short by a charge, it may be taken as enough, with a note.

    Raises:
        NoMoney: nothing at all.
        NeedsNote: less than was asked for, without a word.
        NothingAsked, WrongCurrency: it answers no open payment of this order.
    """
    if amount.amount <= 0:
        raise NoMoney()
    asked = payments.open_payment(db, order.id)
    if asked is not None and amount.amount < asked.amount and not note.strip():
        raise NeedsNote()
    payments.record(db, order.id, amount, means=means, said_by=by.name, on=on, note=note)
    outdate_pages(order)
    if order.state is OrderState.AWAITING_PAYMENT:  # the group said that this is enough to begin
        order.due_first_amount = min(order.due_first.amount, money_of(db, order).there)
        db.flush()
    settle(db, order, by=by)


def record_late_money(
    db: Session, order: Order, amount: Money, *, key: str, means: Means, on: date, by: Actor, note: str = ""
) -> None:
    """Money came by hand for an order that had been given up: goods still there, it lives again; else it goes back.

    Args:
        key: of the form; the same form twice is the same money.

    Raises:
        NoMoney: nothing at all.
        NothingAsked: this form has been written down.
    """
    if amount.amount <= 0:
        raise NoMoney()
    payable = payments.Payable(order.id, order.group_id, amount)
    payments.ask(db, payable, key=f"{order.number}-late-{key}"[:60])
    payment = payments.record(db, order.id, amount, means=means, said_by=by.name, on=on, note=note)
    outdate_pages(order)
    settle(db, order, by=by)
    if order.state is OrderState.CANCELLED and waits(db, TaskKind.REFUND_DUE, order.id):
        tell_of(db, order, News.CAME_LATE, payment.id, by=by)


def settle(db: Session, order: Order, *, by: Actor) -> None:
    """Bring an order into line with the money that has arrived for it in all.

    Args:
        by: whose word the money rests on: a rail, or a group that recorded it.
    """
    money = money_of(db, order)
    # What came counts, though some of it went back before anybody looked: looked at in between, it had been enough.
    if order.state is OrderState.AWAITING_PAYMENT and money.captured >= order.due_first.amount:
        order.expires_at = None
        order.move_to(OrderState.CONFIRMED, by=by, because=Cause.PAID)
        db.flush()
        holding.take(db, order, cause="confirmed")
        _ask_no_more(db, order)
        told(db, order)
    elif order.state is OrderState.CANCELLED:
        _revive_or_look_after(db, order, money.there, by=by)
    if order.state in ASKS:
        ask_again(db, order)
    if order.state in LIVE:
        _tell_what_came(db, order, by=by)
    look_at_rails(db, order)
    asked = payments.open_payment(db, order.id)
    if asked is None or asked.rail == payments.MANUAL or asked.at_bank:  # nothing is to be closed at a rail
        close_task(db, TaskKind.STUCK, order.id, by="bazaar")


def _tell_what_came(db: Session, order: Order, *, by: Actor) -> None:
    """Money that was asked for after work began moves nothing when it comes: it is news of its own."""
    confirmed = (OrderEvent.order_id == order.id) & (OrderEvent.end == OrderState.CONFIRMED)
    begun = db.scalar(select(func.min(OrderEvent.at)).where(confirmed))
    for one in payments.payments_of(db, order.id):
        if one.state is PaymentState.CAPTURED and begun is not None and one.asked_at > begun:
            what = News.CAME if one.rail == payments.MANUAL else News.CAME_BY_RAIL
            tell_of(db, order, what, one.id, by=by)


def _ask_no_more(db: Session, order: Order) -> None:
    """What was waited for has come by an attempt that seemed over: nobody is to pay it once more."""
    still = payments.open_payment(db, order.id)
    if still is not None and still.rail == payments.MANUAL:
        payments.close(db, order.id)
    elif still is not None:
        enqueue(db, "ordering.close_card", order_id=str(order.id))


def _revive_or_look_after(db: Session, order: Order, there: int, *, by: Actor) -> None:
    kept = kept_of(db, order)
    enough = order.due_first.amount > 0 and there >= order.due_first.amount
    if kept is None and enough and _never_confirmed(db, order):
        try:
            with db.begin_nested():
                late = f"late-{order.seq + 1}"
                promised = holding.take_late(db, order, cause=late, offered=_was_offered(db, order))
        except holding.GONE:
            pass
        else:
            days = [today(), *(one.ready_on for one in promised.values())]  # it begins now, in months that have room
            order.ready_on = max(days if order.ready_on is None else [order.ready_on, *days])
            order.move_to(OrderState.CONFIRMED, by=by, because=Cause.PAID_LATE)
            close_task(db, TaskKind.REFUND_DUE, order.id, by=by.name)
            told(db, order)
            return
    look_after_money(db, order)


def _was_offered(db: Session, order: Order) -> bool:
    return db.scalar(order.events.select().where(OrderEvent.end == OrderState.OFFERED).limit(1)) is not None


def look_at_rails(db: Session, order: Order) -> None:
    """What rails said of refunds and disputes: failed ones are a person's task, and both sides are told each once."""
    refunds = [one for one in payments.refunds_of(db, order.id) if one.payment_id is not None]
    disputes = payments.disputes_of(db, order.id)
    if order.state in LIVE:
        refunds += _excess_back(db, order, refunds)
    if not refunds and not disputes:
        return
    failed = [] if _nothing_left(db, order) else [one.key for one in refunds if one.has_failed]
    open_about(db, TaskKind.REFUND_FAILED, order.id, failed)
    _see_to_disputes(db, order, disputes)
    _nothing_due(db, order, by=Actor(ActorKind.RAIL, "card"))
    enqueue(db, "ordering.tell_money", order_id=str(order.id))


def _see_to_disputes(db: Session, order: Order, disputes: Sequence[Dispute]) -> None:
    """A person looks while a dispute goes on, and where it was lost while the group still works for that money."""
    going_on = [one.ref for one in disputes if not one.over]
    open_about(db, TaskKind.DISPUTE, order.id, going_on)
    if not going_on and not (order.state in UNDER_WAY and any(one.lost for one in disputes)):
        close_task(db, TaskKind.DISPUTE, order.id, by="bazaar")


def _excess_back(db: Session, order: Order, refunds: Sequence[Refund]) -> list[Refund]:
    """Rails alone brought more than the order costs, as when two pages were paid: what is too much goes back."""
    by_rails = sum(left for _payment, left in refunding.can_go_back(db, order.id))
    over = by_rails - (by_rails if order.total is None else order.total.amount)
    if over <= 0 or any(one.has_failed for one in refunds):
        return []
    key = f"{order.number}-over-{len(refunds)}"
    return refunding.send_back(db, order.id, Money(over, order.currency), key=key, said_by="bazaar")


def _never_confirmed(db: Session, order: Order) -> bool:
    """An order that was called off after work began does not come back by money alone."""
    events = db.scalars(order.events.select())
    return all(event.end is not OrderState.CONFIRMED for event in events)


def answer_refund(db: Session, order: Order, refund_id: UUID, *, arrived: bool, by: Actor) -> None:
    """The buyer says whether the money came back. If not, group and affiliate are told, and a person sees to it."""
    refund = payments.answer_refund(db, order.id, refund_id, arrived=arrived)
    if refund.state is RefundState.DENIED:
        open_task(db, TaskKind.REFUND_DENIED, order.id)
        look_after_money(db, order)
        tell_of(db, order, News.DENIED, refund.id)
        return
    stand = {one.state for one in payments.refunds_of(db, order.id)}
    if RefundState.DENIED not in stand or (RefundState.SENT not in stand and _nothing_left(db, order)):
        close_task(db, TaskKind.REFUND_DENIED, order.id, by=by.name)  # it came, or it was sent once more and that came
    _nothing_due(db, order, by=by)
    tell_of(db, order, News.ARRIVED, refund.id)


def send_back(
    db: Session, order: Order, amount: Money, *, key: str, how: str, reference: str, on: date, by: Actor
) -> Refund:
    """The group writes down that it sent money back; the buyer is asked whether it came.

    Raises:
        TooMuchBack: more than came in and is still there.
    """
    refund = payments.send_back(db, order.id, amount, key=key, how=how, reference=reference, said_by=by.name, on=on)
    outdate_pages(order)
    _nothing_due(db, order, by=by)
    tell_of(db, order, News.SENT_BACK, refund.id, by=by)
    return refund


def send_back_by_rail(db: Session, order: Order, amount: Money, *, key: str, by: Actor) -> None:
    """The group has money go back by the rails it came by. The same key: the same refunds.

    Raises:
        TooMuchBack: more than came by rails and is still there.
    """
    refunding.send_back(db, order.id, amount, key=key, said_by=by.name)
    outdate_pages(order)


def has_sent_back(db: Session, order: Order, amount: Money, *, key: str) -> bool:
    """Whether so much went back, or is about to, under a key of `send_back` or `send_back_by_rail`."""
    back = [one.amount for one in payments.refunds_of(db, order.id) if one.key == key or one.key.startswith(f"{key}-")]
    return bool(back) and sum(back) == amount.amount


def _nothing_left(db: Session, order: Order) -> bool:
    """Whether the group has no more of an order's money than it may keep."""
    kept = kept_of(db, order)
    return money_of(db, order).there <= (kept.amount if kept else 0)


def _nothing_due(db: Session, order: Order, *, by: Actor) -> None:
    """Where the group has no more than it keeps, nobody is to send anything: it went back, or a bank took it."""
    if _nothing_left(db, order):
        for kind in (TaskKind.REFUND_DUE, TaskKind.REFUND_FAILED):
            close_task(db, kind, order.id, by=by.name)
