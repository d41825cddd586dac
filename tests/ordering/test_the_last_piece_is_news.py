"""That the last piece went, or came back, is a public word and raises the revision; how many are left is none."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.catalog import stock
from app.catalog.models import Variant
from app.core import revision as revisions
from app.core.db import Database
from app.ordering import ending
from app.ordering.models import OrderLine
from tests.factories.ordering import BUYER, an_order, changing


def revision(database: Database) -> int:
    with database.reading() as db:
        return revisions.revision(db)


@pytest.mark.parametrize(("sku", "pieces", "news"), [("throne", 1, True), ("kiondo", 9, False), ("kiondo", 10, True)])
def test_what_is_held_and_let_go_is_news_only_where_the_last_piece_is_among_it(
    small_trade: Database, sku: str, pieces: int, news: bool
) -> None:
    before = revision(small_trade)
    id_ = an_order(small_trade, **{sku: pieces})
    held = revision(small_trade)
    assert (held > before) is news
    with changing(small_trade, id_) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    assert (revision(small_trade) > held) is news


def test_pieces_that_orders_hold_are_none_to_be_had_when_more_are_counted(small_trade: Database) -> None:
    an_order(small_trade, kiondo=10)
    with small_trade.writing() as db:
        kiondo = db.scalars(select(Variant.id).where(Variant.sku == "kiondo")).one()
        assert stock.count(db, kiondo, on_hand=12) is True  # none was free, two are
        assert stock.count(db, kiondo, on_hand=13) is False


def test_a_try_that_is_forgotten_gives_the_last_piece_back_as_news(small_trade: Database) -> None:
    id_ = an_order(small_trade, throne=1)
    held = revision(small_trade)
    with small_trade.writing() as db:
        stock.forget(db, list(db.scalars(select(OrderLine.id).where(OrderLine.order_id == id_))))
    assert revision(small_trade) > held
