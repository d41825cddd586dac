"""What a year cannot make is not promised; a single piece that was taken comes back when its order ends."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.affiliates.models import Means
from app.catalog import capacity
from app.catalog.models import Stock, Variant
from app.catalog.stock import Pieces
from app.core.clock import today
from app.core.db import Database, uuid7
from app.core.money import Money
from app.ordering import ending, settle
from tests.factories.ordering import GROUP, an_order, changing


def test_more_than_a_year_can_make_is_refused_by_name(small_trade: Database) -> None:
    with small_trade.writing() as db, pytest.raises(capacity.NoCapacity, match="Mat"):
        mat = db.scalars(select(Variant.id).where(Variant.sku == "mat")).one()
        capacity.take(db, [Pieces(uuid7(), mat, 1_000, "Mat")])


def test_one_piece_that_was_taken_comes_back(small_trade: Database) -> None:
    id_ = an_order(small_trade, kiondo=1)
    with changing(small_trade, id_) as (db, order):
        came = {"means": Means.CASH, "on": today(), "by": GROUP}
        settle.record_money(db, order, Money(350_000, "KES"), **came)  # type: ignore[arg-type]
    with changing(small_trade, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="No sisal")
    with small_trade.reading() as db:
        left = db.scalars(select(Stock.on_hand).join(Variant).where(Variant.sku == "kiondo")).one()
        assert left == 10
