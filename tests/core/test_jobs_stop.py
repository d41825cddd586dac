"""A worker told to stop lets the running job finish, for a while."""

from __future__ import annotations

import threading

import pytest

from app.core import job_runner, jobs
from app.core.db import Database
from app.core.jobs import JobContext, job
from tests.core.conftest import FAST, wait_for

pytestmark = pytest.mark.waits

began, go_on, ended = threading.Event(), threading.Event(), threading.Event()


@job("test.wait")
def wait(ctx: JobContext) -> None:
    began.set()
    go_on.wait(30)
    ended.set()


def begin(database: Database) -> job_runner.Worker:
    for event in (began, go_on, ended):
        event.clear()
    with database.writing() as db:
        jobs.enqueue(db, "test.wait")
        jobs.enqueue(db, "test.wait")
    worker = job_runner.start(JobContext(database, None), "test", pace=FAST)
    assert began.wait(10)
    return worker


def test_the_running_job_is_finished_and_no_other_begun(job_database: Database) -> None:
    worker = begin(job_database)
    threading.Timer(0.5, go_on.set).start()
    assert worker.stop(grace=5)
    assert ended.is_set()
    health = jobs.health(job_database)
    assert (health.queued, health.running, health.failed) == (1, 0, 0)


def test_a_job_that_takes_too_long_is_left_to_another_worker(job_database: Database) -> None:
    worker = begin(job_database)
    assert not worker.stop(grace=1)
    go_on.set()
    wait_for(ended.is_set, 5)
    other = job_runner.start(JobContext(job_database, None), "other", pace=FAST)
    assert jobs.wait_until_idle(job_database, timeout=15).failed == 0
    assert other.stop()
