"""At the pace of production, the job of a killed worker is done by another within 60 seconds."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core import jobs
from app.core.db import Database
from tests.core.conftest import runs, wait_for

pytestmark = pytest.mark.proof


def test_a_waiting_worker_finishes_the_job_of_a_killed_one_within_60_seconds(
    job_database: Database,
    worker_process: Callable[..., subprocess.Popen[bytes]],
    tmp_path: Path,
) -> None:
    first = worker_process("first", "full")
    with job_database.writing() as db:
        jobs.enqueue(db, "test.hang_in_first", thing="a")
    wait_for(lambda: "began first a" in runs(tmp_path), 30)
    worker_process("second", "full")
    wait_for(lambda: "started second -" in runs(tmp_path), 30)
    first.send_signal(signal.SIGKILL)
    first.wait()
    took = wait_for(lambda: "did second a" in runs(tmp_path), 60)
    print(f"taken over and done after {took:.1f} s")
