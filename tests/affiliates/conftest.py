"""For the tests of the network: a small world on both databases."""

from __future__ import annotations

import pytest

from app.core.db import Database
from tests.factories.still_world import still_world
from tests.factories.worlds import with_a_world

__all__ = ["still_world"]


@pytest.fixture
def world(any_database: Database) -> Database:
    """A database with its tables and a small world, once on SQLite and once on PostgreSQL."""
    return with_a_world(any_database)


@pytest.fixture
def small_world(database: Database) -> Database:
    """The same on SQLite alone, for rules in which no database has a part."""
    return with_a_world(database)
