"""The database: the only module that makes engines.

SQLite and PostgreSQL give the same promises here. On SQLite each writing transaction is BEGIN IMMEDIATE (a
deferred one fails with "database is locked" when it turns from reading to writing), in WAL mode with
`synchronous=FULL`, so that what was committed survives a power cut.
"""

from __future__ import annotations

import fcntl
import os
import random
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from sqlalchemy import DateTime, Engine, MetaData, create_engine, event, func, select
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.engine.url import make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from app.core.closing import settle_before_commit

BUSY_TIMEOUT_MS = 10_000  # how long a SQLite writer waits for another one
_TURN_ASKED = (0.001, 0.006)  # seconds between two looks whether it is our turn; by chance, or some are always late
_BEGIN_ASKED = 0.001  # seconds between two looks of the one whose turn it is
_WRITES = "bazaar_writes"  # execution option: this transaction means to write


class Base(DeclarativeBase):
    """Every table. Named constraints, or batch migrations on SQLite could not drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def uuid7() -> UUID:
    """A key that sorts by the time it was made (RFC 9562, version 7): 48 bits of milliseconds, the rest random."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


class Database:
    """One database with two doors: `reading()` changes nothing, `writing()` commits at its end or not at all.

    Its sessions carry `info`: what the operator has set for the verbs that run in them.
    """

    def __init__(self, url: str, *, pool_size: int = 8, info: Mapping[str, object] | None = None) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(url, pool_size) if self.is_sqlite else _postgres_engine(url, pool_size)
        # The same pool, but each transaction begins as a writer. The job library is given this one.
        self.writing_engine = self.engine.execution_options(**{_WRITES: True})
        # All statements of a reader see the same moment: what a page counts is what it lists.
        still = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        same: dict[str, Any] = {"expire_on_commit": False, "info": dict(info or {})}
        self._readers: sessionmaker[Session] = sessionmaker(
            self.engine.execution_options(**still), autoflush=False, **same
        )
        self._writers: sessionmaker[Session] = sessionmaker(self.writing_engine, **same)
        settle_before_commit(self._writers)

    def reader(self) -> Session:
        """A session for queries, to be closed; whatever it changed is thrown away."""
        return self._readers()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """The same, closed at the end of a block."""
        with self.reader() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are committed together when the block ends without an error."""
        with self._writers() as session, session.begin():
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def queue_up(db: Session, *keys: str) -> None:
    """Let nobody else count the same until this transaction ends. On SQLite a writer is alone already."""
    if db.get_bind().dialect.name == "postgresql":
        for key in sorted(filter(None, keys)):  # in one order, or two would wait in a circle
            db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def _sqlite_engine(url: str, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size * 2,
        hide_parameters=True,  # what people typed does not belong into a log
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def prepare(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.isolation_level = None  # we send BEGIN ourselves, see `begin`
        cursor = dbapi_connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        if writes:
            _begin_writing(connection)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _begin_writing(connection: Connection) -> None:
    """Begin as the only writer, or fail with "database is locked" as SQLite itself does.

    SQLite asks ever less often the longer it has waited, so that newcomers overtake: of a thousand buyers at once some
    met the end of the timeout. Here a writer first waits for its turn, a lock on a file beside the database, and keeps
    it until it has begun: whoever comes meanwhile waits behind it.
    """
    raw: Any = connection.connection.driver_connection
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    raw.execute("PRAGMA busy_timeout=0")
    try:
        with Path(f"{connection.engine.url.database}-turn").open("wb") as turn:  # closed, the lock is gone
            while not _locked(turn) and time.monotonic() < until:
                time.sleep(random.uniform(*_TURN_ASKED))
            while not _begun(raw) and time.monotonic() < until:
                time.sleep(_BEGIN_ASKED)
        if not raw.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # once more, for its error
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _locked(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _begun(raw: sqlite3.Connection) -> bool:
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # the rest of the code says why
            raise
        return False
    return True


def _postgres_engine(url: str, pool_size: int) -> Engine:
    return create_engine(url, pool_size=pool_size, max_overflow=pool_size * 2, pool_pre_ping=True, hide_parameters=True)
