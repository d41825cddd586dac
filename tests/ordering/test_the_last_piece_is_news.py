"""That the last piece went, or came back, is a public word and raises the revision; how many are left is none."""

from __future__ import annotations

import pytest

from app.core import revision as revisions
from app.core.db import Database
from app.ordering import ending
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
