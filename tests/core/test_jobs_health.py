"""How the jobs stand."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import asdict

from sqlalchemy import text

from app.core import jobs
from app.core.db import Database


def test_health_says_the_age_of_the_oldest_job(job_database: Database) -> None:
    with job_database.writing() as db:
        jobs.enqueue(db, "test.anything", thing="a")
    time.sleep(1.1)
    with job_database.writing() as db:
        jobs.enqueue(db, "test.anything", thing="b")
    health = jobs.health(job_database)
    assert health.queued == 2
    assert health.oldest_seconds is not None
    assert 1 < health.oldest_seconds < 10


def test_a_job_that_waits_for_its_next_try_ages_only_once_that_is_due(job_database: Database) -> None:
    hour = 3_600_000
    client = jobs.client(job_database.writing_engine)
    letter = jobs.Ticket("a", "test.anything", {"thing": "a"}, tried=4)
    client.enqueue(jobs.options(letter, wait=6 * 3600.0), asdict(letter))
    _turn_back(job_database, 5 * hour)
    health = jobs.health(job_database)
    assert (health.queued, health.oldest_seconds) == (1, None)
    with job_database.writing() as db:
        jobs.enqueue(db, "test.anything", thing="b")
    assert _age(job_database) < 60
    _turn_back(job_database, 2 * hour)
    assert 7200 <= _age(job_database) < 7260, "of the other one; the letter is due since an hour"
    with job_database.writing() as db:
        db.execute(text(f"DELETE FROM {_rows(job_database)} WHERE delay_until_epoch_ms IS NULL"))
    for status in ("DELAYED", "ENQUEUED", "PENDING"):  # nobody works; it stands in the queue; it runs
        with job_database.writing() as db:
            db.execute(text(f"UPDATE {_rows(job_database)} SET status = '{status}'"))
        assert 3600 <= _age(job_database) < 3660, status


def _rows(database: Database) -> str:
    return "workflow_status" if database.is_sqlite else "dbos.workflow_status"


def _turn_back(database: Database, milliseconds: int) -> None:
    """As if that much time had gone by since the jobs were handed in."""
    back = f"created_at = created_at - {milliseconds}, delay_until_epoch_ms = delay_until_epoch_ms - {milliseconds}"
    with database.writing() as db:
        db.execute(text(f"UPDATE {_rows(database)} SET {back}"))


def _age(database: Database) -> float:
    age = jobs.health(database).oldest_seconds
    assert age is not None
    return age


def test_the_tables_of_the_job_library_are_known_by_name(job_database: Database) -> None:
    with job_database.reading() as db:
        schema = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        if not job_database.is_sqlite:
            schema = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        names = set(db.connection().exec_driver_sql(schema).scalars())
    assert {name for name in names if not jobs.is_job_table(name)} == {"worker_beat"}


def test_postgresql_gets_no_triggers(job_database: Database) -> None:
    if job_database.is_sqlite:
        return
    with job_database.reading() as db:
        assert db.connection().exec_driver_sql("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal").scalar() == 0


def test_declaring_jobs_does_not_load_the_job_library() -> None:
    loaded = "import app.core.jobs, sys; sys.exit('dbos' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
