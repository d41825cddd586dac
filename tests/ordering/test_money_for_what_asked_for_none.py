"""Money that comes for an ended order which asked for nothing beforehand never brings it back by itself."""

from __future__ import annotations

from sqlalchemy import select

from app.affiliates.models import Means
from app.core.clock import today
from app.core.db import Database
from app.core.money import Money
from app.ordering import ending, settle
from app.ordering.desk import Task, TaskKind
from app.ordering.models import Delivery
from app.ordering.states import OrderState
from tests.factories.ordering import BUYER, GROUP, an_order, changing


def test_an_ended_order_that_was_to_be_paid_at_hand_over_stays_ended_and_a_person_sees_to_the_money(
    small_trade: Database,
) -> None:
    id_ = an_order(small_trade, told={"delivery": Delivery.PICKUP}, kiondo=1)
    with changing(small_trade, id_) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    with changing(small_trade, id_) as (db, order):
        settle.settle(db, order, by=GROUP)
        assert order.state is OrderState.CANCELLED
    with changing(small_trade, id_) as (db, order):
        late = {"key": "f", "means": Means.CASH, "on": today(), "by": GROUP}
        settle.record_late_money(db, order, Money(10_000, "KES"), **late)  # type: ignore[arg-type]
        assert order.state is OrderState.CANCELLED
        assert db.scalars(select(Task.kind)).all() == [TaskKind.REFUND_DUE]
