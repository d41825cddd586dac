"""A failing job is tried again, then stands as failed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from app.core import jobs
from app.core.db import Database
from app.core.jobs import JobContext, job

pytestmark = pytest.mark.waits

tries: list[str] = []


@job("test.fail", waits=(0.1, 0.2))
def fail(ctx: JobContext, thing: str) -> None:
    tries.append(thing)
    raise ValueError("no such photograph")


@job("test.fail_once", waits=(0.1,))
def fail_once(ctx: JobContext, thing: str) -> None:
    tries.append(thing)
    if len(tries) == 1:
        raise ValueError("not yet")


def test_a_failing_job_is_tried_three_times_then_shown_as_failed(
    job_database: Database, working: Callable[[], AbstractContextManager[None]]
) -> None:
    tries.clear()
    with job_database.writing() as db:
        jobs.enqueue(db, "test.fail", thing="a")
    with working():
        health = jobs.wait_until_idle(job_database, timeout=20)
    assert tries == ["a", "a", "a"]
    assert health == jobs.JobHealth(queued=0, running=0, failed=1, oldest_seconds=None)
    [failed] = jobs.failures(job_database)
    assert (failed.name, failed.arguments) == ("test.fail", {"thing": "a"})
    assert "no such photograph" in failed.error


def test_a_job_that_succeeds_at_the_second_try_is_not_failed(
    job_database: Database, working: Callable[[], AbstractContextManager[None]]
) -> None:
    tries.clear()
    with job_database.writing() as db:
        jobs.enqueue(db, "test.fail_once", thing="a")
    with working():
        health = jobs.wait_until_idle(job_database, timeout=20)
    assert tries == ["a", "a"]
    assert health.failed == 0


def test_a_job_nobody_knows_stands_as_failed_in_the_end(
    job_database: Database,
    working: Callable[[], AbstractContextManager[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "WAITS", (0.1,))
    with job_database.writing() as db:
        jobs.enqueue(db, "test.of_another_release")
    with working():
        assert jobs.wait_until_idle(job_database, timeout=20).failed == 1
    assert "test.of_another_release" in jobs.failures(job_database)[0].error
