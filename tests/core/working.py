"""A worker in a process of its own: python -m tests.core.working DATABASE EXECUTOR RUNS fast|full."""

from __future__ import annotations

import signal
import sys
import threading
import time
from pathlib import Path

from app.core import job_runner
from app.core.db import Database
from app.core.job_runner import Pace
from app.core.jobs import JobContext, job

_, ADDRESS, EXECUTOR, RUNS, PACE = sys.argv if __name__ == "__main__" else ["", "", "", "", ""]


def note(what: str, thing: str) -> None:
    """One line, appended whole."""
    with Path(RUNS).open("a") as lines:
        lines.write(f"{what} {EXECUTOR} {thing}\n")


@job("test.note")
def note_thing(ctx: JobContext, thing: str) -> None:
    note("did", thing)


@job("test.hang_in_first")
def hang_in_first(ctx: JobContext, thing: str) -> None:
    """Never ends in the worker called "first"; a moment's work in any other."""
    note("began", thing)
    if EXECUTOR == "first":
        time.sleep(600)
    note("did", thing)


def main() -> None:
    pace = Pace(poll=0.1, beat=0.3, dead_after=1.5) if PACE == "fast" else Pace()
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    worker = job_runner.start(JobContext(Database(ADDRESS), None), EXECUTOR, pace=pace)
    note("started", "-")
    done.wait()
    worker.stop()


if __name__ == "__main__":
    main()
