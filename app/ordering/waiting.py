"""What time does to orders that wait: pieces are let go, the side that has to act is reminded."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.jobs import enqueue
from app.ordering import holding
from app.ordering.desk import TaskKind, waits_of
from app.ordering.models import Order
from app.ordering.news import News, tell_of
from app.ordering.states import OrderState
from app.ordering.times import Times
from app.payments.models import Payment, PaymentState
from app.payments.service import ask_about

AT_ONCE = 50  # reminders in one transaction
MONEY_WAITED_FOR = (OrderState.AWAITING_PAYMENT, OrderState.CONFIRMED, OrderState.SHIPPED)  # and the buyer is reminded


def let_go(db: Session) -> int:
    """Give the pieces of one request back that has waited too long to keep them; returns how many, 0 or 1.

    The request waits on. One in a transaction, for the reason of `ending.expire`.
    """
    long_ago = now() - timedelta(hours=Times.of(db).hold_hours)
    held = (Order.state == OrderState.REQUESTED) & ~Order.let_go & (Order.placed_at <= long_ago)
    query = select(Order).where(held).order_by(Order.id).limit(1).with_for_update(skip_locked=True)
    found = list(db.scalars(query))
    for order in found:
        order.let_go = True  # another version: who says yes on an old page reads it again
        db.flush()
        holding.release(db, order, cause=f"waited-{order.seq}")
    return len(found)


def remind(db: Session) -> int:
    """Have those reminded for whom an order has waited long enough; returns how many orders.

    Whoever should have been reminded twice meanwhile, because nobody swept, is reminded once.
    """
    for_group = Times.of(db).remind_group_days
    query = select(Order.id, Order.seq, Order.state, _since()).where(_waits_long(db)).limit(AT_ONCE)
    found = db.execute(query).all()
    for id_, seq, state, since in found:
        time = sum(since <= _ago(days) for days in for_group) if state is OrderState.REQUESTED else 1
        # Not through the mapped object: a reminder is no other version of the order.
        db.execute(update(Order).where(Order.id == id_).values(reminded=time))
        enqueue(db, "ordering.remind", order_id=str(id_), seq=seq, time=time)
    return len(found)


def ask_affiliates(db: Session) -> int:
    """Have affiliates asked about money that a group sent back and of which its buyer says nothing; returns how many.

    Each once: a person who was asked needs no second letter, and the order stays on their list.
    """
    found = ask_about(db, before=_ago(Times.of(db).refund_days), limit=AT_ONCE)
    for refund in found:
        tell_of(db, db.get_one(Order, refund.payable), News.SILENT, refund.id)
    return len(found)


def _waits_long(db: Session) -> ColumnElement[bool]:
    times, since = Times.of(db), _since()
    for_group = [
        and_(Order.reminded <= number, since <= _ago(days)) for number, days in enumerate(times.remind_group_days)
    ]
    late, asked = _ago(times.remind_buyer_days), exists().where(Payment.payable == Order.id, _late_payment(db))
    unclear = waits_of(TaskKind.DIFFERS, Order.id)
    first = Order.reminded == 0
    return or_(
        and_(Order.state == OrderState.REQUESTED, or_(*for_group)),
        and_(Order.state == OrderState.OFFERED, first, since <= late),
        and_(Order.state.in_(MONEY_WAITED_FOR), first, asked, ~unclear),  # else somebody looks into what they paid
    )


def payment_is_late(db: Session, order_id: UUID) -> bool:
    """Whether a payment has waited so long that its buyer is reminded."""
    return db.scalar(select(Payment.id).where(Payment.payable == order_id, _late_payment(db))) is not None


def _late_payment(db: Session) -> ColumnElement[bool]:
    long_ago = Payment.asked_at <= _ago(Times.of(db).remind_buyer_days)
    return and_(Payment.state == PaymentState.OPEN, ~Payment.at_bank, long_ago)  # who waits for a bank has done all


def _ago(days: int) -> datetime:
    return now() - timedelta(days=days)


def _since() -> ColumnElement[datetime]:
    """When an order moved the last time."""
    return func.coalesce(Order.moved_at, Order.placed_at)
