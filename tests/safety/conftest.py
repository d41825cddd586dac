"""Two traded worlds side by side, on both databases, and a browser that keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.db import Database
from tests.factories.ordering import a_trading_world
from tests.safety.traded import Traded, traded


@pytest.fixture
def world(tmp_path: Path, any_database_url: str) -> Iterator[Traded]:
    """Two groups that trade with two buyers, once on SQLite and once on PostgreSQL."""
    with traded(tmp_path / "shop", any_database_url) as made:
        yield made


@pytest.fixture
def trade(any_database: Database) -> Database:
    """A group that trades, once on SQLite and once on PostgreSQL."""
    return a_trading_world(any_database)
