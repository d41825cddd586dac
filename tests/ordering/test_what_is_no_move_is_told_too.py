"""Money asked for, come or sent back, and further parcels move no order; whom it concerns hears of each once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from app.affiliates.models import Means
from app.core.clock import now, today
from app.core.db import Database
from app.core.money import Money
from app.ordering import answering, ending, fulfilment, settle
from app.ordering.models import Actor, Order
from app.ordering.states import ActorKind, OrderState
from app.ordering.tasks import sweep
from app.payments.models import Payment
from tests.factories.hearing import ASHA, JOAN, ROSE, Ear, reachable
from tests.factories.ordering import BUYER, GROUP, an_order, changing

BY_JOAN = Actor(ActorKind.GROUP, "Joan", above=True)  # with the affiliate's key
CAME: dict[str, Any] = {"means": Means.CASH, "on": today(), "by": GROUP}
BACK: dict[str, Any] = {"how": "M-Pesa", "reference": "QX12", "on": today(), "by": GROUP}


def kes(shillings: int) -> Money:
    return Money(shillings * 100, "KES")


def paid(database: Database, shillings: int = 3500, **told: Any) -> UUID:
    """An order whose money came, all of it or the advance."""
    id_ = an_order(database, told=told, kiondo=1)
    with changing(database, id_) as (db, order):
        settle.record_money(db, order, kes(shillings), **CAME)
    return id_


def half_paid(database: Database) -> UUID:
    """An order to Germany, for 7,200 with its sending, of which half has come."""
    return paid(database, 3600, country="DE")


def sent(database: Database, id_: UUID, key: str = "one", by: Actor = GROUP) -> None:
    with changing(database, id_) as (db, order):
        fulfilment.send(db, order, key=key, on=today(), words=f"Bus {key}", tracking="RR123", by=by)


@pytest.fixture
def ear(small_trade: Database) -> Ear:
    """A shop whose group and affiliate can both be reached by letter."""
    reachable(small_trade)
    return Ear(small_trade)


def test_the_rest_that_is_asked_for_is_news_for_the_buyer_and_so_is_its_coming(ear: Ear) -> None:
    id_ = half_paid(ear.database)
    ear.news()
    with changing(ear.database, id_) as (db, order):
        fulfilment.ask_for_rest(db, order, by=GROUP)
    told = ear.news()
    assert set(told) == {ASHA}
    assert "asks you to pay what is left" in told[ASHA]
    assert "3,600" in told[ASHA]
    with changing(ear.database, id_) as (db, order):
        settle.record_money(db, order, kes(3600), **CAME)
    told = ear.news()
    assert set(told) == {ASHA}
    assert "has your payment" in told[ASHA]
    with changing(ear.database, id_) as (db, order):
        settle.settle(db, order, by=GROUP)
    assert ear.news() == {}


def test_each_further_parcel_is_told_to_the_buyer_and_a_double_click_is_no_parcel(ear: Ear) -> None:
    id_ = paid(ear.database)
    sent(ear.database, id_)
    ear.news()
    for _twice in range(2):
        sent(ear.database, id_, "two")
    told = ear.news()
    assert set(told) == {ASHA}
    assert "one more parcel" in told[ASHA]
    assert "Bus two" in told[ASHA]
    assert "RR123" in told[ASHA]


def test_money_sent_back_by_hand_is_told_to_the_buyer_who_is_asked_whether_it_came(ear: Ear) -> None:
    id_ = paid(ear.database)
    with changing(ear.database, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="The clay broke")
    ear.news()
    backs = []
    for key, shillings in (("a", 1000), ("b", 2500)):
        with changing(ear.database, id_) as (db, order):
            backs.append(settle.send_back(db, order, kes(shillings), key=key, **BACK).id)
        told = ear.news()
        assert set(told) == {ASHA}
        assert "Please tell us whether it came." in told[ASHA]
        assert f"{shillings:,}" in told[ASHA]
        assert "QX12" in told[ASHA]
    with changing(ear.database, id_) as (db, order):
        settle.answer_refund(db, order, backs[0], arrived=True, by=BUYER)
    told = ear.news()
    assert set(told) == {ROSE}
    assert "has come back" in told[ROSE]


def test_money_that_did_not_come_back_is_told_to_the_group_the_affiliate_and_the_buyer(ear: Ear) -> None:
    id_ = paid(ear.database)
    with changing(ear.database, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="The clay broke")
        refund = settle.send_back(db, order, kes(3500), key="a", **BACK)
    ear.news()
    for _twice in range(2):
        with changing(ear.database, id_) as (db, order):
            settle.answer_refund(db, order, refund.id, arrived=False, by=BUYER)
    told = ear.news()
    assert set(told) == {ASHA, ROSE, JOAN}
    assert "Please look into it" in told[ROSE]
    assert "Please help both" in told[JOAN]
    assert ASHA not in told[JOAN]  # nobody's address is in it
    assert "its affiliate are told" in told[ASHA]


def test_money_that_came_too_late_for_goods_that_are_gone_is_told_to_both(ear: Ear) -> None:
    id_ = an_order(ear.database, throne=1)
    with changing(ear.database, id_) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    an_order(ear.database, throne=1)
    ear.news()
    with changing(ear.database, id_) as (db, order):
        settle.record_late_money(db, order, kes(9300), key="f", **CAME)
        assert order.state is OrderState.CANCELLED
    told = ear.news()
    assert set(told) == {ASHA, ROSE}
    assert "is asked to send you the money back" in told[ASHA]
    assert "Please send the money back" in told[ROSE]
    assert all("9,300" in words for words in told.values())


def test_late_money_that_brings_an_order_back_is_told_as_that_alone(ear: Ear) -> None:
    id_ = an_order(ear.database, kiondo=1)
    with changing(ear.database, id_) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    ear.news()
    with changing(ear.database, id_) as (db, order):
        settle.record_late_money(db, order, kes(3500), key="f", **CAME)
    told = ear.news()
    assert "this order lives again" in told[ROSE]  # in Swahili: it lives again
    assert "came late" in told[ASHA]
    assert len(told) == 2


def test_what_is_not_true_any_more_is_not_told(ear: Ear) -> None:
    id_ = half_paid(ear.database)
    ear.news()
    with changing(ear.database, id_) as (db, order):
        fulfilment.ask_for_rest(db, order)
        settle.record_money(db, order, kes(3600), **CAME)
    assert "has your payment" in ear.news()[ASHA]  # and no letter that asks for it


def test_the_group_hears_what_its_affiliate_does_for_it_and_not_what_it_does_itself(ear: Ear) -> None:
    for by, hears in ((GROUP, False), (BY_JOAN, True)):
        id_ = an_order(ear.database, told={"country": "UG"}, kiondo=1)
        ear.news()
        with changing(ear.database, id_) as (db, order):
            order.total_amount, order.delivery_amount, order.due_first_amount = 350_000, 30_000, 350_000
            answering.accept(db, order, by=by)
        assert (ROSE in ear.news()) is hears
        with changing(ear.database, id_) as (db, order):
            settle.record_money(db, order, kes(3500), **{**CAME, "by": by})
        ear.news()
        sent(ear.database, id_, by=by)
        told = ear.news()
        assert "has sent your goods" in told[ASHA]
        assert ("the goods are sent" in told.get(ROSE, "")) is hears
        sent(ear.database, id_, "two", by=by)
        assert (ROSE in ear.news()) is hears
        with changing(ear.database, id_) as (db, order):
            ending.call_off(db, order, by=by, note="Sorry")
        assert ("called this order off" in ear.news().get(ROSE, "")) is hears


def test_an_affiliate_gets_no_letters_about_what_it_did_itself(small_trade: Database) -> None:
    reachable(small_trade, group="")
    ear = Ear(small_trade, desk="desk@example.org")
    id_ = paid(small_trade)
    assert JOAN in ear.news()  # the new order: it is reached for the group
    sent(small_trade, id_, by=BY_JOAN)
    assert set(ear.news()) == {ASHA}


def late(database: Database) -> None:
    """Three days pass for what waits."""
    with database.writing() as db:
        db.execute(update(Payment).values(asked_at=now() - timedelta(days=3)))
    sweep(database)


def test_a_buyer_is_reminded_once_of_each_payment_wherever_the_order_stands(ear: Ear) -> None:
    id_ = half_paid(ear.database)
    with changing(ear.database, id_) as (db, order):
        fulfilment.ask_for_rest(db, order)
    ear.news()
    late(ear.database)
    assert "still waits for your payment" in ear.news()[ASHA]
    sent(ear.database, id_)
    ear.news()
    late(ear.database)
    assert ear.news() == {}
    with changing(ear.database, id_) as (db, order):
        settle.record_money(db, order, kes(1000), **{**CAME, "note": "The rest on Friday"})
    with changing(ear.database, id_) as (db, order):
        fulfilment.ask_for_rest(db, order)
    ear.news()
    late(ear.database)
    assert "still waits for your payment" in ear.news()[ASHA]
    with ear.database.reading() as db:
        assert db.get_one(Order, id_).state is OrderState.SHIPPED
