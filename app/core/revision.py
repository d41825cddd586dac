"""The revision of everything public: one row, raised in the transaction that changes a public word.

Whatever keeps a finished page compares this number to know whether it still holds.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Integer, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.closing import at_the_end
from app.core.db import Base, Database

LAST = 1_000_000  # of what closes a transaction, this is the last statement


class CatalogueRevision(Base):
    """A single row with a number that only grows."""

    __tablename__ = "catalogue_revision"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer)


def raise_revision(db: Session) -> None:
    """Say that a public word changed. However often it is said, the number rises once, just before the commit."""
    at_the_end(db, _raise, order=LAST)


def _raise(db: Session, _nothing: list[Any]) -> None:
    changed = db.execute(
        update(CatalogueRevision).where(CatalogueRevision.id == 1).values(number=CatalogueRevision.number + 1)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]  # the first word ever
        db.add(CatalogueRevision(id=1, number=1))
        db.flush()


def queue_up(db: Session) -> None:
    """Wait until no other transaction is closing: the lock is kept until the commit.

    On SQLite writers queue at their beginning; there this only reads.
    """
    db.execute(select(CatalogueRevision.number).where(CatalogueRevision.id == 1).with_for_update())


_NUMBER = select(CatalogueRevision.__table__.c.number)  # there is one row; every page begins with this


def revision(db: Session) -> int:
    """The present revision; 0 before the first word."""
    return db.connection().execute(_NUMBER).scalar() or 0


FILE_SECONDS = 0.002  # looks at a file are this far apart: a commit takes longer, and many requests share one look


class RevisionWatch:
    """The present revision for those who ask at every request, whoever raised it in whichever process.

    On SQLite a look costs microseconds: the file itself says whether anybody else has committed. On PostgreSQL the row
    is read, at most every `every_seconds`. Not for several threads at once.
    """

    def __init__(self, database: Database, *, every_seconds: float = 0.5) -> None:
        self._database = database
        self._every_seconds = every_seconds
        self._connection: Any = None  # of SQLite alone, and never used to write: its version tells of all other writers
        self._version: int | None = None
        self._number = 0
        self._read_at = float("-inf")

    def without_waiting(self) -> int | None:
        """The revision, if that can be told without asking a server; None: `look`."""
        now = time.monotonic()
        if not self._database.is_sqlite:
            return self._number if now - self._read_at <= self._every_seconds else None
        if now - self._read_at > FILE_SECONDS:
            self._read_at = now
            self._number = self._from_file()
        return self._number

    def look(self) -> int:
        """The revision, read now."""
        with self._database.reading() as db:
            self._number = revision(db)
        self._read_at = time.monotonic()
        return self._number

    def _from_file(self) -> int:
        if self._connection is None:
            self._connection = self._database.engine.raw_connection()
        cursor = self._connection.cursor()
        (version,) = cursor.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            row = cursor.execute("SELECT number FROM catalogue_revision WHERE id = 1").fetchone()
            self._number, self._version = (row[0] if row else 0), version
        cursor.close()
        return self._number

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
