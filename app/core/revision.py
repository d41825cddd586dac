"""The revision of everything public: one row, raised in the transaction that changes a public word.

Whatever keeps a finished page compares this number to know whether it still holds.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.closing import at_the_end
from app.core.db import Base

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


def revision(db: Session) -> int:
    """The present revision; 0 before the first word."""
    return db.scalar(select(CatalogueRevision.number).where(CatalogueRevision.id == 1)) or 0
