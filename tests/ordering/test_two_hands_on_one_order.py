"""Two hands on one order in the same moment: the second one is told to look again, and meets no fault."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import select

from app.core.db import Database
from app.ordering import ending
from app.ordering.answering import SeenTooOld, seen
from app.ordering.models import Order
from tests.factories.ordering import BUYER, GROUP, an_order, wrong


def test_who_comes_second_waits_and_is_told_that_the_order_has_changed(trade: Database) -> None:
    id_ = an_order(trade, kiondo=1)
    with trade.reading() as db:
        version = db.scalars(select(Order.version)).one()
    first_is_at_it, second_has_read = Event(), Event()

    def decline() -> None:
        first_is_at_it.wait(10)
        with trade.writing() as db:
            order = db.get(Order, id_)
            assert order is not None
            second_has_read.set()
            seen(db, order, version)
            ending.decline(db, order, by=GROUP, note="No sisal left")

    with ThreadPoolExecutor(1) as hands:
        second = hands.submit(decline)
        with trade.writing() as db:
            order = db.get(Order, id_)
            assert order is not None
            seen(db, order, version)
            ending.withdraw(db, order, by=BUYER)
            first_is_at_it.set()
            second_has_read.wait(1)  # on SQLite it cannot: writers queue at the door
        with pytest.raises(SeenTooOld):
            second.result()
    assert wrong(trade) == []
