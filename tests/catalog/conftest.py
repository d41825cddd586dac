"""For the tests of the catalogue: a small world on both databases, and the sample to look at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from app.core.db import Database
from app.settings import Settings
from tests.factories.serving import sample_settings
from tests.factories.still_world import postgres_database, still_world
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


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Settings:
    """The sample catalogue, to be read and never written; one for all processes of a test run."""
    base = tmp_path_factory.getbasetemp()
    return sample_settings(base if worker_id == "master" else base.parent)


@pytest.fixture(scope="module")
def module_postgres_url(postgres_server: URL) -> Iterator[str]:
    """An empty PostgreSQL database for the tests of a module."""
    with postgres_database(postgres_server) as url:
        yield url


@pytest.fixture
def sample_db(sample: Settings) -> Iterator[Session]:
    """A session that reads the sample catalogue."""
    database = Database(sample.database)
    with database.reading() as db:
        yield db
    database.close()
