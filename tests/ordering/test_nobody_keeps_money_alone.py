"""What a group keeps of an order that ended is kept by both sides' word: the buyer reads it, and can object."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.db import Database
from app.core.jobs import JobContext
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.ordering import ending, thread
from app.ordering.desk import TaskKind, waits
from app.ordering.models import KeptByAgreement, Order
from app.ordering.order_view import order_view
from app.ordering.states import OrderState
from app.ordering.tasks import tell
from tests.factories.ordering import BUYER, GROUP, an_order, changing
from tests.ordering.test_the_life_of_an_order import kes, pay


def paid(database: Database) -> UUID:
    """An order that was paid in full."""
    id_ = an_order(database, kiondo=1)
    pay(database, id_, 3500)
    return id_


def ended(database: Database, *, keeps: int = 0) -> UUID:
    """The same; then the group ended it, as it says together with the buyer where it keeps something."""
    id_ = paid(database)
    with changing(database, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="It was begun", together=keeps > 0, keeps=keeps)
    return id_


def the_letter(database: Database, id_: UUID) -> str:
    """What the buyer is told of an order's last move."""
    context = JobContext(database, None, tokens=Tokens(b"k" * 32), site="https://bazaar.example.org")
    with database.reading() as db:
        seq = db.get_one(Order, id_).seq
    tell(context, order_id=str(id_), seq=seq)
    with database.reading() as db:
        return db.scalars(select(Letter.text).where(Letter.to == "asha@example.org")).one().replace("\xa0", " ")


def test_a_group_alone_keeps_nothing(small_trade: Database) -> None:
    id_ = paid(small_trade)
    with pytest.raises(ending.KeepsAlone), changing(small_trade, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="As I like", keeps=1)
    with small_trade.reading() as db:
        assert db.get_one(Order, id_).state is OrderState.CONFIRMED
        assert db.scalars(select(KeptByAgreement)).all() == []


def test_what_is_kept_stands_in_the_buyers_letter_with_who_says_so(small_trade: Database) -> None:
    letter = the_letter(small_trade, ended(small_trade, keeps=100_000))
    assert "Rose says: you agreed that the group keeps KES 1,000" in letter
    assert "It was begun" in letter


def test_where_nothing_is_kept_no_letter_speaks_of_it(small_trade: Database) -> None:
    assert "keeps" not in the_letter(small_trade, ended(small_trade))


def test_what_is_kept_need_not_go_back(small_trade: Database) -> None:
    id_ = ended(small_trade, keeps=100_000)
    with small_trade.reading() as db:
        view = order_view(db, db.get_one(Order, id_))
    assert view.kept is not None
    assert (view.kept.said_by, view.to_go_back) == ("Rose", kes(2500))


@pytest.mark.parametrize("keeps", [0, 100_000])
def test_a_buyer_objects_to_an_end_and_a_person_sees_to_it(small_trade: Database, keeps: int) -> None:
    id_ = ended(small_trade, keeps=keeps)
    with changing(small_trade, id_) as (db, order):
        thread.complain(db, order, "I never agreed", by=BUYER)
        assert waits(db, TaskKind.COMPLAINT, id_)


def test_an_end_before_anything_was_begun_is_nothing_to_object_to(small_trade: Database) -> None:
    id_ = an_order(small_trade, kiondo=1)
    with changing(small_trade, id_) as (db, order):
        ending.decline(db, order, by=GROUP, note="No sisal")
    with pytest.raises(thread.NotSent), changing(small_trade, id_) as (db, order):
        thread.complain(db, order, "A pity", by=BUYER)


def test_who_is_owed_money_that_no_rail_brings_back_reads_how_much_and_from_whom(small_trade: Database) -> None:
    letter = the_letter(small_trade, ended(small_trade))
    assert "KES 3,500 that you paid is owed back to you." in letter.replace("\xa0", " ")


def test_of_what_was_kept_only_the_rest_is_owed(small_trade: Database) -> None:
    letter = the_letter(small_trade, ended(small_trade, keeps=100_000)).replace("\xa0", " ")
    assert "keeps KES 1,000" in letter
    assert "KES 2,500 that you paid is owed back to you." in letter


def test_an_order_nobody_paid_for_leaves_nothing_to_write_of(small_trade: Database) -> None:
    id_ = an_order(small_trade, kiondo=1)
    with changing(small_trade, id_) as (db, order):
        ending.decline(db, order, by=GROUP, note="No sisal")
    assert "owed" not in the_letter(small_trade, id_)
