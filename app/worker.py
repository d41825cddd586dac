"""run_worker(settings): the jobs, in this process. Beside the web on one machine, or on one of its own."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from functools import partial

import app.media.tasks  # noqa: F401  # registers its jobs
from app.core import job_runner
from app.core.db import Database
from app.core.job_runner import Worker
from app.core.jobs import JobContext
from app.core.mail import Mailer, Outbox, Smtp
from app.core.tokens import Tokens
from app.enquiries.tasks import sweep as sweep_enquiries
from app.media.storage import open_storage
from app.ordering.tasks import sweep, tell_who_sends_on
from app.payments.tasks import sweep as sweep_payments
from app.settings import Settings

SWEEP_SECONDS = 60  # an order that waits for three days may wait a minute longer


def start_worker(settings: Settings, *, name: str = "") -> Worker:
    """Start working off jobs in threads of this process; the caller stops it."""
    context = context_of(settings)
    worker = job_runner.start(context, name or settings.executor)
    threading.Thread(target=_sweep_until_the_end, args=(context,), name="sweep", daemon=True).start()
    return worker


def _sweep_until_the_end(context: JobContext) -> None:
    while True:
        time.sleep(SWEEP_SECONDS)
        swept: tuple[partial[None], ...] = (
            partial(sweep_payments, context.database),
            partial(sweep, context.database),
            partial(sweep_enquiries, context.database),
            partial(tell_who_sends_on, context),
        )
        for one in swept:
            try:
                one()
            except Exception as error:  # the database is away, or one order cannot end: the next round finds the same
                where = one.func.__module__.split(".")[1]  # none keeps the others from their round
                logging.getLogger("bazaar.sweep").warning("sweep of %s: %s", where, type(error).__name__)


def context_of(settings: Settings) -> JobContext:
    """What jobs may use."""
    return JobContext(
        Database(settings.database, info=settings.info),
        open_storage(settings.storage, **settings.s3),
        mailer=mailer_of(settings),
        sender=settings.mail_from,
        tokens=Tokens(settings.key),
        site=settings.base_url,
        desk=settings.desk_email,
    )


def mailer_of(settings: Settings) -> Mailer:
    """What carries letters: the mail server of the settings, else files in the data folder."""
    return Outbox(settings.outbox) if settings.outbox else Smtp(settings.smtp_url.get_secret_value())


def run_worker(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; the running job gets a few seconds to finish."""
    worker = start_worker(settings)
    enough = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: enough.set())
    enough.wait()
    if not worker.stop():
        os._exit(0)  # a job is still running: another worker takes it over
