"""The migrations make exactly the schema of the models, there and back, and leave the job library's tables alone."""

from __future__ import annotations

from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select

from app.catalog.models import Stock
from app.catalog.moves import StockChange, StockMove
from app.core import job_runner, schema
from app.core.clock import now
from app.core.db import Database, uuid7
from app.core.jobs import is_job_table
from app.tables import metadata
from tests.factories.catalogue import a_group, a_product, a_world


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    return kind != "table" or not (is_job_table(name) or name == "alembic_version")


def differences(connection: Connection) -> list[Any]:
    """What Alembic would still change to reach the models."""
    options = {"compare_type": True, "compare_server_default": True, "include_object": _ours}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def shape(database: Database, *, jobs: bool = False) -> dict[str, Any]:
    """Everything the database itself says of its tables; of ours, or of the job library's."""
    seen = inspect(database.engine)
    schemas = [None] if database.is_sqlite or not jobs else ["dbos"]
    found: dict[str, Any] = {}
    for owner in schemas:
        for table in seen.get_table_names(schema=owner):
            if table == "alembic_version" or (is_job_table(table) or owner == "dbos") != jobs:
                continue
            found[table] = {
                "columns": [
                    (c["name"], repr(c["type"]), c["nullable"], c["default"])
                    for c in seen.get_columns(table, schema=owner)
                ],
                "primary": seen.get_pk_constraint(table, schema=owner)["constrained_columns"],
                "foreign": _sorted(seen.get_foreign_keys(table, schema=owner), "constrained_columns", "options"),
                "unique": _sorted(seen.get_unique_constraints(table, schema=owner), "name", "column_names"),
                "indexes": _sorted(seen.get_indexes(table, schema=owner), "name", "column_names", "unique"),
                "checks": _sorted(seen.get_check_constraints(table, schema=owner), "name", "sqltext"),
            }
    return found


def _sorted(rows: Any, *keys: str) -> list[str]:
    return sorted(str([row.get(key) for key in keys]) for row in rows)


def test_upgrade_downgrade_upgrade_gives_exactly_the_models_schema(any_database: Database) -> None:
    assert not schema.is_current(any_database)
    schema.upgrade(any_database)
    first = shape(any_database)
    schema.downgrade(any_database)
    assert shape(any_database) == {}
    assert not schema.is_current(any_database)
    schema.upgrade(any_database)
    assert schema.is_current(any_database)
    with any_database.engine.connect() as connection:
        assert differences(connection) == []
    assert shape(any_database) == first
    for table in reversed(metadata.sorted_tables):
        table.drop(any_database.engine)
    metadata.create_all(any_database.engine)
    assert shape(any_database) == first  # checks and what hangs on a foreign key, too, which Alembic does not compare


def test_the_newest_file_is_the_head_that_alembic_sees() -> None:
    assert ScriptDirectory("migrations").get_heads() == [schema.newest()]


def test_the_job_librarys_tables_are_left_alone(any_database: Database) -> None:
    schema.upgrade(any_database)
    job_runner.prepare(any_database)
    theirs = shape(any_database, jobs=True)
    assert "workflow_status" in theirs
    with any_database.engine.connect() as connection:
        assert differences(connection) == []
    schema.downgrade(any_database)
    assert shape(any_database, jobs=True) == theirs
    schema.upgrade(any_database)
    assert shape(any_database, jobs=True) == theirs


def test_a_second_upgrade_changes_nothing_and_loses_nothing(any_database: Database) -> None:
    schema.upgrade(any_database)
    with any_database.writing() as db:
        a_world(db)
        a_product(db, a_group(db))
    before = shape(any_database)
    schema.upgrade(any_database)
    assert shape(any_database) == before
    with any_database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM product").scalar() == 1


def test_pieces_that_were_counted_are_told_from_what_is_there_and_what_was_taken(any_database: Database) -> None:
    schema.upgrade(any_database)
    with any_database.writing() as db:
        a_world(db)
        group = a_group(db)
        ids = [a_product(db, group, name, on_hand=5).variants[0].id for name in ("sold", "kept")]
        moves = {"hold": 4, "take": 4, "late_take": 2, "return": 1, "release": 3}
        told = {"variant_id": ids[0], "cause": "a test", "at": now()}
        db.add_all(StockMove(line_id=uuid7(), change=StockChange(c), pieces=n, **told) for c, n in moves.items())
    schema.downgrade(any_database, "0008")
    schema.upgrade(any_database)
    with any_database.reading() as db:
        assert dict(db.execute(select(Stock.variant_id, Stock.counted)).all()) == {ids[0]: 5 + 4 + 2 - 1, ids[1]: 5}


def test_a_failed_migration_leaves_the_database_as_it_was(any_database: Database) -> None:
    def fail(config: Any, revision: str) -> None:
        command.upgrade(config, revision)
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        schema._run(any_database, fail, "head")
    assert shape(any_database) == {}
    schema.upgrade(any_database)
    assert schema.is_current(any_database)


def test_foreign_keys_are_in_force_again_after_a_migration(database: Database) -> None:
    schema.upgrade(database)
    for _again in range(3):
        with database.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
