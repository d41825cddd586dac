"""A group that sells, on both databases; for rules of one database alone, on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.db import Database
from tests.factories.near_rail import NearShop, near_shop
from tests.factories.ordering import a_trading_world


@pytest.fixture
def trade(any_database: Database) -> Database:
    """A trading world, once on SQLite and once on PostgreSQL."""
    return a_trading_world(any_database)


@pytest.fixture
def small_trade(database: Database) -> Database:
    """The same on SQLite alone."""
    return a_trading_world(database)


@pytest.fixture
def near(tmp_path: Path) -> Iterator[NearShop]:
    """The same, paid by a rail in this process."""
    made = near_shop(tmp_path)
    yield made
    made.database.close()
