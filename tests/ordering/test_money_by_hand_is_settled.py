"""Money that a group writes down by hand, in time and late: the least there is, whose it is, who hears of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.affiliates.models import Means
from app.core.clock import today
from app.core.money import Money
from app.ordering import ending, settle
from app.ordering.desk import TaskKind, waits
from app.ordering.models import Order
from app.ordering.states import OrderState
from app.payments.models import Payment
from tests.factories.near_rail import PRICE, NearShop
from tests.factories.ordering import BUYER, GROUP, an_order, changing

CAME: dict[str, Any] = {"means": Means.CASH, "on": today(), "by": GROUP}
BACK: dict[str, Any] = {"how": "M-Pesa", "reference": "", "on": today(), "by": GROUP}


def kes(amount: int) -> Money:
    """So many hundredths of a shilling."""
    return Money(amount, "KES")


def ended(near: NearShop, first: int | None = None) -> UUID:
    """An order that its buyer gave up before anything was paid."""
    id_ = an_order(near.database, kiondo=1)
    with changing(near.database, id_) as (db, order):
        if first is not None:
            order.due_first_amount = first
        ending.withdraw(db, order, by=BUYER)
    return id_


def late(near: NearShop, id_: UUID, amount: int, key: str = "f") -> OrderState:
    """Money comes for it after all; where the order stands then."""
    with changing(near.database, id_) as (db, order):
        settle.record_late_money(db, order, kes(amount), key=key, **CAME)
    return order.state


def paid(near: NearShop) -> UUID:
    """An order that was paid by hand."""
    id_ = an_order(near.database, kiondo=1)
    with changing(near.database, id_) as (db, order):
        settle.record_money(db, order, PRICE, **CAME)
    return id_


def news(near: NearShop, id_: UUID) -> int:
    """How many pieces of news of an order are to be told."""
    with near.database.reading() as db:
        number = db.get_one(Order, id_).number
    jobs = [*near.jobs("ordering.tell"), *near.jobs("ordering.tell_of")]
    return sum(str(id_) in map(str, job.values()) or number in map(str, job.values()) for job in jobs)


def test_nothing_is_no_money_and_the_smallest_coin_is(near: NearShop) -> None:
    id_, gone = an_order(near.database, kiondo=1), ended(near)
    with pytest.raises(settle.NoMoney), changing(near.database, id_) as (db, order):
        settle.record_money(db, order, kes(0), note="A gift", **CAME)
    with pytest.raises(settle.NoMoney), changing(near.database, gone) as (db, order):
        settle.record_late_money(db, order, kes(0), key="f", **CAME)
    with changing(near.database, id_) as (db, order):
        settle.record_money(db, order, kes(1), note="A gift", **CAME)
    assert order.state is OrderState.CONFIRMED
    assert late(near, gone, 1) is OrderState.CANCELLED


def test_the_smallest_coin_that_was_due_brings_an_order_back(near: NearShop) -> None:
    assert late(near, ended(near, first=1), 1) is OrderState.CONFIRMED


def test_the_key_of_late_money_stays_as_long_as_its_column(near: NearShop) -> None:
    late(near, ended(near), 1, key="k" * 80)
    with near.database.reading() as db:
        assert max(map(len, db.scalars(select(Payment.key)))) == 60


def test_a_part_that_came_late_waits_for_a_person_until_the_rest_brings_the_order_back(near: NearShop) -> None:
    id_ = ended(near)
    assert late(near, id_, 1_000, key="a") is OrderState.CANCELLED
    with near.database.reading() as db:
        assert waits(db, TaskKind.REFUND_DUE, id_)
    before = news(near, id_)
    assert late(near, id_, PRICE.amount - 1_000, key="b") is OrderState.CONFIRMED
    assert news(near, id_) > before
    with near.database.reading() as db:
        assert not waits(db, TaskKind.REFUND_DUE, id_)


def test_what_is_kept_of_one_order_says_nothing_of_another(near: NearShop) -> None:
    kept = paid(near)
    with changing(near.database, kept) as (db, order):
        ending.call_off(db, order, by=GROUP, note="As agreed", together=True, keeps=PRICE.amount)
    assert late(near, ended(near), PRICE.amount) is OrderState.CONFIRMED
    other = paid(near)
    with changing(near.database, other) as (db, order):
        ending.call_off(db, order, by=GROUP, note="The clay broke")
        settle.send_back(db, order, kes(1), key="a", **BACK)
        assert waits(db, TaskKind.REFUND_DUE, other)


def test_who_is_paid_and_who_gets_money_back_hears_of_it(near: NearShop) -> None:
    id_ = an_order(near.database, kiondo=1)
    told = [news(near, id_)]
    with changing(near.database, id_) as (db, order):
        settle.record_money(db, order, PRICE, **CAME)
    told.append(news(near, id_))
    with changing(near.database, id_) as (db, order):
        settle.send_back(db, order, kes(1), key="a", **BACK)
    told.append(news(near, id_))
    assert told[0] < told[1] < told[2]


def test_money_that_came_after_all_is_no_persons_task_any_more(near: NearShop) -> None:
    id_ = paid(near)
    with changing(near.database, id_) as (db, order):
        refund = settle.send_back(db, order, kes(1), key="a", **BACK)
    for arrived in (False, True):
        with changing(near.database, id_) as (db, order):
            settle.answer_refund(db, order, refund.id, arrived=arrived, by=BUYER)
            assert waits(db, TaskKind.REFUND_DENIED, id_) is not arrived
