"""The fixture `still_world`: one small world for all tests that throw away what they write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy.engine import URL

from app.core.db import Database
from tests.factories.prepared import tell
from tests.factories.worlds import with_a_world


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def still_world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A small world made once, on SQLite and on PostgreSQL. Write to it only inside `undone`."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('still') / 'bazaar.db'}"
        yield from _opened(url)
        return
    with postgres_database(request.getfixturevalue("postgres_server")) as url:
        yield from _opened(url)


def _opened(url: str) -> Iterator[Database]:
    database = with_a_world(Database(url))
    yield database
    database.close()


@contextmanager
def postgres_database(server: URL) -> Iterator[str]:
    """A database on the server of this run, dropped at the end."""
    name = f"bazaar_still_{uuid4().hex[:12]}"
    tell(server, f'CREATE DATABASE "{name}" STRATEGY FILE_COPY')
    yield server.set(database=name).render_as_string(hide_password=False)
    tell(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
