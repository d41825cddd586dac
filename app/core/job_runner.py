"""The worker: prepares the tables of the job library, runs jobs, takes over those of dead workers.

Each process works under a name of its own (`executor` and a few random characters), so two workers started
with the same settings never touch each other's jobs. A worker writes a sign of life every few seconds; a job
in flight whose worker shows none for a while is handed in again under a fixed identifier, so that several
workers noticing at once leave one job.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, WorkflowStatus
from sqlalchemy import delete, select

from app.core import clock, jobs
from app.core.db import Database
from app.core.jobs import APPLICATION, QUEUE, JobContext, Ticket
from app.core.jobs_models import WorkerBeat

LOST_LIMIT = 3  # a job whose worker died this often is probably the cause
KEEP_DAYS = 7  # how long finished jobs stay readable in the job tables; failed ones stay
_log = logging.getLogger("bazaar.jobs")


class UnknownJob(Exception):
    """No function is registered under that name in this worker: an older or newer release enqueued it."""


class WorkerLost(Exception):
    """The worker died during each try at this job."""


@dataclass(frozen=True)
class Pace:
    """How often a worker looks, in seconds. Tests make it faster."""

    poll: float = 0.25  # between two looks into the queue; each look takes one job for each free hand
    beat: float = 5.0  # between two signs of life
    dead_after: float = 20.0  # a worker silent for so long is taken for dead
    prune: float = 3600.0  # between two removals of old finished jobs


def prepare(database: Database) -> None:
    """Create or migrate the tables of the job library, and its queue. Not while a worker runs here."""
    if _worker is not None:
        raise RuntimeError("the job tables are prepared before a worker starts")
    _be_quiet()
    if database.is_sqlite:
        DBOS.migrate(_address(database))
    else:  # only this way can it be told to make no triggers for LISTEN/NOTIFY
        DBOS(config=_config(database, "prepare", run_migrations=True))
        DBOS.listen_queues([])
        DBOS.launch()
        DBOS.destroy()
    client = jobs.client(database.writing_engine)
    client.register_queue(QUEUE, worker_concurrency=1, on_conflict="never_update")


def start(context: JobContext, executor: str, *, at_once: int = 1, pace: Pace | None = None) -> Worker:
    """Begin to run jobs in threads of this process, which may have one worker.

    The modules that declare jobs must have been imported. From asynchronous code: `asyncio.to_thread`.

    Args:
        executor: the name of this worker, for people; made unique here.
        at_once: jobs run side by side. Pictures use a processor each.
    """
    global _worker  # noqa: PLW0603  the job library too has one worker in a process
    if _worker is not None:
        raise RuntimeError("a worker runs in this process already")
    _worker = Worker(context, f"{executor[:60]}-{secrets.token_hex(4)}", pace or Pace())
    try:
        _worker.launch(at_once)
    except BaseException:
        _worker = None
        raise
    return _worker


class Worker:
    """A running worker. `stop` ends it."""

    def __init__(self, context: JobContext, executor: str, pace: Pace) -> None:
        self.context = context
        self.executor = executor
        self.pace = pace
        self.running: set[str] = set()  # identifiers of the tries in flight here
        self._stopping = threading.Event()
        self._beating = threading.Thread(target=self._beat_until_stopped, name="worker-beat", daemon=True)
        self._client: DBOSClient = jobs.client(context.database.writing_engine)
        self._signs: dict[str, tuple[object, float]] = {}  # try -> last sign of life, and when it was new
        self._looked_at = time.monotonic()
        self._pruned_at = 0.0

    def launch(self, at_once: int) -> None:
        """Show a sign of life, then start the job library's threads, then ours."""
        _be_quiet()
        self._beat()
        DBOS(config=_config(self.context.database, self.executor, run_migrations=False))
        DBOS.listen_queues([QUEUE])
        DBOS.launch()
        self._client.register_queue(
            QUEUE,
            worker_concurrency=at_once,
            polling_interval_sec=self.pace.poll,
            on_conflict="always_update",
        )
        self._beating.start()

    def stop(self, grace: float = 8.0) -> bool:
        """Take no further job and let the running ones finish within `grace` seconds.

        Returns:
            False when one is still running: the process should then end without waiting for it
            (`os._exit`), and another worker will take the job over.
        """
        global _worker  # noqa: PLW0603
        DBOS.destroy(workflow_completion_timeout_sec=max(1, round(grace)))
        self._stopping.set()
        self._beating.join(timeout=5)
        _worker = None
        if self.running:
            return False
        with self.context.database.writing() as db:
            db.execute(delete(WorkerBeat).where(WorkerBeat.executor == self.executor))
        return True

    def run(self, ticket: Ticket) -> None:
        """One try. An error leads to the next try after a wait, or lets the job stand as failed."""
        if ticket.lost >= LOST_LIMIT:
            raise WorkerLost(f"{ticket.name}: the worker died {ticket.lost} times")
        known = jobs.registered(ticket.name)
        waits = known.waits if known else jobs.WAITS
        try:
            if known is None:
                raise UnknownJob(ticket.name)
            known.run(self.context, **ticket.arguments)
        except Exception:
            if ticket.tried >= len(waits):
                _log.exception("job %s failed for good: %s", ticket.name, ticket.arguments)
                raise
            wait = waits[ticket.tried]
            _log.warning("job %s failed, next try in %.0f s", ticket.name, wait, exc_info=True)
            self._hand_in(replace(ticket, tried=ticket.tried + 1), wait=wait)

    def _hand_in(self, ticket: Ticket, *, wait: float | None = None) -> None:
        self._client.enqueue(jobs.options(ticket, wait=wait), asdict(ticket))

    def _beat_until_stopped(self) -> None:
        while not self._stopping.wait(self.pace.beat):
            try:
                self._beat()
                self._take_over()
                self._prune()
            except Exception:  # the database may be away; the next round tries again
                _log.warning("a round of the worker's housekeeping failed", exc_info=True)

    def _beat(self) -> None:
        with self.context.database.writing() as db:
            db.merge(WorkerBeat(executor=self.executor, beat_at=clock.now()))

    def _take_over(self) -> None:
        """Hand in again what lies with workers that show no sign of life."""
        pending = self._client.list_workflows(status="PENDING", name=jobs.RUN, load_output=False)
        for row in self._silent(pending):
            ticket = jobs.ticket_of(row)
            if ticket is not None:
                _log.warning("job %s is taken over from worker %s", ticket.name, row.executor_id)
                self._hand_in(replace(ticket, lost=ticket.lost + 1))
            self._client.cancel_workflow(row.workflow_id)

    def _silent(self, pending: list[WorkflowStatus]) -> list[WorkflowStatus]:
        """Those in flight whose sign of life has not changed for `dead_after` seconds, by our own clock."""
        with self.context.database.reading() as db:
            beats = {beat.executor: beat.beat_at for beat in db.scalars(select(WorkerBeat))}
        at = time.monotonic()
        if at - self._looked_at > 2 * self.pace.beat + 1:  # we were away ourselves: begin to watch anew
            self._signs.clear()
        self._looked_at = at
        seen: dict[str, tuple[object, float]] = {}
        for row in pending:
            if row.executor_id == self.executor:
                # Claimed by us but never begun, after a fault between the two: no sign of life either.
                sign: object = at if row.workflow_id in self.running else None
            else:
                sign = beats.get(row.executor_id or "")
            before = self._signs.get(row.workflow_id)
            seen[row.workflow_id] = before if before is not None and before[0] == sign else (sign, at)
        self._signs = seen
        return [row for row in pending if at - seen[row.workflow_id][1] > self.pace.dead_after]

    def _prune(self) -> None:
        """Forget finished jobs and silent workers of a week ago; at most once an hour."""
        if self._pruned_at and time.monotonic() - self._pruned_at < self.pace.prune:
            return
        self._pruned_at = time.monotonic()
        old = clock.now() - timedelta(days=KEEP_DAYS)
        while finished := self._client.list_workflows(
            status=["SUCCESS", "CANCELLED"],
            name=jobs.RUN,
            completed_before=old.isoformat(),
            limit=500,
            load_input=False,
            load_output=False,
        ):
            self._client.delete_workflows([row.workflow_id for row in finished])
        with self.context.database.writing() as db:
            db.execute(delete(WorkerBeat).where(WorkerBeat.beat_at < old))


_worker: Worker | None = None


@DBOS.workflow(name=jobs.RUN)
def _run_job(ticket: dict[str, Any]) -> None:
    worker = _worker
    if worker is None:
        raise RuntimeError("no worker runs in this process")
    opened = Ticket(**ticket)
    worker.running.add(opened.id)
    try:
        worker.run(opened)
    finally:
        worker.running.discard(opened.id)


def _config(database: Database, executor: str, *, run_migrations: bool) -> DBOSConfig:
    return {
        "name": APPLICATION,
        "application_version": APPLICATION,
        "executor_id": executor,
        "system_database_url": _address(database),
        "system_database_engine": database.writing_engine,
        "run_migrations": run_migrations,
        "use_listen_notify": False,
        "enable_otlp": False,
        "log_level": "WARNING",
    }


def _address(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def _be_quiet() -> None:
    """Let the job library's warnings go the way of ours; without a handler it would add one of its own."""
    logger = logging.getLogger("dbos")
    logger.setLevel(logging.WARNING)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    logger.propagate = True
