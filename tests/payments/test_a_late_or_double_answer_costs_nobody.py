"""Money that came twice, went back twice, or came by an attempt given up before: counted as it is, asked for once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.affiliates.models import Means
from app.core.clock import today
from app.core.money import Money
from app.ordering import cards, ending, settle
from app.ordering.desk import Task, TaskKind, waits
from app.ordering.models import Order
from app.ordering.tasks import sweep
from app.payments import refunding, sync
from app.payments.models import Payment, PaymentEnd, PaymentState, RefundState
from app.payments.rail import RefundStanding, SeenRefund
from app.payments.service import NothingAsked, TooMuchBack, open_payment, payments_of, sums
from tests.factories.carding import CardShop
from tests.factories.ordering import BUYER, GROUP, changing, wrong
from tests.payments.test_a_card_pays_an_order import over


def asked_of(shop: CardShop, order: UUID) -> Payment | None:
    with shop.database.reading() as db:
        return open_payment(db, order)


def test_what_a_group_keeps_by_its_terms_does_not_go_back_by_the_card(small_shop: CardShop) -> None:
    """The refund was written down before the agreement: all of the money went back."""
    order = small_shop.order()
    small_shop.paid(order)
    with changing(small_shop.database, order) as (db, one):
        came = sums(db, one.id).there
        ending.call_off(db, one, by=GROUP, note="It was begun", together=True, keeps=100_000)
    assert [one.amount for one in small_shop.refunds(order)] == [came - 100_000]
    small_shop.send_refunds(order)
    assert wrong(small_shop.database) == []


def test_money_of_an_attempt_given_up_long_ago_leaves_nothing_to_be_paid_by_hand(small_shop: CardShop) -> None:
    """The order was confirmed, and its page went on asking for the same amount."""
    order = small_shop.order()
    payment = small_shop.page(order)
    with small_shop.database.writing() as db:
        one = db.get_one(Payment, payment)
        one.state, one.ended = PaymentState.CLOSED, PaymentEnd.RAN_OUT
    cards.settle_order(small_shop.database, order)
    assert asked_of(small_shop, order) is not None
    small_shop.buyer(payment, "pay")
    small_shop.look(payment)
    assert small_shop.state(order) == "confirmed"
    assert asked_of(small_shop, order) is None


def test_a_second_page_that_runs_out_after_the_first_was_paid_asks_for_nothing_again(small_shop: CardShop) -> None:
    """The last attempt came to nothing, so its amount was asked for again, though an earlier one had brought it."""
    order = small_shop.order()
    first = small_shop.page(order)
    with small_shop.database.writing() as db:
        one = db.get_one(Payment, first)
        one.state, one.ended = PaymentState.CLOSED, PaymentEnd.RAN_OUT
    cards.settle_order(small_shop.database, order)
    second = small_shop.page(order)
    small_shop.buyer(first, "pay")
    small_shop.look(first)
    small_shop.buyer(second, "expire")
    small_shop.look(second)
    assert small_shop.state(order) == "confirmed"
    assert asked_of(small_shop, order) is None
    assert wrong(small_shop.database) == []


def test_what_went_back_by_hand_cannot_go_back_by_card_once_more(small_shop: CardShop) -> None:
    order = small_shop.order()
    small_shop.paid(order)
    with changing(small_shop.database, order) as (db, one):
        there = Money(sums(db, order).there, one.currency)
        told: Any = {"how": "Cash", "reference": "", "on": today(), "by": GROUP}
        settle.send_back(db, one, there, key="by-hand", **told)
    with pytest.raises(TooMuchBack), small_shop.database.writing() as db:
        refunding.send_back(db, order, Money(100, "KES"), key="by-card", said_by="Rose")


def test_a_key_with_signs_of_its_own_is_no_pattern(small_shop: CardShop) -> None:
    """ "%" matched the key of any refund, so that a second one was answered with the first."""
    order = small_shop.order()
    small_shop.paid(order)
    with small_shop.database.writing() as db:
        first = refunding.send_back(db, order, Money(100, "KES"), key="a", said_by="Rose")
        second = refunding.send_back(db, order, Money(200, "KES"), key="%", said_by="Rose")
    assert first[0].id != second[0].id


def test_two_refunds_at_the_rail_that_name_the_same_one_of_ours_both_count(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.paid(order)
    with small_shop.database.writing() as db:
        (mine,) = refunding.send_back(db, order, Money(1_000, "KES"), key="a", said_by="Rose")
    sync.send_refund(small_shop.database, mine.id)
    seen = sync.sync(small_shop.database, payment)
    twin = SeenRefund("re_twin", RefundStanding.SUCCEEDED, Money(1_000, "KES"), mine.id)
    values = {**vars(seen), "refunds": (*seen.refunds, twin)}
    for _twice in range(2):
        sync.apply(small_shop.database, payment, type(seen)(**values))
    with small_shop.database.reading() as db:
        assert sums(db, order).back == 2_000
    assert len(small_shop.refunds(order)) == 2


def test_a_refund_of_another_currency_is_not_believed(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.paid(order)
    with small_shop.database.writing() as db:
        (mine,) = refunding.send_back(db, order, Money(1_000, "KES"), key="a", said_by="Rose")
    seen = sync.sync(small_shop.database, payment)
    odd = SeenRefund("re_odd", RefundStanding.SUCCEEDED, Money(1_000, "TZS"), mine.id)
    sync.apply(small_shop.database, payment, type(seen)(**{**vars(seen), "refunds": (odd,)}))
    assert small_shop.refunds(order)[0].state is RefundState.PENDING


def test_what_was_stuck_and_then_paid_is_no_task_any_more(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.page(order)
    over(small_shop, order)
    small_shop.fake.down()
    sweep(small_shop.database)
    small_shop.fake.calm()
    small_shop.buyer(payment, "pay")
    sweep(small_shop.database)
    assert small_shop.state(order) == "confirmed"
    with small_shop.database.reading() as db:
        assert not waits(db, TaskKind.STUCK, order)


def test_a_payment_by_hand_that_came_while_a_page_was_open_is_not_written_down_beside_it(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.page(order)
    came: Any = {"means": Means.CASH, "on": today(), "by": GROUP}
    with pytest.raises(Exception, match="by card is under way"), small_shop.database.writing() as db:
        settle.record_money(db, db.get_one(Order, order), Money(350_000, "KES"), **came)
    cards.close(small_shop.database, order)
    with changing(small_shop.database, order) as (db, one):
        settle.record_money(db, one, Money(350_000, "KES"), **came)
    with small_shop.database.reading() as db:
        states = [one.state for one in payments_of(db, order)]
        assert states.count(PaymentState.CAPTURED) == 1
        assert db.scalars(select(Task)).all() == []
    assert small_shop.payment(payment).ended is PaymentEnd.GIVEN_UP


def test_a_buyer_cannot_deny_a_refund_that_the_rail_says_was_made(small_shop: CardShop) -> None:
    """Denied, it counted as not gone, and the same part was sent back once more."""
    order = small_shop.order()
    small_shop.paid(order)
    with small_shop.database.writing() as db:
        (refund,) = refunding.send_back(db, order, Money(100_000, "KES"), key="a", said_by="Rose")
    small_shop.send_refunds(order)
    with pytest.raises(NothingAsked), small_shop.database.writing() as db:
        settle.answer_refund(db, db.get_one(Order, order), refund.id, arrived=False, by=BUYER)
    assert small_shop.refunds(order)[0].state is RefundState.SUCCEEDED
