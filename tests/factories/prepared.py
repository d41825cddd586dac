"""Databases made once in a test run and copied for each test: to migrate takes a second, to copy none.

Only an empty database is filled by a copy. One with anything in it, and every database in `tests/test_migrations.py`,
goes the long way.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from sqlalchemy import inspect
from sqlalchemy.engine import URL

from app.catalog.seed.reference import load_reference
from app.core import job_runner, schema
from app.core.db import Database

Make = Callable[[Database], None]
_servers: set[URL] = set()  # that this process had something made on


def _jobs(database: Database) -> None:
    schema.upgrade(database)
    job_runner.prepare(database)


def _reference(database: Database) -> None:
    schema.upgrade(database)
    with database.writing() as db:
        load_reference(db, lambda _line: None)


def _reference_and_jobs(database: Database) -> None:
    fill(database, reference=True)
    job_runner.prepare(database)


# Whether with reference data, whether with the tables of the jobs.
MAKING: dict[tuple[bool, bool], Make] = {
    (False, False): schema.upgrade,
    (False, True): _jobs,
    (True, False): _reference,
    (True, True): _reference_and_jobs,
}


def fill(database: Database, *, reference: bool = False, jobs: bool = False) -> None:
    """Bring a database to the tables of this release, with the reference data and the tables of the jobs if wanted."""
    copy_into(database, f"{reference:d}{jobs:d}", MAKING[reference, jobs])


def copy_into(database: Database, name: str, make: Make) -> None:
    """Fill a database with what `make` makes: by a copy, made once under this name, if it is empty."""
    if database.is_sqlite:
        path = Path(database.url.database or "")
        if path.exists() and path.stat().st_size:
            make(database)
            return
        with sqlite3.connect(_file(name, make)) as source, sqlite3.connect(path) as target:
            source.backup(target)
        return
    if inspect(database.engine).get_table_names():
        make(database)
        return
    database.close()  # PostgreSQL replaces no database that somebody is connected to
    template = _database_on(database.url.set(database="postgres"), name, make)
    tell(
        database.url.set(database="postgres"),
        f'DROP DATABASE "{database.url.database}" WITH (FORCE)',
        f'CREATE DATABASE "{database.url.database}" TEMPLATE "{template}" STRATEGY FILE_COPY',
    )


@cache
def _folder() -> Path:
    """One for all processes of a test run; each leaves its mark while it may need what lies there."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}"
    folder = Path(tempfile.gettempdir()) / f"bazaar-prepared-{run}"
    (folder / "users").mkdir(parents=True, exist_ok=True)
    (folder / "users" / str(os.getpid())).touch()
    atexit.register(leave_nothing)
    return folder


@contextmanager
def _once(mark: Path) -> Iterator[bool]:
    """Whether something is still to be made; others wait until it is."""
    with mark.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not mark.exists()
        mark.touch()


def _file(name: str, make: Make) -> Path:
    path = _folder() / f"{name}.db"
    with _once(_folder() / f"{name}.made") as needed:
        if needed:
            database = Database(f"sqlite:///{path}")
            make(database)
            database.close()
    return path


def _database_on(server: URL, called: str, make: Make) -> str:
    name = f"bazaar_prepared_{_folder().name[-12:]}_{called}".replace("-", "_")
    _servers.add(server)
    with _once(_folder() / f"{name}.on_server") as needed:
        if needed:
            tell(
                server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" STRATEGY FILE_COPY'
            )
            database = Database(server.set(database=name).render_as_string(hide_password=False))
            make(database)
            database.close()
    return name


def leave_nothing() -> None:
    """Drop what was made to be copied, if no other process of this run may need it; a server may outlive the run."""
    folder = _folder()
    if not folder.exists():
        return
    with (folder / "leaving").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (folder / "users" / str(os.getpid())).unlink(missing_ok=True)
        if any((folder / "users").iterdir()):
            return
        names = [mark.stem for mark in folder.glob("*.on_server")]
        for server in _servers:
            tell(server, *(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in names))
        shutil.rmtree(folder, ignore_errors=True)


def tell(server: URL, *statements: str) -> None:
    """Send statements to a PostgreSQL server, each by itself."""
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
