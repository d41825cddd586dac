"""Runs migrations on the connection it is given (`bazaar migrate`, tests), on SQLite and PostgreSQL alike."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from app.core.db import UtcDateTime
from app.core.jobs import is_job_table
from app.tables import metadata


def ours(object_: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    """The job library looks after its own tables."""
    return kind != "table" or not is_job_table(name)


def plain(kind: str, object_: object, _context: object) -> str | bool:
    """Migrations name plain SQL types, never ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(object_, UtcDateTime) else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        include_object=ours,
        render_item=plain,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
