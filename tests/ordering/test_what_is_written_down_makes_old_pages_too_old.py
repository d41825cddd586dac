"""Two phones show one order: what one of them writes down moves nothing, and the other one must not double it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.affiliates.models import Means
from app.core.clock import today
from app.core.db import Database
from app.ordering import ending, fulfilment, settle
from app.ordering.answering import SeenTooOld, seen
from app.ordering.models import Order, Parcel
from app.ordering.payable import money_of
from app.payments import sync
from app.payments.rail import Standing
from tests.factories.near_rail import NearShop
from tests.factories.near_rail import seen as heard
from tests.factories.ordering import BUYER, GROUP, an_order, changing, wrong
from tests.ordering.test_the_life_of_an_order import kes, pay

Verb = Callable[[Session, Order, str], Any]
CAME: dict[str, Any] = {"means": Means.CASH, "on": today(), "by": GROUP}
BACK: dict[str, Any] = {"how": "M-Pesa", "reference": "", "on": today(), "by": GROUP}
WAY: dict[str, Any] = {"on": today(), "words": "By bus", "tracking": "", "by": GROUP}


def given_up(trade: Database) -> UUID:
    """An order that ended before its money came."""
    id_ = an_order(trade, kiondo=1)
    with changing(trade, id_) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    return id_


def paid(trade: Database) -> UUID:
    id_ = an_order(trade, kiondo=1)
    pay(trade, id_, 3500)
    return id_


def on_its_way(trade: Database) -> UUID:
    """An order of which a parcel left."""
    id_ = paid(trade)
    with changing(trade, id_) as (db, order):
        fulfilment.send(db, order, key="first", **WAY)
    return id_


def late(db: Session, order: Order, key: str) -> None:
    """A part came: the order stays as it is."""
    settle.money_came(db, order, kes(1000), key=key, **CAME)


def back(db: Session, order: Order, key: str) -> None:
    settle.send_back(db, order, kes(500), key=key, **BACK)


def back_by_rail(db: Session, order: Order, key: str) -> None:
    settle.send_back_by_rail(db, order, kes(500), key=key, by=GROUP)


def one_more_parcel(db: Session, order: Order, key: str) -> None:
    fulfilment.send(db, order, key=key, **WAY)


def written(database: Database, id_: UUID) -> tuple[int, int, int]:
    """What came, what went back, how many parcels left."""
    with database.reading() as db:
        money = money_of(db, db.get_one(Order, id_))
        parcels = db.scalar(select(func.count()).select_from(Parcel).where(Parcel.order_id == id_))
        return money.captured, money.back, parcels or 0


def two_hands(database: Database, id_: UUID, do: Verb) -> tuple[int, int, int]:
    """Two phones that show the same do the same at once, the second is told to look again; what is written then."""
    with database.reading() as db:
        version = db.get_one(Order, id_).version

    def act(db: Session, key: str) -> None:
        order = db.get_one(Order, id_)
        seen(db, order, version)
        do(db, order, key)

    def second() -> None:
        with database.writing() as db:
            act(db, "b")

    with ThreadPoolExecutor(1) as hands:
        with database.writing() as db:
            act(db, "a")
            other = hands.submit(second)
            wait([other], timeout=0.3)  # it comes as far as it can while the first is at it
        with pytest.raises(SeenTooOld):
            other.result()
    assert wrong(database) == []
    return written(database, id_)


def test_money_that_came_late_is_written_down_by_one_of_two_phones(trade: Database) -> None:
    assert two_hands(trade, given_up(trade), late) == (100_000, 0, 0)


def test_money_that_was_sent_back_is_written_down_by_one_of_two_phones(trade: Database) -> None:
    assert two_hands(trade, paid(trade), back) == (350_000, 50_000, 0)


def test_one_more_parcel_is_written_down_by_one_of_two_phones(trade: Database) -> None:
    assert two_hands(trade, on_its_way(trade), one_more_parcel) == (350_000, 0, 2)


def test_money_goes_back_by_its_rail_by_one_of_two_phones(near: NearShop) -> None:
    id_ = an_order(near.database, kiondo=1)
    with near.database.writing() as db:
        payment = near.begin(db, id_).id
    sync.apply(near.database, payment, heard(Standing.CAPTURED))
    with changing(near.database, id_) as (db, order):
        settle.settle(db, order, by=GROUP)
    assert two_hands(near.database, id_, back_by_rail) == (350_000, 50_000, 0)
