"""Databases made once in each process of a test run and copied for each test: to migrate takes a second, to copy none.

Only an empty database is filled by a copy. One with anything in it, and every database in `tests/test_migrations.py`,
goes the long way.
"""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from functools import cache
from os import getpid
from pathlib import Path

import psycopg
from sqlalchemy import inspect
from sqlalchemy.engine import URL

from app.catalog.seed.reference import load_reference
from app.core import job_runner, schema
from app.core.db import Database

Make = Callable[[Database], None]
_files: set[str] = set()  # made to be copied
_on_servers: dict[URL, set[str]] = {}  # the databases to be copied, by server


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
        f'CREATE DATABASE "{database.url.database}" TEMPLATE "{template}"',
    )


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="bazaar-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _file(name: str, make: Make) -> Path:
    path = _folder() / f"{name}.db"
    if name not in _files:
        database = Database(f"sqlite:///{path}")
        make(database)
        database.close()
        _files.add(name)
    return path


def _database_on(server: URL, called: str, make: Make) -> str:
    name = f"bazaar_prepared_{getpid()}_{called}"
    made = _on_servers.setdefault(server, set())
    if name not in made:
        tell(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
        made.add(name)
        database = Database(server.set(database=name).render_as_string(hide_password=False))
        make(database)
        database.close()
    return name


def leave_nothing_on_servers() -> None:
    """Drop what was made to be copied; the server may be one that outlives this test run."""
    for server, names in _on_servers.items():
        tell(server, *(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in sorted(names)))
    _on_servers.clear()


def tell(server: URL, *statements: str) -> None:
    """Send statements to a PostgreSQL server, each by itself."""
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
