"""Orders that are paid by a rail in the same process, and what it says of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.ordering.cards import settle_order
from app.ordering.desk import TaskKind, waits
from app.ordering.models import Order
from app.ordering.states import OrderState
from app.payments import sync
from app.payments.rail import SeenDispute, SeenRefund, Standing
from tests.factories.near_rail import NearShop, seen
from tests.factories.ordering import an_order, wrong


def begun(near: NearShop, **told: Any) -> tuple[UUID, UUID]:
    """An order whose buyer began to pay by the rail, and the attempt."""
    order = an_order(near.database, told=told, kiondo=1)
    with near.database.writing() as db:
        return order, near.begin(db, order).id


def paid(near: NearShop) -> tuple[UUID, UUID]:
    """The same, with the money there."""
    order, payment = begun(near)
    hears(near, order, payment, Standing.CAPTURED)
    return order, payment


def hears(
    near: NearShop,
    order: UUID,
    payment: UUID,
    standing: Standing,
    *refunds: SeenRefund,
    disputes: tuple[SeenDispute, ...] = (),
) -> OrderState:
    """The rail says this, money being all that was asked for; the order is settled, twice; where it stands."""
    said = seen(standing, refunds=refunds, disputes=disputes)
    if said.amount is not None:
        said = replace(said, amount=near.payment(payment).asked)
    sync.apply(near.database, payment, said)
    for _again in range(2):
        settle_order(near.database, order)
    assert wrong(near.database) == []
    with near.database.reading() as db:
        return db.get_one(Order, order).state


def waiting(near: NearShop, order: UUID) -> set[TaskKind]:
    """The tasks about an order."""
    with near.database.reading() as db:
        return {kind for kind in TaskKind if waits(db, kind, order)}
