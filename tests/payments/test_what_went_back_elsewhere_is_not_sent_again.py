"""A group sends money back on its own page at the rail, and calls the order off here before the news have come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core.money import Money
from app.ordering import ending
from app.ordering.desk import TaskKind, waits
from app.payments import refunding, sync
from app.payments.models import GONE_ALREADY, RefundState
from app.payments.rail import RailAway, RailRefused, RefundStanding, SeenRefund, Standing
from app.payments.service import sums
from app.payments.tasks import sweep
from tests.factories.carding import CardShop
from tests.factories.near_rail import PRICE, NearShop, seen
from tests.factories.ordering import GROUP, changing, wrong

AT_ONCE = timedelta(seconds=-1)
PART = Money(100_000, "KES")


def at_the_rail(shop: CardShop, payment: UUID, amount: int | None = None) -> None:
    """The group sends money back in its dashboard: all that is there, or a part."""
    asked: Any = {"payment_intent": shop.payment(payment).charge, **({"amount": amount} if amount else {})}
    shop.fake.stripe(shop.account).v1.refunds.create(asked)


def call_off(shop: CardShop, order: UUID) -> None:
    with changing(shop.database, order) as (db, one):
        ending.call_off(db, one, by=GROUP, note="No sisal")


def stands(shop: CardShop, order: UUID) -> tuple[list[tuple[RefundState, int]], set[TaskKind]]:
    """What truly went back or failed, and what waits for a person."""
    refunds = [(one.state, one.amount) for one in shop.refunds(order) if not one.is_moot]
    with shop.database.reading() as db:
        return refunds, {kind for kind in TaskKind if waits(db, kind, order)}


def test_what_had_gone_back_already_is_no_failure_and_nobodys_task(shop: CardShop) -> None:
    """Both sides were told that it could not be sent back, and a person was to look for another way."""
    order = shop.order()
    at_the_rail(shop, shop.paid(order))
    call_off(shop, order)
    shop.send_refunds(order)
    for _twice in range(2):
        assert stands(shop, order) == ([(RefundState.SUCCEEDED, PRICE.amount)], set())
        shop.send_refunds(order)
    assert wrong(shop.database) == []


def test_what_is_left_of_it_goes_back_by_itself(small_shop: CardShop) -> None:
    order = small_shop.order()
    at_the_rail(small_shop, small_shop.paid(order), PART.amount)
    call_off(small_shop, order)
    for _job in range(2):
        small_shop.send_refunds(order)
    rest = PRICE.amount - PART.amount
    assert stands(small_shop, order) == (
        [(RefundState.SUCCEEDED, PART.amount), (RefundState.SUCCEEDED, rest)],
        set(),
    )
    assert [one["refunded"] for one in small_shop.fake.look("money")] == [PRICE.amount]
    assert wrong(small_shop.database) == []


def test_news_that_come_before_the_job_give_it_nothing_to_do(small_shop: CardShop) -> None:
    """For a moment twice as much had gone back as came."""
    order = small_shop.order()
    payment = small_shop.paid(order)
    call_off(small_shop, order)
    at_the_rail(small_shop, payment)
    small_shop.look(payment)
    assert wrong(small_shop.database) == []
    before = len(small_shop.fake.look("ledger"))
    small_shop.send_refunds(order)
    assert len(small_shop.fake.look("ledger")) == before
    assert stands(small_shop, order) == ([(RefundState.SUCCEEDED, PRICE.amount)], set())


def test_a_refund_that_was_refused_while_all_of_the_money_is_there_has_failed(small_shop: CardShop) -> None:
    order = small_shop.order()
    small_shop.paid(order)
    small_shop.fake.dispute(charge=small_shop.fake.look("money")[0]["charge"])
    call_off(small_shop, order)
    small_shop.send_refunds(order)
    refunds, tasks = stands(small_shop, order)
    assert refunds == [(RefundState.FAILED, PRICE.amount)]
    assert tasks == {TaskKind.REFUND_DUE, TaskKind.REFUND_FAILED, TaskKind.DISPUTE}


def test_a_rail_that_goes_away_before_it_was_looked_at_is_asked_again(small_shop: CardShop) -> None:
    order = small_shop.order()
    at_the_rail(small_shop, small_shop.paid(order))
    call_off(small_shop, order)
    small_shop.fake.fault(when="before", how="503", path="GET *", times=None)
    (refund,) = small_shop.refunds(order)
    with pytest.raises(RailAway):
        sync.send_refund(small_shop.database, refund.id)
    assert stands(small_shop, order)[0] == [(RefundState.PENDING, PRICE.amount)]
    small_shop.fake.calm()
    sweep(small_shop.database, look_again=AT_ONCE, refund_again=AT_ONCE, refund_look=AT_ONCE, news_again=AT_ONCE)
    assert stands(small_shop, order)[0] == [(RefundState.SUCCEEDED, PRICE.amount)]


def test_what_the_rail_made_all_the_same_is_what_counts(near: NearShop) -> None:
    """Given up here, while an answer of the rail was on its way: it is money that went back."""
    payment = near.attempt()
    sync.apply(near.database, payment, seen(Standing.CAPTURED))
    payable = near.payment(payment).payable
    with near.database.writing() as db:
        (mine,) = refunding.send_back(db, payable, PRICE, key=uuid4().hex, said_by="Rose")
    other = SeenRefund("re_other", RefundStanding.PENDING, PART)
    sync.apply(near.database, payment, seen(Standing.CAPTURED, refunds=(other,)))
    assert [(one.state, one.why) for one in near.refunds(payable)] == [
        (RefundState.FAILED, GONE_ALREADY),
        (RefundState.PENDING, ""),
    ]
    for standing in (RefundStanding.PENDING, RefundStanding.SUCCEEDED):
        made = SeenRefund("re_1", standing, PRICE, mine.id)
        gone = SeenRefund("re_other", RefundStanding.FAILED, PART)
        sync.apply(near.database, payment, seen(Standing.CAPTURED, refunds=(made, gone)))
        assert near.refunds(payable)[0].state == RefundState(standing)
    with near.database.reading() as db:
        assert sums(db, payable).there == 0


def test_of_two_that_wait_the_one_for_which_enough_is_left_still_goes(near: NearShop) -> None:
    payment = near.attempt()
    sync.apply(near.database, payment, seen(Standing.CAPTURED))
    payable = near.payment(payment).payable
    with near.database.writing() as db:
        for amount in (Money(200_000, "KES"), Money(150_000, "KES")):
            refunding.send_back(db, payable, amount, key=uuid4().hex, said_by="Rose")
    other = SeenRefund("re_other", RefundStanding.SUCCEEDED, PART)
    sync.apply(near.database, payment, seen(Standing.CAPTURED, refunds=(other,)))
    assert [(one.amount, one.is_moot) for one in near.refunds(payable)] == [
        (200_000, False),
        (150_000, True),
        (PART.amount, False),
    ]
    near.rail.says, near.rail.says_back = seen(Standing.CAPTURED, refunds=(other,)), RailRefused("no_such_card")
    sync.send_refund(near.database, near.refunds(payable)[0].id)
    assert near.refunds(payable)[0].why == "no_such_card"
    assert near.refunds(payable)[0].has_failed
