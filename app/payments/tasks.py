"""Jobs of payments: look again where a rail points, ask for refunds. Each may run twice."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog

from app.core.clock import now
from app.core.db import Database
from app.core.jobs import JobContext, enqueue, job
from app.payments import inbox, refunding
from app.payments.attempts import to_look_at
from app.payments.models import RailEvent
from app.payments.rail import NoSuchRail, RailAway
from app.payments.sync import CHECK, send_refund, sync

log = structlog.get_logger("payments")

WAITS = (5.0, 30.0, 120.0, 600.0)  # a rail that is down comes back; later the sweep goes on
LOOK_AGAIN = timedelta(minutes=3)  # at open attempts whose news may have been lost
REFUND_AGAIN = timedelta(minutes=5)
ENOUGH = 3  # failures in a row of work: the others of this round would only wait for the same
REFUND_LOOK = timedelta(hours=1)  # banks take days


@job(inbox.LOOK, waits=WAITS)
def look(ctx: JobContext, event: str) -> None:
    """Look again at what a rail's news is about. Nothing of the news itself is believed."""
    with ctx.database.writing() as db:
        told = db.get(RailEvent, UUID(event))
        if told is None or told.done_at is not None:
            return
        payments, group = inbox.meant(db, told), inbox.group_of(db, told)
        if group is not None:
            enqueue(db, CHECK, group=str(group), rail=told.rail)
    for payment in payments:
        sync(ctx.database, payment)
    with ctx.database.writing() as db:
        db.get_one(RailEvent, UUID(event)).done_at = now()


@job(refunding.REFUND, waits=WAITS)
def ask_for_refund(ctx: JobContext, refund: str) -> None:
    """Ask a rail for money back."""
    send_refund(ctx.database, UUID(refund))


def sweep(database: Database) -> None:
    """What nobody told us: open attempts, refunds that no job could bring through. One away stops no other."""
    with database.reading() as db:
        attempts = to_look_at(db, before=now() - LOOK_AGAIN)
        refunds = refunding.not_asked_yet(db, before=now() - REFUND_AGAIN)
        pending = refunding.still_pending(db, before=now() - REFUND_LOOK)
    for work, ids in ((sync, [*attempts, *pending]), (send_refund, refunds)):
        away = 0
        for id_ in ids:
            try:
                work(database, id_)
            except (RailAway, NoSuchRail) as error:
                log.warning("rail_away", work=work.__name__, id=str(id_), why=type(error.__cause__ or error).__name__)
                away += 1
                if away == ENOUGH:
                    break
    with database.writing() as db:
        inbox.forget_old(db)
