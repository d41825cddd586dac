"""Bringing a database to the schema of this release, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.core.db import Database

_ROOT = Path(__file__).resolve().parents[2]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_ROOT / "migrations"))
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Apply all migrations up to a revision, in one transaction."""
    _run(database, command.upgrade, revision)


def downgrade(database: Database, revision: str = "base") -> None:
    """Take migrations back down to a revision."""
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


def is_current(database: Database) -> bool:
    """Whether the database has exactly the schema of this release."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head
