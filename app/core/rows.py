"""Statements over plain tables, for paths that must be quick: built once, run without the machinery of objects.

Building a statement costs more than running it, and an object more than a row. Whoever writes a path that many walk at
once keeps its statements as constants of the module and sends them here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Executable, FromClause, Row
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, make_transient_to_detached

from app.core.db import Base

_KEY, _NONE = "connection", (None, None)

AnyRow = Row[*tuple[Any, ...]]
Known = TypeVar("Known", bound=Base)
Insert = sqlite.Insert | postgresql.Insert


def run(db: Session, statement: Executable, values: Any = None) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement in the session's transaction. What waits in the session is written first, as for its own ones."""
    if db.autoflush:
        db.flush()
    return _connection(db).execute(statement, values)


def _connection(db: Session) -> Connection:
    """The connection of the session's transaction, looked for once: each time takes as long as a small statement.

    A savepoint begins when it is looked for, so that each has to be looked for by itself.
    """
    under_way = db.get_nested_transaction() or db.get_transaction()
    if under_way is None or db.info.get(_KEY, _NONE)[0] is not under_way:
        connection = db.connection()  # begins a transaction where there is none
        db.info[_KEY] = (db.get_nested_transaction() or db.get_transaction(), connection)
    return db.info[_KEY][1]  # type: ignore[no-any-return]


def table_of(model: type[Base]) -> FromClause:
    """The table of a model: selecting its columns gives rows, and objects are not thought of."""
    return model.__table__


def insert_into(table: Any, dialect: str) -> Insert:
    """The statement that both databases have: it can leave what is there already."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def dialect_of(db: Session) -> str:
    """`sqlite` or `postgresql`."""
    return db.get_bind().dialect.name


def write(db: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert new rows of one table in one statement.

    Args:
        rows: each with the same columns told, its key among them; the table's defaults fill the others.
    """
    run(db, _into(model), rows)


@cache
def _into(model: type[Base]) -> Executable:
    return table_of(model).insert()  # type: ignore[attr-defined,no-any-return]  # a table, typed as what is selected from


def write_unless(db: Session, made: Base, *, known: str) -> bool:
    """Insert a new row, unless there is one with the same value in a unique column; whether it was written.

    The session knows it from then on.
    """
    written = wrote(db, type(made), told(made), known=known)
    if written:
        remember(db, made)
    return written


def wrote(db: Session, model: type[Base], row: Mapping[str, Any], *, known: str) -> bool:
    """The same for a row that the session need not know."""
    return run(db, _unless(model, known, dialect_of(db)), row).first() is not None


@cache
def _unless(model: type[Base], known: str, dialect: str) -> Executable:
    table = table_of(model)
    return insert_into(table, dialect).on_conflict_do_nothing(index_elements=[known]).returning(table.c[known])


def told(row: Base) -> Mapping[str, Any]:
    """What is told of a new row, by column."""
    return {name: value for name, value in vars(row).items() if name != "_sa_instance_state"}


def remember(db: Session, row: Known) -> Known:
    """Have the session know a row of which the key is told; what else was not told is read when somebody asks for it.

    Returns:
        The object that stands for the row: another one where the session knew it.
    """
    known = db.identity_map.get(db.identity_key(instance=row))
    if known is not None:
        return known  # type: ignore[no-any-return]
    make_transient_to_detached(row)
    db.add(row)
    return row
