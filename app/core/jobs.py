"""Work done after the answer: declare a job, enqueue it, look how the jobs stand.

A job is a row written in the caller's transaction: what is rolled back leaves no job, and what is committed
will run, whatever happens to a process. It runs at least once, so every job may run twice. Lower packages
enqueue jobs of higher ones by name. The job library (dbos) is an inner matter of this module and of
`job_runner`, which prepares its tables and runs the worker; here the first call that needs it imports it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from sqlalchemy import Engine, case, column, func, select, table
from sqlalchemy.orm import Session

from app.core.db import Database

if TYPE_CHECKING:
    from dbos import DBOSClient, EnqueueOptions, WorkflowStatus

APPLICATION = "bazaar"  # the owner of all rows, and their version: a constant, or a deploy would strand jobs
QUEUE = "bazaar"
RUN = "bazaar.run_job"  # the one workflow; which job it runs stands in its ticket
WAITS = (10.0, 60.0)  # seconds before the second and the third try
PATIENT = 10  # the job library takes lower numbers first; the usual is 0

_JOB_TABLES = {
    "application_versions",
    "dbos_migrations",
    "notifications",
    "operation_outputs",
    "operation_outputs_new",
    "queues",
    "streams",
    "workflow_events",
    "workflow_events_history",
    "workflow_input",
    "workflow_output",
    "workflow_schedules",
    "workflow_status",
}


@dataclass(frozen=True)
class JobContext:
    """What a job may use."""

    database: Database
    storage: Any
    mailer: Any = None  # see core/mail; None: letters cannot be sent
    sender: str = "bazaar@localhost"  # whom letters come from
    tokens: Any = None  # makes secret links, see core/tokens
    site: str = ""  # how the public reaches the bazaar
    desk: str = ""  # the address of HNI's desk, where nobody else can be reached


@dataclass(frozen=True)
class Job:
    """A registered job: what to call, and how long to wait before each further try."""

    run: Callable[..., None]
    waits: tuple[float, ...]
    patient: bool = False


@dataclass(frozen=True)
class Ticket:
    """One try at one job, as it stands in the queue. Everything in it is JSON."""

    root: str  # the same for all tries
    name: str
    arguments: dict[str, Any]
    tried: int = 0  # tries that ended in an error
    lost: int = 0  # tries that ended with their worker

    @property
    def id(self) -> str:
        """The same for the same try: handing it in twice leaves one."""
        return f"{self.root}.{self.tried + self.lost}"


@dataclass(frozen=True)
class JobHealth:
    """How the jobs stand. `oldest_seconds` counts from when a job was due; waiting for its next try, it has no age."""

    queued: int
    running: int
    failed: int
    oldest_seconds: float | None


@dataclass(frozen=True)
class FailedJob:
    """A job that was tried as often as it may be."""

    name: str
    arguments: dict[str, Any]
    error: str
    failed_at: datetime | None


_STATES = {
    "ENQUEUED": "queued",
    "DELAYED": "queued",
    "PENDING": "running",
    "ERROR": "failed",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "failed",
}
_jobs: dict[str, Job] = {}
_Function = TypeVar("_Function", bound=Callable[..., None])


def job(name: str, *, waits: tuple[float, ...] = WAITS, patient: bool = False) -> Callable[[_Function], _Function]:
    """Register a plain function `(ctx: JobContext, **json_values) -> None` under "package.verb".

    Args:
        waits: seconds to wait before each further try; one try more than there are waits.
        patient: every job that is not patient comes first: a letter never waits for a hundred pictures.
    """

    def register(function: _Function) -> _Function:
        known = _jobs.get(name)
        if known is not None and known.run.__qualname__ != function.__qualname__:
            raise ValueError(f"two jobs are called {name}")
        _jobs[name] = Job(function, waits, patient)
        return function

    return register


def registered(name: str) -> Job | None:
    """The job of that name, if this process knows it."""
    return _jobs.get(name)


def enqueue(db: Session, name: str, /, **arguments: Any) -> None:
    """Write a job down in the caller's transaction, which must be one of `Database.writing()`.

    Raises:
        TypeError: an argument is not JSON; identifiers are passed as text.
    """
    json.dumps(arguments)
    ticket = Ticket(uuid4().hex, name, arguments)
    engine = db.get_bind()
    if not isinstance(engine, Engine):
        engine = engine.engine
    client(engine).enqueue_in_transaction(db.connection(), options(ticket), asdict(ticket))


def ticket_of(row: WorkflowStatus) -> Ticket | None:
    """The ticket in a row of the job library; None when it cannot be read."""
    return Ticket(**row.input["args"][0]) if row.input else None


def options(ticket: Ticket, *, wait: float | None = None) -> EnqueueOptions:
    """How the job library is to be handed a ticket; with `wait`, not before so many seconds."""
    from dbos import WorkflowSerializationFormat

    handed: EnqueueOptions = {
        "workflow_name": RUN,
        "queue_name": QUEUE,
        "workflow_id": ticket.id,
        "serialization_type": WorkflowSerializationFormat.PORTABLE,
    }
    if wait is not None:
        handed["delay_seconds"] = wait
    if (known := _jobs.get(ticket.name)) is not None and known.patient:
        handed["priority"] = PATIENT
    return handed


@lru_cache(maxsize=8)
def client(engine: Engine) -> DBOSClient:
    """The job library's writing hand for an engine. Connects on first use, starts no thread."""
    from dbos import DBOSClient

    return DBOSClient(system_database_engine=engine, application_name=APPLICATION, lazy=True)


