"""Orders whose money is known and which nobody brought into line: the job that does it can fail for good."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from app.core.clock import now
from app.core.db import Database
from app.ordering.cards import settle_order
from app.ordering.desk import Task, TaskKind
from app.ordering.models import KeptByAgreement, Order
from app.ordering.states import OrderState
from app.payments.models import Dispute, Payment, PaymentState, Refund
from app.payments.service import MANUAL

log = structlog.get_logger("ordering")

AT_ONCE = 20  # a minute; the next ones the next minute
LATE = timedelta(days=60)  # money that comes later for an order that ended is for `bazaar reconcile` to find


def settle_what_was_missed(database: Database) -> None:
    """Settle orders that should have been; one that cannot be stops no other."""
    with database.reading() as db:
        # In no order: those that fail each time do not hide the others.
        found = list(db.scalars(select(Order.id).where(_missed()).order_by(func.random()).limit(AT_ONCE)))
    for order_id in found:
        try:
            settle_order(database, order_id)
        except Exception as error:  # whatever the job died of
            log.warning("settled_in_vain", order=str(order_id), why=type(error).__name__)


def _missed() -> ColumnElement[bool]:
    """Each row of it is gone once it is settled: confirmed, asked for again, on its way back, or a person's task."""
    asked = exists().where(Payment.payable == Order.id, Payment.state == PaymentState.OPEN)
    captured = (Payment.payable == Order.id, Payment.state == PaymentState.CAPTURED, Payment.rail != MANUAL)
    money = exists().where(*captured)
    waits = and_(Order.state == OrderState.AWAITING_PAYMENT, or_(money, ~asked))
    ended = and_(Order.state == OrderState.CANCELLED, Order.moved_at > now() - LATE)
    return or_(waits, and_(ended, money, ~_seen_to()))


def _seen_to() -> ColumnElement[bool]:
    """Whether anything was ever done about money of an order that ended."""
    task = exists().where(Task.order_id == Order.id, Task.kind.in_((TaskKind.REFUND_DUE, TaskKind.REFUND_FAILED)))
    back = exists().where(Refund.payable == Order.id)
    disputed = exists().where(Dispute.payment_id == Payment.id, Payment.payable == Order.id)
    kept = exists().where(KeptByAgreement.order_id == Order.id)
    return or_(task, back, disputed, kept)
