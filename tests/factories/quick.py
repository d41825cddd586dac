"""What every test would make anew, and one process of the tests makes once: statements as text.

SQLAlchemy keeps what it compiled with its engine, and each test has an engine of its own; a fifth of all time went into
saying the same statements again. Here all engines of one kind of database keep it together. Two of one kind speak the
same dialect: the same version of the same driver, set up alike by `app/core/db.py`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from app.core import db

STATEMENTS = 5_000  # more than there are


def keep_statements_together() -> None:
    """From now on; for a process that runs tests."""
    known: LRUCache[Any, Any] = LRUCache(STATEMENTS)
    make = db.create_engine

    def made(*args: Any, **kwargs: Any) -> Engine:
        engine = make(*args, **kwargs)
        engine._compiled_cache = known
        return engine

    db.create_engine = made
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
        dialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
