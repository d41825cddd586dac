"""Reads of orders: what a buyer sees of theirs, what a group sees of those that wait for it. They change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.core.errors import NotFound, _
from app.core.money import Money
from app.ordering.desk import Task, TaskKind
from app.ordering.models import Checkout, Order
from app.ordering.states import OPEN, UNDER_WAY, OrderState
from app.payments.models import Refund, RefundState


class OrderNotFound(NotFound):
    """No order has this number, or it is not for who asks."""

    words = _("We could not find that order.")


class Matter(StrEnum):
    """What somebody still has to see to in an order, whatever its state."""

    COMPLAINT = "complaint"
    REFUND_DENIED = "refund_denied"
    REFUND_DUE = "refund_due"
    REFUND_SILENT = "refund_silent"  # the affiliate was asked about it: the buyer does not say whether it came


def order_by_number(db: Session, number: str) -> Order:
    """An order, however its number was typed.

    Raises:
        OrderNotFound: there is none.
    """
    order = db.scalar(select(Order).where(Order.number == number.strip().upper()))
    if order is None:
        raise OrderNotFound()
    return order


def orders_of(db: Session, checkout_id: UUID) -> list[Order]:
    """The orders of one checkout, in the order they were made."""
    return list(db.scalars(select(Order).where(Order.checkout_id == checkout_id).order_by(Order.id)))


@dataclass(frozen=True)
class Waiting:
    """An order in a group's list."""

    number: str
    state: OrderState
    group: str
    buyer: str
    total: Money | None
    placed_at: datetime
    matter: Matter | None  # the first that waits for a person


# The kinds in the order of their words: of several about one order, the list shows the first.
_MATTERS = and_(
    Task.kind.in_((TaskKind.COMPLAINT, TaskKind.REFUND_DENIED, TaskKind.REFUND_DUE)), Task.closed_at.is_(None)
)
_SILENT = and_(Refund.state == RefundState.SENT, Refund.payment_id.is_(None), Refund.looked_at.is_not(None))


def waiting(db: Session, groups: Sequence[UUID], *, limit: int = 60) -> list[Waiting]:
    """Orders of some groups that are under way, or in which somebody has to see to something. One statement.

    Those that wait for an answer, or for somebody, come first, then the oldest.
    """
    live = (*OPEN, *UNDER_WAY)
    tasks = select(Task.order_id).where(_MATTERS)
    task = select(func.min(Task.kind)).where(_MATTERS, Task.order_id == Order.id).correlate(Order).scalar_subquery()
    silent = Order.id.in_(select(Refund.payable).where(_SILENT))
    query = (
        select(Order, Group.name, Checkout.name, task, silent)
        .join(Group, Group.id == Order.group_id)
        .join(Checkout, Checkout.id == Order.checkout_id)
        .where(Order.group_id.in_(groups), or_(Order.state.in_(live), Order.id.in_(tasks), silent))
        .order_by(and_(Order.state != OrderState.REQUESTED, task.is_(None), ~silent), Order.placed_at)
        .limit(limit)
    )
    return [_waiting(*row) for row in db.execute(query)]


def _waiting(order: Order, group: str, buyer: str, task: TaskKind | None, silent: bool) -> Waiting:
    matter = Matter(task) if task else Matter.REFUND_SILENT if silent else None
    return Waiting(order.number, order.state, group, buyer, order.total, order.placed_at, matter)


def matters_of(db: Session, order_id: UUID) -> list[Matter]:
    """What somebody still has to see to in an order."""
    found = [Matter(kind) for kind in db.scalars(select(Task.kind).where(_MATTERS, Task.order_id == order_id))]
    if db.scalar(select(Refund.id).where(_SILENT, Refund.payable == order_id).limit(1)) is not None:
        found.append(Matter.REFUND_SILENT)
    return sorted(found)
