"""Old finished jobs are forgotten, failed ones stay."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from app.core import job_runner, jobs
from app.core.db import Database
from app.core.jobs import JobContext, job
from tests.core.conftest import wait_for

pytestmark = pytest.mark.waits


@job("test.do_nothing", waits=())
def do_nothing(ctx: JobContext) -> None:
    pass


@job("test.fail_at_once", waits=())
def fail_at_once(ctx: JobContext) -> None:
    raise ValueError


def kept(database: Database) -> list[str]:
    rows = "workflow_status" if database.is_sqlite else "dbos.workflow_status"
    with database.reading() as db:
        return list(db.connection().exec_driver_sql(f"SELECT status FROM {rows}").scalars())


def test_finished_jobs_are_forgotten_and_failed_ones_stay(
    job_database: Database,
    working: Callable[[], AbstractContextManager[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with job_database.writing() as db:
        jobs.enqueue(db, "test.do_nothing")
        jobs.enqueue(db, "test.fail_at_once")
    with working():
        jobs.wait_until_idle(job_database, timeout=10)
    assert sorted(kept(job_database)) == ["ERROR", "SUCCESS"]
    monkeypatch.setattr(job_runner, "KEEP_DAYS", -1)  # as if a week had passed
    with working():
        wait_for(lambda: kept(job_database) == ["ERROR"], 10)
