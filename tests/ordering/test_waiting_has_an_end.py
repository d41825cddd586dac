"""What waits is let go, reminded and ended by times that the operator sets; each once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from app.affiliates.service import set_notify_address
from app.catalog.models import Stock
from app.catalog.stock import OutOfStock
from app.core.clock import now
from app.core.db import Database
from app.core.jobs import JobContext
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.ordering import answering, ending
from app.ordering.models import Order
from app.ordering.states import OrderState
from app.ordering.tasks import sweep, tell_again
from app.ordering.times import INFO, Times
from app.payments.models import Payment
from tests.factories.ordering import (
    BUYER,
    GROUP,
    a_trading_world,
    an_order,
    changing,
    the_group,
    wrong,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_request(database: Database, *, pieces: int = 1) -> UUID:
    """A request that holds pieces: a counted thing beside one whose price is on request."""
    return an_order(database, kiondo=pieces, wish=1)


def goes_back(database: Database, id_: UUID, by: timedelta) -> None:
    """Let time pass for one order."""
    with database.writing() as db:
        order = db.get_one(Order, id_)
        ends = order.expires_at - by if order.expires_at else None
        moved = {"placed_at": order.placed_at - by, "moved_at": (order.moved_at or now()) - by, "expires_at": ends}
        db.execute(update(Order).where(Order.id == id_).values(**moved))


def held(database: Database) -> int:
    with database.reading() as db:
        return max(db.scalars(select(Stock.held)))


def state_of(database: Database, id_: UUID) -> OrderState:
    with database.reading() as db:
        return db.get_one(Order, id_).state


def letters(database: Database, id_: UUID) -> list[str]:
    """To whom reminders were written, after their jobs ran twice."""
    with database.reading() as db:
        order = db.get_one(Order, id_)
    context = JobContext(database, None, tokens=Tokens(b"k" * 32), site="https://bazaar.example.org")
    for time in range(1, order.reminded + 1):
        for _again in range(2):
            tell_again(context, order_id=str(id_), seq=order.seq, time=time)
    with database.reading() as db:
        return list(db.scalars(select(Letter.to).where(Letter.key.contains("-again-")).order_by(Letter.key)))


def test_pieces_of_a_request_are_let_go_after_72_hours_and_it_waits_on(trade: Database) -> None:
    id_ = a_request(trade)
    goes_back(trade, id_, 71 * HOUR)
    sweep(trade)
    assert held(trade) == 1
    goes_back(trade, id_, 2 * HOUR)
    sweep(trade)
    assert (held(trade), state_of(trade, id_)) == (0, OrderState.REQUESTED)
    sweep(trade)
    assert wrong(trade) == []
    goes_back(trade, id_, 5 * DAY)
    sweep(trade)
    assert state_of(trade, id_) is OrderState.CANCELLED
    assert wrong(trade) == []


def test_a_yes_after_that_sets_them_aside_again_or_says_that_they_are_gone(small_trade: Database) -> None:
    first = an_order(small_trade, throne=1, wish=1)
    goes_back(small_trade, first, 73 * HOUR)
    sweep(small_trade)
    second = an_order(small_trade, throne=1)
    with pytest.raises(OutOfStock), changing(small_trade, first) as (db, order):
        order.total_amount = order.delivery_amount = order.due_first_amount = 0
        answering.accept(db, order, by=GROUP)
    with changing(small_trade, second) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    with changing(small_trade, first) as (db, order):
        order.total_amount = order.delivery_amount = order.due_first_amount = 0
        answering.accept(db, order, by=GROUP)
    assert held(small_trade) == 0  # nothing is due first, so that work began and the pieces are taken
    assert state_of(small_trade, first) is OrderState.CONFIRMED


def test_a_group_is_reminded_after_two_and_five_days_and_never_of_what_it_answered(small_trade: Database) -> None:
    with small_trade.writing() as db:
        set_notify_address(db, group=the_group(db), email="rose@example.org")
    id_ = a_request(small_trade)
    for days, count in ((1, 0), (1, 1), (2, 1), (1, 2), (1, 2)):
        goes_back(small_trade, id_, days * DAY)
        sweep(small_trade)
        sweep(small_trade)
        assert letters(small_trade, id_) == ["rose@example.org"] * count


def jobs(database: Database) -> int:
    rows = "workflow_status" if database.is_sqlite else "dbos.workflow_status"
    with database.reading() as db:
        return int(db.scalar(text(f"SELECT count(*) FROM {rows}")) or 0)


def test_who_missed_two_reminders_while_nobody_swept_gets_one_letter(trade: Database) -> None:
    goes_back(trade, a_request(trade), 6 * DAY)
    before = jobs(trade)
    for _again in range(2):
        sweep(trade)
    assert jobs(trade) - before == 1


def test_a_buyer_is_reminded_once_of_a_payment(small_trade: Database) -> None:
    id_ = an_order(small_trade, kiondo=1)
    goes_back(small_trade, id_, 3 * DAY)
    with small_trade.writing() as db:
        db.execute(update(Payment).values(asked_at=now() - 3 * DAY))
    for _again in range(2):
        sweep(small_trade)
    assert letters(small_trade, id_) == ["asha@example.org"]


def test_the_operator_sets_the_times(tmp_path: Path) -> None:
    times = Times(request_days=1, hold_hours=1)
    database = Database(f"sqlite:///{tmp_path}/own.db", info={INFO: times})
    id_ = a_request(a_trading_world(database))
    with database.reading() as db:
        order = db.get_one(Order, id_)
        assert order.expires_at is not None
        assert DAY - HOUR < order.expires_at - now() <= DAY
    goes_back(database, id_, 2 * HOUR)
    sweep(database)
    assert held(database) == 0
    database.close()
