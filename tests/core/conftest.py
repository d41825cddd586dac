"""For the tests of the jobs: databases with their tables, workers in this process and in others."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.core import job_runner
from app.core.db import Base, Database
from app.core.job_runner import Pace
from app.core.jobs import JobContext
from app.core.jobs_models import WorkerBeat
from tests.factories.nursery import Child, nursery

FAST = Pace(poll=0.1, beat=0.3, dead_after=1.5)


@pytest.fixture
def job_database(any_database: Database) -> Database:
    """A database with the tables of the jobs, once on SQLite and once on PostgreSQL."""
    Base.metadata.create_all(any_database.engine, tables=[Base.metadata.tables[WorkerBeat.__tablename__]])
    job_runner.prepare(any_database)
    return any_database


@pytest.fixture
def working(job_database: Database) -> Callable[[], object]:
    """`with working(): ...`: a quick worker runs in this process."""

    @contextmanager
    def run() -> Iterator[None]:
        worker = job_runner.start(JobContext(job_database, None), "test", pace=FAST)
        try:
            yield
        finally:
            assert worker.stop(grace=5)

    return run


@pytest.fixture
def worker_process(job_database: Database, tmp_path: Path) -> Iterator[Callable[..., Child]]:
    """Starts workers in processes of their own; each writes what it does into `tmp_path / "runs"`."""
    started: list[Child] = []

    def begin(executor: str, pace: str = "fast") -> Child:
        address = job_database.url.render_as_string(hide_password=False)
        told = [address, executor, str(tmp_path / "runs"), pace]
        started.append(nursery().begin("tests.core.working", told, {}, tmp_path / f"{executor}.log"))
        return started[-1]

    yield begin
    for process in started:
        process.send(signal.SIGKILL)
        process.wait(15)


def runs(folder: Path) -> list[str]:
    """What the worker processes did so far, a line each: "<what> <executor> <thing>"."""
    path = folder / "runs"
    return path.read_text().splitlines() if path.exists() else []


def wait_for(what: Callable[[], object], seconds: float) -> float:
    """Wait until something is true; how long that took."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - began
