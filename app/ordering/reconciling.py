"""What rails list against what we list: each difference becomes a task for a person, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import Database
from app.ordering.desk import TaskKind, open_task
from app.ordering.models import Order
from app.payments.models import Payment, RailAccount
from app.payments.rail import Barred, Rail, RailAway, Rails, Seen
from app.payments.reconcile import FRESH, Difference, Kind, Period, compare
from app.payments.service import MANUAL

OVERLAP = timedelta(minutes=5)  # between our clock and a rail's


def reconcile(database: Database, *, since: datetime, fresh: timedelta = FRESH) -> Iterator[Difference]:
    """Compare every account at every rail, and keep each difference as a task.

    Args:
        fresh: what a rail knows for less long may be under way to us, and is left to the next comparison; 0: nothing.

    Raises:
        RailAway: a rail does not answer; what was found before is kept.
    """
    with database.reading() as db:
        rails = Rails.of(db)
        known = {(rail, account) for rail, account in db.execute(select(RailAccount.rail, RailAccount.account))}
        used = select(Payment.rail, Payment.account).where(Payment.rail != MANUAL).distinct()
        known |= {(rail, account) for rail, account in db.execute(used)}
    for name, both in groupby(sorted(known), key=lambda one: one[0]):
        if name in rails.by_name:
            yield from _by(database, rails.get(name), [account for _rail, account in both], Period(since, now(), fresh))


def _by(database: Database, rail: Rail, accounts: list[str], period: Period) -> Iterator[Difference]:
    """The differences with one rail, each kept."""
    listed: dict[str, list[Seen]] = {}
    found: list[Difference] = []
    away: RailAway | None = None
    for account in accounts:
        try:
            listed[account] = list(rail.listed(account, period.since - OVERLAP))
        except Barred:
            found.append(Difference(Kind.BARRED, account, account=account))
        except RailAway as error:
            away = error
            break
    with database.writing() as db:
        found += compare(db, rail.name, listed, period)
        for one in found:
            _keep(db, rail.name, one)
    yield from found
    if away is not None:
        raise away


def _keep(db: Session, rail: str, found: Difference) -> None:
    number = db.scalar(select(Order.number).where(Order.id == found.payable)) if found.payable else None
    words = f"order {number}, {rail} {found.account}: {found}" if number else f"{rail} {found.account}: {found}"
    open_task(db, TaskKind.RECONCILE, about=f"{rail} {found.account} {found.kind} {found.what}", words=words)
