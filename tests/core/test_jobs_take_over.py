"""What a dead worker leaves is done by another, whatever its name."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path

import pytest

from app.core import jobs
from app.core.db import Database
from app.core.jobs import Ticket
from tests.core.conftest import runs, wait_for
from tests.factories.nursery import Child

pytestmark = pytest.mark.waits


def test_the_job_of_a_killed_worker_is_finished_by_another(
    job_database: Database, worker_process: Callable[..., Child], tmp_path: Path
) -> None:
    first = worker_process("first")
    with job_database.writing() as db:
        jobs.enqueue(db, "test.hang_in_first", thing="a")
    wait_for(lambda: "began first a" in runs(tmp_path), 30)
    first.send(signal.SIGKILL)
    first.wait(15)
    worker_process("second")
    wait_for(lambda: "did second a" in runs(tmp_path), 15)
    jobs.wait_until_idle(job_database, timeout=5)
    assert runs(tmp_path).count("began second a") == 1
    assert jobs.health(job_database).failed == 0


def test_a_living_worker_keeps_its_long_job(
    job_database: Database, worker_process: Callable[..., Child], tmp_path: Path
) -> None:
    worker_process("first")
    with job_database.writing() as db:
        jobs.enqueue(db, "test.hang_in_first", thing="a")
    wait_for(lambda: "began first a" in runs(tmp_path), 30)
    worker_process("second")
    wait_for(lambda: "started second -" in runs(tmp_path), 30)
    with job_database.writing() as db:
        for number in range(40):  # three times as long as a worker may be silent
            jobs.enqueue(db, "test.note", thing=str(number))
    wait_for(lambda: jobs.health(job_database).queued == 0, 30)
    assert "began second a" not in runs(tmp_path)


def test_a_worker_told_to_stop_leaves_no_sign_of_life_behind(
    job_database: Database, worker_process: Callable[..., Child], tmp_path: Path
) -> None:
    worker = worker_process("second")
    wait_for(lambda: "started second -" in runs(tmp_path), 30)
    worker.send(signal.SIGTERM)
    assert worker.wait(15) == 0
    assert (tmp_path / "second.log").read_text() == ""


def test_a_job_whose_workers_died_three_times_stands_as_failed(
    job_database: Database, working: Callable[[], AbstractContextManager[None]]
) -> None:
    ticket = Ticket("root", "test.note", {"thing": "a"}, lost=3)
    jobs.client(job_database.writing_engine).enqueue(jobs.options(ticket), asdict(ticket))
    with working():
        assert jobs.wait_until_idle(job_database, timeout=10).failed == 1
    assert "died 3 times" in jobs.failures(job_database)[0].error
