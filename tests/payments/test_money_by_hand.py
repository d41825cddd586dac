"""What is written down about money by hand, and what is refused."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from app.affiliates.models import Means, UsableFrom
from app.core.clock import today
from app.core.db import Database
from app.core.money import Money
from app.ordering import ending, settle
from app.ordering.states import OrderState
from app.payments import service as payments
from app.payments.models import Instruction
from app.payments.wire import stripe_wires
from tests.factories.ordering import BUYER, GROUP, a_trading_world, an_order, changing, the_group

CAME = {"means": Means.CASH, "on": today(), "by": GROUP}


@pytest.fixture
def trade(database: Database) -> Database:
    """A trading world."""
    return a_trading_world(database)


def test_money_of_another_currency_than_was_asked_for_is_refused(trade: Database) -> None:
    id_ = an_order(trade, kiondo=1)
    with pytest.raises(payments.WrongCurrency), changing(trade, id_) as (db, order):
        settle.record_money(db, order, Money(1_000_000, "UGX"), **CAME)  # type: ignore[arg-type]


def test_money_is_in_time_or_late_by_where_its_order_stands(trade: Database) -> None:
    in_time, late = an_order(trade, kiondo=1), an_order(trade, kiondo=1)
    with changing(trade, late) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    for id_ in (in_time, late):
        with changing(trade, id_) as (db, order):
            settle.money_came(db, order, Money(350_000, "KES"), key="f", **CAME)
            assert order.state is OrderState.CONFIRMED


def test_nothing_at_all_is_no_late_money_either(trade: Database) -> None:
    id_ = an_order(trade, kiondo=1)
    with changing(trade, id_) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    with pytest.raises(settle.NoMoney), changing(trade, id_) as (db, order):
        settle.record_late_money(db, order, Money(0, "KES"), key="f", **CAME)  # type: ignore[arg-type]


def test_a_refund_that_is_not_of_this_order_cannot_be_answered(trade: Database) -> None:
    id_ = an_order(trade, kiondo=1)
    with trade.writing() as db, pytest.raises(payments.NothingAsked):
        payments.answer_refund(db, id_, uuid4(), arrived=True)


def test_how_a_group_is_paid_is_said_said_anew_and_taken_back(trade: Database) -> None:
    for words in ("Account 1", "Account 2", ""):
        with trade.writing() as db:
            group = the_group(db)
            usable = {"usable_from": UsableFrom.ANYWHERE}
            payments.put_instruction(db, group, Means.CASH, "EUR", words=words, **usable)
            said = db.scalars(select(Instruction.words).where(Instruction.currency == "EUR")).all()
            assert said == ([words] if words else [])


def test_the_table_of_stripe_is_read_as_it_was_when_everything_began() -> None:
    read = stripe_wires.__wrapped__()
    assert read["KES"].decimals == 2
    assert read == stripe_wires()