def library_version() -> str:
    """The version of the job library, without loading it."""
    return version("dbos")


def health(database: Database) -> JobHealth:
    """Count the jobs. One cheap query; does not load the job library."""
    rows = table(
        "workflow_status",
        column("name"),
        column("status"),
        column("created_at"),
        column("delay_until_epoch_ms"),  # stays when the wait is over
        schema=None if database.is_sqlite else "dbos",
    )
    due = func.coalesce(rows.c.delay_until_epoch_ms, rows.c.created_at)
    is_due = (rows.c.status != "DELAYED") | (due <= int(time.time() * 1000))
    counting = (
        select(rows.c.status, func.count(), func.min(case((is_due, due))))
        .where(rows.c.name == RUN, rows.c.status.in_(_STATES))
        .group_by(rows.c.status)
    )
    count = {"queued": 0, "running": 0, "failed": 0}
    oldest: list[int] = []
    with database.reading() as db:
        for status, number, since in db.execute(counting):
            count[_STATES[status]] += number
            if _STATES[status] != "failed" and since is not None:
                oldest.append(since)
    age = max(0.0, time.time() - min(oldest) / 1000) if oldest else None
    return JobHealth(**count, oldest_seconds=age)


def failures(database: Database, *, limit: int = 20) -> list[FailedJob]:
    """The jobs that stand as failed, the newest first."""
    states = [status for status, meaning in _STATES.items() if meaning == "failed"]
    found = client(database.writing_engine).list_workflows(status=states, name=RUN, sort_desc=True, limit=limit)
    failed = []
    for row in found:
        ticket = ticket_of(row) or Ticket("", "unreadable", {})
        at = datetime.fromtimestamp(row.completed_at / 1000, UTC) if row.completed_at else None
        failed.append(FailedJob(ticket.name, ticket.arguments, str(row.error or "the worker died"), at))
    return failed


def wait_until_idle(
    database: Database, timeout: float, progress: Callable[[JobHealth], None] | None = None
) -> JobHealth:
    """Wait until no job waits or runs. Also waits for further tries of a failing one.

    Raises:
        TimeoutError: jobs are left after `timeout` seconds.
    """
    until = time.monotonic() + timeout
    while True:
        now = health(database)
        if progress is not None:
            progress(now)
        if now.queued + now.running == 0:
            return now
        if time.monotonic() > until:
            raise TimeoutError(f"after {timeout:.0f} s there are still {now.queued} jobs queued, {now.running} running")
        time.sleep(0.1)


def is_job_table(name: str | None) -> bool:
    """Whether a table belongs to the job library; for Alembic, which is to leave those alone."""
    return name in _JOB_TABLES or name == "dbos"  # "dbos" is its schema on PostgreSQL
