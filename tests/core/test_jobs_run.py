"""A committed job runs, in one worker only."""

from __future__ import annotations

import collections
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from app.core import jobs
from app.core.db import Database
from app.core.jobs import JobContext, job
from tests.core.conftest import runs, wait_for
from tests.factories.nursery import Child

pytestmark = pytest.mark.waits

seen: list[tuple[object, str, int]] = []


@job("test.see")
def see(ctx: JobContext, thing: str, number: int) -> None:
    seen.append((ctx.database, thing, number))


def test_a_committed_job_runs_with_its_arguments(
    job_database: Database, working: Callable[[], AbstractContextManager[None]]
) -> None:
    seen.clear()
    with job_database.writing() as db:
        jobs.enqueue(db, "test.see", thing="Körbe 籠", number=3)
    with working():
        jobs.wait_until_idle(job_database, timeout=10)
    assert seen == [(job_database, "Körbe 籠", 3)]


def test_two_workers_never_run_the_same_job(
    job_database: Database, worker_process: Callable[..., Child], tmp_path: Path
) -> None:
    worker_process("first")
    worker_process("second")
    wait_for(lambda: len(runs(tmp_path)) == 2, 30)
    for number in range(30):
        with job_database.writing() as db:
            jobs.enqueue(db, "test.note", thing=str(number))
    jobs.wait_until_idle(job_database, timeout=30)
    times = collections.Counter(line.split()[2] for line in runs(tmp_path) if line.startswith("did"))
    assert times == {str(number): 1 for number in range(30)}
    assert {line.split()[1] for line in runs(tmp_path) if line.startswith("did")} == {"first", "second"}
