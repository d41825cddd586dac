"""An order can leave on the day its months have room for; who comes late says a new one, and both sides read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select

from app.affiliates.models import Means
from app.catalog.capacity import makers_of, ready_on
from app.catalog.models import Variant
from app.catalog.moves import CapacityUse
from app.core.clock import today
from app.core.db import Database
from app.core.i18n import date_words
from app.core.jobs import JobContext
from app.core.mail import Letter
from app.core.money import Money
from app.core.tokens import Tokens
from app.ordering import answering, ending, settle
from app.ordering.answering import LaterDay, Offer
from app.ordering.models import Delivery, Order, OrderEvent
from app.ordering.service import Buyer
from app.ordering.states import OrderState
from app.ordering.tasks import sweep, tell
from tests.factories.ordering import BUYER, GROUP, a_trading_world, an_order, changing, wrong
from tests.ordering.test_waiting_has_an_end import HOUR, goes_back

MONTH = 20  # mats that the group can make
BEN = Buyer("Ben", email="ben@example.org")
AT_PICK_UP: dict[str, Any] = {"delivery": Delivery.PICKUP}  # paid then, so that the group says yes first


def day_of(database: Database, id_: UUID) -> date:
    """The day an order says."""
    with database.reading() as db:
        found = db.get_one(Order, id_).ready_on
    assert found is not None
    return found


def day_now(database: Database, mats: int) -> date:
    """The day so many mats could leave if they were ordered now."""
    with database.reading() as db:
        mat = db.scalars(select(Variant.id).where(Variant.sku == "mat")).one()
        found = ready_on(db, [(makers_of(db, [mat])[mat], mats)])
    assert found is not None
    return found


def waited(database: Database) -> UUID:
    """A request for a month's mats that were let go, because nobody answered."""
    id_ = an_order(database, told=AT_PICK_UP, mat=MONTH)
    goes_back(database, id_, 73 * HOUR)
    sweep(database)
    return id_


def news(database: Database, id_: UUID) -> str:
    """What the last letter to the buyer says."""
    with database.reading() as db:
        seq = db.get_one(Order, id_).seq
    context = JobContext(database, None, tokens=Tokens(b"k" * 32), site="https://bazaar.example.org")
    tell(context, order_id=str(id_), seq=seq)
    with database.reading() as db:
        mine = select(Letter.text).where(Letter.to == "asha@example.org").order_by(Letter.made_at.desc())
        return db.scalars(mine).first() or ""


def test_a_yes_to_a_day_that_has_no_room_any_more_is_refused_and_an_offer_says_the_new_one(trade: Database) -> None:
    id_ = waited(trade)
    told = day_of(trade, id_)
    an_order(trade, mat=5)  # takes a part of the month that was let go
    later = day_now(trade, MONTH)
    assert later > told
    with pytest.raises(LaterDay) as refused, changing(trade, id_) as (db, order):
        answering.accept(db, order, by=GROUP)
    assert refused.value.day == later
    assert day_of(trade, id_) == told
    with trade.reading() as db:
        assert db.get_one(Order, id_).state is OrderState.REQUESTED
    with changing(trade, id_) as (db, order):
        answering.offer(db, order, Offer({}, {}, Money(0, "KES"), later, advance_bp=0), by=GROUP)
    assert f"Can leave the group by {date_words(later, 'en')}." in news(trade, id_)
    with changing(trade, id_) as (db, order):
        answering.agree(db, order, by=BUYER)
    assert day_of(trade, id_) == later
    with trade.reading() as db:
        events = db.scalars(select(OrderEvent).where(OrderEvent.order_id == id_).order_by(OrderEvent.seq))
        days = [one.told["ready_on"] for one in events]
    assert days == [told.isoformat(), later.isoformat(), later.isoformat()]


def test_a_yes_that_was_waited_for_keeps_the_day_while_its_month_has_room(small_trade: Database) -> None:
    id_ = waited(small_trade)
    told = day_of(small_trade, id_)
    with changing(small_trade, id_) as (db, order):
        answering.accept(db, order, by=GROUP)
    assert day_of(small_trade, id_) == told
    assert f"Can leave the group by {date_words(told, 'en')}." in news(small_trade, id_)


def ended(database: Database, **pieces: int) -> UUID:
    """An order that its buyer gave up before paying."""
    id_ = an_order(database, **pieces)
    with changing(database, id_) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    return id_


def paid_late(database: Database, id_: UUID) -> None:
    with changing(database, id_) as (db, order):
        came: dict[str, Any] = {"means": Means.CASH, "on": today(), "by": GROUP}
        settle.record_late_money(db, order, Money(order.total_amount or 0, "KES"), key="f", **came)
        assert order.state is OrderState.CONFIRMED


def test_an_order_that_lives_again_says_the_day_that_its_months_have_room_for(trade: Database) -> None:
    id_ = ended(trade, mat=MONTH)
    told = day_of(trade, id_)
    an_order(trade, mat=1)
    later = day_now(trade, MONTH)
    paid_late(trade, id_)
    assert day_of(trade, id_) == later > told
    assert f"Can leave the group by {date_words(later, 'en')}." in news(trade, id_)


def test_an_order_that_lives_again_leaves_on_no_day_that_is_over(small_trade: Database) -> None:
    id_ = ended(small_trade, kiondo=1)
    with small_trade.writing() as db:
        db.get_one(Order, id_).ready_on = date(2026, 1, 1)
    paid_late(small_trade, id_)
    assert day_of(small_trade, id_) == today()


@pytest.fixture
def postgres_trade(postgres_url: str) -> Iterator[Database]:
    """A trading world where two buyers can be in the middle of ordering: on SQLite writers take turns."""
    database = a_trading_world(Database(postgres_url))
    yield database
    database.close()


@pytest.mark.postgres
def test_who_orders_while_another_takes_the_month_reads_the_day_that_is_kept(postgres_trade: Database) -> None:
    told = day_now(postgres_trade, 5)
    faster: list[UUID] = []

    @event.listens_for(postgres_trade.engine, "before_cursor_execute")
    def between(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("INSERT INTO orders") and not faster:
            faster.append(UUID(int=0))
            faster[:] = [an_order(postgres_trade, told={"buyer": BEN}, mat=MONTH)]

    slower = an_order(postgres_trade, mat=5)
    assert day_of(postgres_trade, faster[0]) == told < day_of(postgres_trade, slower)
    with postgres_trade.reading() as db:
        months = list(db.scalars(select(CapacityUse.month).order_by(CapacityUse.month)))
    assert len(months) == 2
    assert day_of(postgres_trade, slower).replace(day=1) == months[1]
    assert wrong(postgres_trade) == []
