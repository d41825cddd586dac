"""Where something is wrong the affiliate is asked for help, by letter and on the list, once for each cause."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app.core.db import Database
from app.ordering import ending, fulfilment, settle, thread
from app.ordering.models import Order
from app.ordering.queries import Matter, matters_of, waiting
from app.ordering.tasks import sweep
from app.payments.models import Refund
from app.payments.rail import SeenRefund, Standing
from tests.factories.hearing import ASHA, DESK, JOAN, Ear, reachable
from tests.factories.near_rail import PRICE, NearShop
from tests.factories.ordering import BUYER, GROUP, an_order, changing, the_group, wrong
from tests.ordering.test_orders_follow_what_rails_say import FAILED, called_off, hears
from tests.ordering.test_what_is_no_move_is_told_too import BACK, kes, paid, sent


def told_to(ear: Ear, whom: str) -> list[str]:
    """The letters that went to somebody since."""
    return [words for to, words in ear.letters() if to == whom]


def complained(database: Database, words: str = "The handle is broken") -> UUID:
    """An order that was received with joy, and then looked at."""
    id_ = paid(database)
    sent(database, id_)
    with changing(database, id_) as (db, order):
        fulfilment.receive(db, order, by=BUYER)
    with changing(database, id_) as (db, order):
        thread.complain(db, order, words, by=BUYER)
    return id_


def sent_back(database: Database, **told: Any) -> tuple[UUID, UUID]:
    """An order that was called off, and the money that its group says it sent back."""
    id_ = paid(database)
    with changing(database, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="The clay broke")
        return id_, settle.send_back(db, order, kes(3500), key=f"{order.number}-a", **{**BACK, **told}).id


def pass_days(database: Database, days: int) -> None:
    """For money that was sent back."""
    with database.writing() as db:
        for refund in db.scalars(select(Refund)).all():
            earlier = refund.recorded_at - timedelta(days=days)
            db.execute(update(Refund).where(Refund.id == refund.id).values(recorded_at=earlier))
    for _minute in range(2):
        sweep(database)
    assert wrong(database) == []


def listed(database: Database) -> list[Matter | None]:
    """What the list of the group, or of its affiliate, says of each order."""
    with database.reading() as db:
        return [one.matter for one in waiting(db, [the_group(db).id])]


def test_a_complaint_is_told_to_the_affiliate_in_the_buyers_words_once(small_trade: Database) -> None:
    reachable(small_trade)
    ear = Ear(small_trade)
    id_ = paid(small_trade)
    sent(small_trade, id_)
    ear.news()
    for words in ("The handle is broken", "And the lid"):
        with changing(small_trade, id_) as (db, order):
            thread.complain(db, order, words, by=BUYER)
    with small_trade.reading() as db:
        number = db.get_one(Order, id_).number
    first = told_to(ear, JOAN)
    assert len(first) == 1
    assert "The handle is broken" in first[0]
    assert f"/o/{number}" in first[0]
    assert ASHA not in first[0]
    with changing(small_trade, id_) as (db, order):
        thread.settle_complaint(db, order, by=BUYER)
        thread.complain(db, order, "Broken again", by=BUYER)
    assert ["Broken again" in words for words in told_to(ear, JOAN)] == [True]


def test_hnis_desk_is_asked_for_an_affiliate_without_a_mailbox(small_trade: Database) -> None:
    reachable(small_trade, affiliate="")
    ear = Ear(small_trade, desk=DESK)
    complained(small_trade)
    assert len(told_to(ear, DESK)) == 1


def test_money_that_nobody_says_has_come_is_asked_about_after_fourteen_days_once(trade: Database) -> None:
    reachable(trade)
    ear = Ear(trade)
    id_, _refund = sent_back(trade)
    told_to(ear, JOAN)
    pass_days(trade, 13)
    assert told_to(ear, JOAN) == []
    assert listed(trade) == []
    pass_days(trade, 2)
    (letter,) = told_to(ear, JOAN)
    assert "Please ask both." in letter
    assert listed(trade) == [Matter.REFUND_SILENT]
    pass_days(trade, 30)
    assert told_to(ear, JOAN) == []
    with trade.reading() as db:
        assert matters_of(db, id_) == [Matter.REFUND_SILENT]


def test_what_the_buyer_answered_nobody_is_asked_about(small_trade: Database) -> None:
    reachable(small_trade)
    ear = Ear(small_trade)
    for arrived in (True, False):
        id_, refund = sent_back(small_trade)
        with changing(small_trade, id_) as (db, order):
            settle.answer_refund(db, order, refund, arrived=arrived, by=BUYER)
    told_to(ear, JOAN)
    pass_days(small_trade, 20)
    assert told_to(ear, JOAN) == []
    assert listed(small_trade) == [Matter.REFUND_DENIED]


def test_what_somebody_has_to_see_to_is_on_the_list_in_every_state_and_first(trade: Database) -> None:
    an_order(trade, kiondo=1)
    id_ = complained(trade)
    assert listed(trade) == [Matter.COMPLAINT, None]
    due = paid(trade)
    with changing(trade, due) as (db, order):
        ending.call_off(db, order, by=GROUP, note="The clay broke")
    assert listed(trade) == [Matter.COMPLAINT, Matter.REFUND_DUE, None]
    with changing(trade, id_) as (db, order):
        thread.settle_complaint(db, order, by=BUYER)
    assert listed(trade) == [Matter.REFUND_DUE, None]
    with changing(trade, due) as (db, order):
        settle.send_back(db, order, kes(3500), key="a", **BACK)
    assert listed(trade) == [None]


def test_money_that_was_sent_once_more_and_came_is_no_matter_any_more(small_trade: Database) -> None:
    id_, refund = sent_back(small_trade)
    with changing(small_trade, id_) as (db, order):
        settle.answer_refund(db, order, refund, arrived=False, by=BUYER)
    with small_trade.reading() as db:
        assert matters_of(db, id_) == [Matter.REFUND_DENIED, Matter.REFUND_DUE]
    with changing(small_trade, id_) as (db, order):
        again = settle.send_back(db, order, kes(3500), key="again", **BACK).id
    with small_trade.reading() as db:
        assert matters_of(db, id_) == [Matter.REFUND_DENIED]
    with changing(small_trade, id_) as (db, order):
        settle.answer_refund(db, order, again, arrived=True, by=BUYER)
    assert listed(small_trade) == []


def test_the_affiliate_is_asked_where_a_card_takes_no_money_back(near: NearShop) -> None:
    reachable(near.database)
    ear = Ear(near.database)
    order, payment = called_off(near)
    refund = near.refunds(order)[0].id
    hears(near, order, payment, Standing.CAPTURED, SeenRefund("re_1", FAILED, PRICE, refund))
    assert any("find another way" in words for words in told_to(ear, JOAN))
