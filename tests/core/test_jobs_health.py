"""How the jobs stand."""

from __future__ import annotations

import subprocess
import sys
import time

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
