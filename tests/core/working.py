"""A worker in a process of its own, told DATABASE EXECUTOR RUNS fast|full."""

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


def executor() -> str:
    """What this worker is called."""
    return sys.argv[2]


def note(what: str, thing: str) -> None:
    """One line, appended whole."""
    with Path(sys.argv[3]).open("a") as lines:
        lines.write(f"{what} {executor()} {thing}\n")


@job("test.note")
def note_thing(ctx: JobContext, thing: str) -> None:
    note("did", thing)


@job("test.hang_in_first")
def hang_in_first(ctx: JobContext, thing: str) -> None:
    """Never ends in the worker called "first"; a moment's work in any other."""
    note("began", thing)
    if executor() == "first":
        time.sleep(600)
    note("did", thing)


def main() -> None:
    """Work until somebody sends SIGTERM."""
    _, address, name, _, kind = sys.argv
    pace = Pace(poll=0.1, beat=0.3, dead_after=1.5) if kind == "fast" else Pace()
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    worker = job_runner.start(JobContext(Database(address), None), name, pace=pace)
    note("started", "-")
    done.wait()
    worker.stop()
