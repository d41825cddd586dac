"""What placing an order costs the database: few statements, and none that is put together anew for each order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine.interfaces import CacheStats

from app.core.db import Database
from tests.factories.ordering import an_order

# From an empty basket to the order, the review among them.
MOST = {"kiondo": 32, "mat": 37}
LOCKS = 2  # of the basket, where writers are not alone: when something is put in, and when it is ordered


@contextmanager
def seen(database: Database) -> Iterator[list[tuple[str, CacheStats | None]]]:
    """Each statement, and whether its compiled form was at hand; None: sent as it is."""
    found: list[tuple[str, CacheStats | None]] = []

    def note(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        found.append((statement, context.cache_hit if context.compiled else None))

    event.listen(database.engine, "before_cursor_execute", note)
    yield found
    event.remove(database.engine, "before_cursor_execute", note)


def test_an_order_takes_few_statements_and_compiles_none_the_second_time(trade: Database) -> None:
    for sku, most in MOST.items():
        an_order(trade, **{sku: 1})
        with seen(trade) as statements:
            an_order(trade, **{sku: 1})
        assert len(statements) <= most + (0 if trade.is_sqlite else LOCKS), statements
        assert {told for _statement, told in statements} <= {CacheStats.CACHE_HIT, None}, statements
