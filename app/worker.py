"""run_worker(settings): the jobs, in this process. Beside the web on one machine, or on one of its own."""

from __future__ import annotations

import os
import signal
import threading

import app.media.tasks  # noqa: F401  # registers its jobs
from app.core import job_runner
from app.core.db import Database
from app.core.job_runner import Worker
from app.core.jobs import JobContext
from app.media.storage import open_storage
from app.settings import Settings


def start_worker(settings: Settings, *, name: str = "") -> Worker:
    """Start working off jobs in threads of this process; the caller stops it."""
    storage = open_storage(settings.storage, **settings.s3)
    return job_runner.start(JobContext(Database(settings.database), storage), name or settings.executor)


def run_worker(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; the running job gets a few seconds to finish."""
    worker = start_worker(settings)
    enough = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: enough.set())
    enough.wait()
    if not worker.stop():
        os._exit(0)  # a job is still running: another worker takes it over
