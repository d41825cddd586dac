"""What buyer and group write to each other about an order stays, is told to the other side once, and is bounded."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.affiliates.service import set_notify_address
from app.core.clock import today
from app.core.db import Database
from app.core.jobs import JobContext
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.ordering import fulfilment, thread
from app.ordering.desk import TaskKind, waits
from app.ordering.models import Actor
from app.ordering.states import ActorKind
from app.ordering.tasks import bring
from tests.factories.ordering import BUYER, GROUP, an_order, changing, the_group
from tests.ordering.test_the_life_of_an_order import pay


def test_words_come_in_order_and_go_to_the_other_side_once(trade: Database) -> None:
    id_ = an_order(trade, kiondo=1)
    for words, by in (("Is it blue?", BUYER), ("Yes, blue", GROUP), ("Thank you", BUYER)):
        with changing(trade, id_) as (db, order):
            thread.say(db, order, words, by=by)
    context = JobContext(trade, None, tokens=Tokens(b"k" * 32), site="https://bazaar.example.org")
    for position in (1, 2, 3, 2):
        bring(context, order_id=str(id_), position=position)
    with trade.reading() as db:
        assert [one.words for one in thread.said_about(db, id_)] == ["Is it blue?", "Yes, blue", "Thank you"]
        (letter,) = db.scalars(select(Letter).where(Letter.to == "asha@example.org"))
        assert "Yes, blue" in letter.text


@pytest.mark.parametrize("words", ["", " \n "])
def test_nothing_is_not_said(small_trade: Database, words: str) -> None:
    id_ = an_order(small_trade, kiondo=1)
    with pytest.raises(thread.NothingSaid), changing(small_trade, id_) as (db, order):
        thread.say(db, order, words, by=BUYER)


def test_one_side_writes_so_much_in_a_day(small_trade: Database) -> None:
    id_ = an_order(small_trade, kiondo=1)
    for number in range(thread.A_DAY_AT_MOST):
        with changing(small_trade, id_) as (db, order):
            thread.say(db, order, f"And {number}", by=BUYER)
    with pytest.raises(thread.TooMuchSaid), changing(small_trade, id_) as (db, order):
        thread.say(db, order, "And more", by=BUYER)
    with changing(small_trade, id_) as (db, order):
        thread.say(db, order, "The other side may", by=GROUP)


def test_a_complaint_needs_words_and_goods_that_left_and_ends_when_the_buyer_says_so(small_trade: Database) -> None:
    id_ = an_order(small_trade, kiondo=1)
    with pytest.raises(thread.NotSent), changing(small_trade, id_) as (db, order):
        thread.complain(db, order, "Broken", by=BUYER)
    pay(small_trade, id_, 3500)
    with changing(small_trade, id_) as (db, order):
        fulfilment.send(db, order, key="form", on=today(), words="", tracking="", by=GROUP)
    with pytest.raises(thread.NothingSaid), changing(small_trade, id_) as (db, order):
        thread.complain(db, order, " ", by=BUYER)
    with changing(small_trade, id_) as (db, order):
        thread.complain(db, order, "A handle is broken", by=BUYER)
        assert waits(db, TaskKind.COMPLAINT, id_)
        thread.settle_complaint(db, order, by=BUYER)
        assert not waits(db, TaskKind.COMPLAINT, id_)


def test_what_an_affiliate_writes_for_a_group_the_group_reads_at_its_own_address(small_trade: Database) -> None:
    with small_trade.writing() as db:
        set_notify_address(db, group=the_group(db), email="rose@example.org")
    id_ = an_order(small_trade, kiondo=1)
    above = Actor(ActorKind.GROUP, "The federation", above=True)
    for words, by in (("It will be red", above), ("Or blue", GROUP)):
        with changing(small_trade, id_) as (db, order):
            thread.say(db, order, words, by=by)
    context = JobContext(small_trade, None, tokens=Tokens(b"k" * 32), site="https://bazaar.example.org")
    bring(context, order_id=str(id_), position=1, above=True)
    bring(context, order_id=str(id_), position=2, above=False)
    with small_trade.reading() as db:
        letters = [(one.to, one.text) for one in db.scalars(select(Letter).order_by(Letter.made_at))]
    assert [to for to, text in letters if "It will be red" in text] == ["asha@example.org", "rose@example.org"]
    assert [to for to, text in letters if "Or blue" in text] == ["asha@example.org"]
