"""Money that a group writes down by hand, in time and late: the least there is, whose it is, who hears of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.affiliates.models import Means
from app.core.clock import today
from app.core.money import Money
from app.ordering import ending, settle
from app.ordering.desk import TaskKind, waits
from app.ordering.models import Order
from app.ordering.payable import money_of
from app.ordering.states import OrderState
from app.payments.models import Payment, RefundState
from app.payments.rail import SeenDispute, Standing
from app.payments.service import open_payment, refunds_of
from tests.factories.near_orders import hears, waiting
from tests.factories.near_orders import paid as by_rail
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


def test_the_rest_that_was_asked_for_is_the_rest_that_came(near: NearShop) -> None:
    id_ = an_order(near.database, told={"country": "DE"}, kiondo=1)
    with changing(near.database, id_) as (db, order):
        settle.money_came(db, order, order.due_first, key="a", **CAME)
        rest = settle.ask_rest(db, order)
    with changing(near.database, id_) as (db, order):
        settle.money_came(db, order, rest.asked, key="b", **CAME)
        assert (money_of(db, order).there, open_payment(db, id_)) == (order.total_amount, None)


def test_late_money_that_the_group_may_keep_is_not_said_to_go_back(near: NearShop) -> None:
    """It kept a part as agreed, the bank took that part, and then the buyer paid it by hand."""
    id_, payment = by_rail(near)
    with changing(near.database, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="As agreed", together=True, keeps=1_000)
    lost = SeenDispute("dp_1", "lost", over=True, lost=True, amount=kes(1_000))
    hears(near, id_, payment, Standing.CAPTURED, disputes=(lost,))
    before = near.jobs("ordering.tell_of")
    assert late(near, id_, 1_000) is OrderState.CANCELLED
    assert (waiting(near, id_), near.jobs("ordering.tell_of")) == (set(), before)
    assert late(near, id_, 1, key="g") is OrderState.CANCELLED
    assert waiting(near, id_) == {TaskKind.REFUND_DUE}
    assert len(near.jobs("ordering.tell_of")) == len(before) + 1


def test_a_refund_that_did_not_come_is_a_persons_task_until_all_of_the_money_is_known_to_be_back(
    near: NearShop,
) -> None:
    id_ = paid(near)
    with changing(near.database, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="The clay broke")

    def sent(amount: int, arrived: bool | None) -> set[TaskKind]:
        with changing(near.database, id_) as (db, order):
            refund = settle.send_back(db, order, kes(amount), key=uuid4().hex, **BACK)
            if arrived is not None:
                settle.answer_refund(db, order, refund.id, arrived=arrived, by=BUYER)
        return waiting(near, id_) & {TaskKind.REFUND_DENIED}

    assert sent(200_000, arrived=False) == {TaskKind.REFUND_DENIED}
    assert sent(100_000, arrived=True) == {TaskKind.REFUND_DENIED}, "250,000 are still with the group"
    assert sent(200_000, arrived=None) == {TaskKind.REFUND_DENIED}, "nobody knows whether those came"
    assert sent(50_000, arrived=True) == {TaskKind.REFUND_DENIED}, "nothing is left, but those may not come"
    with changing(near.database, id_) as (db, order):
        silent = next(one for one in refunds_of(db, id_) if one.state is RefundState.SENT)
        settle.answer_refund(db, order, silent.id, arrived=True, by=BUYER)
    assert waiting(near, id_) == set()


def test_a_form_is_known_again_by_its_key_and_its_amount(near: NearShop) -> None:
    hand, rail = paid(near), by_rail(near)[0]
    with changing(near.database, hand) as (db, order):
        assert not settle.has_sent_back(db, order, kes(0), key="a")
        settle.send_back(db, order, kes(5), key="a", **BACK)
        settle.send_back(db, order, kes(7), key="b", **BACK)
        forms = [(key, amount) for key in "abc" for amount in (0, 5, 7, 12)]
        known = [(key, amount) for key, amount in forms if settle.has_sent_back(db, order, kes(amount), key=key)]
    assert known == [("a", 5), ("b", 7)]
    with changing(near.database, rail) as (db, order):
        settle.send_back_by_rail(db, order, kes(5), key="a", by=GROUP)
        assert settle.has_sent_back(db, order, kes(5), key="a")
        assert not settle.has_sent_back(db, order, kes(4), key="a")
        assert not settle.has_sent_back(db, order, kes(5), key="b")
