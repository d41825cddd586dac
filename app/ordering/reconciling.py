"""What rails list against what we list: each difference becomes a task for a person, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from app.core.db import Database
from app.ordering.desk import TaskKind, open_task
from app.payments.models import Payment, RailAccount
from app.payments.rail import Rails
from app.payments.reconcile import Difference, compare
from app.payments.service import MANUAL

OVERLAP = timedelta(minutes=5)  # between our clock and a rail's


def reconcile(database: Database, *, since: datetime) -> Iterator[Difference]:
    """Compare every account at every rail, and keep each difference as a task.

    Raises:
        RailAway: a rail does not answer; what was found before is kept.
    """
    with database.reading() as db:
        rails = Rails.of(db)
        known = {(rail, account) for rail, account in db.execute(select(RailAccount.rail, RailAccount.account))}
        used = select(Payment.rail, Payment.account).where(Payment.rail != MANUAL).distinct()
        known |= {(rail, account) for rail, account in db.execute(used)}
    for rail, account in sorted(known):
        if rail not in rails.by_name:
            continue
        listed = list(rails.get(rail).listed(account, since - OVERLAP))
        with database.writing() as db:
            for found in compare(db, rail, account, listed, since=since):
                about = f"{rail} {account} {found.kind} {found.what}"
                open_task(db, TaskKind.RECONCILE, about=about, words=str(found))
                yield found
