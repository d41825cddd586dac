"""Statements sent beside the session's objects belong to its transaction, to the one that is under way and no other."""

from __future__ import annotations

from sqlalchemy import column, insert, select, table, text
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.rows import run

THING = table("thing", column("name"))
NAMES = select(THING.c.name).order_by(THING.c.name)


def prepared(database: Database) -> Database:
    with database.writing() as db:
        db.execute(text("CREATE TABLE thing (name TEXT)"))
    return database


def names(database: Database) -> list[str]:
    with database.reading() as db:
        return [name for (name,) in run(db, NAMES)]


def test_what_follows_a_commit_or_a_rollback_is_of_a_new_transaction(any_database: Database) -> None:
    database = prepared(any_database)
    with Session(database.writing_engine) as db:
        run(db, insert(THING), {"name": "first"})
        db.commit()
        run(db, insert(THING), {"name": "second"})
        db.rollback()
        run(db, insert(THING), {"name": "third"})
        db.commit()
    assert names(database) == ["first", "third"]


def test_what_is_given_up_to_a_savepoint_leaves_the_rest(any_database: Database) -> None:
    database = prepared(any_database)
    with database.writing() as db:
        run(db, insert(THING), {"name": "first"})
        inner = db.begin_nested()
        run(db, insert(THING), {"name": "second"})
        inner.rollback()
        run(db, insert(THING), {"name": "third"})
    assert names(database) == ["first", "third"]


def test_a_reader_sees_what_came_between_two_of_its_transactions(any_database: Database) -> None:
    database = prepared(any_database)
    with database.reader() as db:
        assert run(db, NAMES).all() == []
        with database.writing() as other:
            run(other, insert(THING), {"name": "new"})
        assert run(db, NAMES).all() == []  # the same moment
        db.rollback()
        assert run(db, NAMES).all() == [("new",)]
