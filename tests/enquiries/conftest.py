"""A group that sells and can be asked, on both databases; for rules of one database alone, on SQLite."""

from __future__ import annotations

import pytest

from app.core.db import Database
from tests.factories.ordering import a_trading_world


@pytest.fixture
def trade(any_database: Database) -> Database:
    """A trading world, once on SQLite and once on PostgreSQL."""
    return a_trading_world(any_database)


@pytest.fixture
def small_trade(database: Database) -> Database:
    """The same on SQLite alone."""
    return a_trading_world(database)
