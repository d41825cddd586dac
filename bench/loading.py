"""Putting very many made-up goods into a bazaar's database: plain inserts, a thousand goods a transaction.

The tables must be there and the reference data loaded (`bazaar migrate`). `rows.py` turns goods into rows; here they
are written, and made findable by `index`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.catalog.finding.upkeep import bring_into_line
from app.core.db import Base, Database
from app.core.rates import current_rates
from app.core.revision import raise_revision
from app.media.models import Photo
from bench.goods import goods
from bench.makers import group_count, makers
from bench.rows import Rows, affiliate_row, group_rows, product_id, product_rows

BATCH = 1000
Say = Callable[[str], None]


def load(database: Database, n: int, *, seed: int = 1, say: Say = lambda _line: None) -> None:
    """Add so many goods and the groups that make them. Photographs that are there are shared out as covers."""
    groups = list(makers(group_count(n), seed=seed))
    with database.writing() as db:
        rates = current_rates(db)
        photos = list(db.scalars(select(Photo.id).where(Photo.withdrawn_at.is_(None)).order_by(Photo.seed_id)))
        _write(db, affiliate_row())
        for group in groups:
            _write(db, group_rows(group))
        raise_revision(db)
    rows: Rows = {}
    ids: list[UUID] = []
    for good in goods(n, seed=seed):
        ids.append(product_id(good))
        for table, more in product_rows(good, rates, photos[good.number % len(photos)] if photos else None).items():
            rows.setdefault(table, []).extend(more)
        if len(ids) == BATCH or good.number == n - 1:
            _commit(database, rows, ids)
            rows, ids = {}, []
            if (good.number + 1) % (10 * BATCH) == 0:
                say(f"loaded {good.number + 1:,} of {n:,} goods")


def _commit(database: Database, rows: Rows, ids: Sequence[UUID]) -> None:
    with database.writing() as db:
        _write(db, rows)
        raise_revision(db)
    index(database, ids)


def _write(db: Session, rows: Rows) -> None:
    for table in Base.metadata.sorted_tables:  # parents before children
        if rows.get(table.name):
            db.connection().execute(insert(table), rows[table.name])


def index(database: Database, ids: Sequence[UUID]) -> None:
    """Make these products findable: whatever the catalogue derives from a product is written here."""
    with database.writing() as db:
        bring_into_line(db, list(ids))
        raise_revision(db)
