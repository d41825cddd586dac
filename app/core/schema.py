"""Bringing a database to the schema of this release, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from app.core.db import Database

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is imported where it is used: a start with nothing to change is a tenth quicker without it.

_ROOT = Path(__file__).resolve().parents[2]


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_ROOT / "migrations"))
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Apply all migrations up to a revision, in one transaction."""
    from alembic import command

    _run(database, command.upgrade, revision)


def downgrade(database: Database, revision: str = "base") -> None:
    """Take migrations back down to a revision."""
    from alembic import command

    _run(database, command.downgrade, revision)


def _run(database: Database, action: Callable[[Config, str], None], revision: str) -> None:
    config = _config()
    with database.writing_engine.connect() as connection:
        if database.is_sqlite:  # rebuilding a table would delete what hangs on it; only possible outside a transaction
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                action(config, revision)
        finally:
            if database.is_sqlite:
                connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


def newest() -> str:
    """The revision of this release: migrations are named `NNNN_what_it_does.py`, one after the other."""
    return max(file.name.partition("_")[0] for file in (_ROOT / "migrations" / "versions").glob("[0-9]*_*.py"))


def is_current(database: Database) -> bool:
    """Whether the database has exactly the schema of this release."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return connection.scalars(text("SELECT version_num FROM alembic_version")).all() == [newest()]
