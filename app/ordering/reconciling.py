"""What rails list against what we list: what asking again does not mend becomes a task for a person, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import Database
from app.ordering.cards import settle_order
from app.ordering.desk import TaskKind, close_task, open_task
from app.ordering.models import Order
from app.payments.models import Payment, RailAccount
from app.payments.rail import Barred, Rail, RailAway, RailRefused, Rails, Seen, Standing
from app.payments.reconcile import FRESH, Difference, Kind, Period, by_payment, compare, of_payment
from app.payments.service import MANUAL
from app.payments.sync import differences, sync

OVERLAP = timedelta(minutes=5)  # between our clock and a rail's


def reconcile(database: Database, *, since: datetime, fresh: timedelta = FRESH) -> Iterator[Difference]:
    """Compare every account at every rail, ask again about what differs, and keep what still does as a task.

    Args:
        fresh: what a rail knows for less long may be under way to us, and is left to the next comparison; 0: nothing.

    Raises:
        RailAway: a rail does not answer; what was found before is kept.
    """
    with database.reading() as db:
        rails = Rails.of(db)
        known = {(rail, account) for rail, account in db.execute(select(RailAccount.rail, RailAccount.account))}
        # An account that another one replaced matters as long as its payments are compared: taken back, it cannot be.
        used = select(Payment.rail, Payment.account).where(Payment.rail != MANUAL, Payment.asked_at >= since).distinct()
        known |= {(rail, account) for rail, account in db.execute(used)}
    for name, both in groupby(sorted(known), key=lambda one: one[0]):
        if name in rails.by_name:
            yield from _by(database, rails.get(name), [account for _rail, account in both], Period(since, now(), fresh))


def _by(database: Database, rail: Rail, accounts: list[str], period: Period) -> Iterator[Difference]:
    """The differences with one rail: those that asking again has mended, and those that are kept."""
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
    with database.reading() as db:
        found += compare(db, rail.name, listed, period)
    found = _mended(database, found, by_payment(listed), period)
    with database.writing() as db:
        for one in found:
            _keep(db, rail.name, one)
    yield from found
    if away is not None:
        raise away


def _mended(
    database: Database, found: Sequence[Difference], listed: Mapping[UUID, list[Seen]], period: Period
) -> list[Difference]:
    """What still differs once each payment of ours was asked about again, and, marked so, what no longer does.

    News that were lost are made good so. What nobody answered for stays as it was found.
    """
    told: list[Difference] = []
    away = False
    for payment, some in groupby(sorted(found, key=lambda one: str(one.payment)), key=lambda one: one.payment):
        before = list(some)
        still: list[Difference] | None = None
        if payment is not None and not away:
            try:
                still = _still(database, payment, listed.get(payment, []), period)
            except RailAway as error:
                away = not isinstance(error.__cause__, RailRefused)  # who is away for one answers about no other
        if still is None:
            told += before
            continue
        names = {(one.kind, one.what) for one in still}
        told += still + [replace(one, mended=True) for one in before if (one.kind, one.what) not in names]
    return told


def _still(database: Database, payment_id: UUID, listed: Sequence[Seen], period: Period) -> list[Difference] | None:
    """What differs after a payment was asked about again; None where its rail says nothing of it that is believed.

    Raises:
        RailAway: it does not answer.
    """
    seen = sync(database, payment_id)
    with database.reading() as db:
        payment = db.get_one(Payment, payment_id)
        if seen.standing is Standing.UNKNOWN or differences(payment, seen):
            return None
    settle_order(database, payment.payable)
    others = [one for one in listed if one.ref != seen.ref]
    with database.reading() as db:
        payment = db.get_one(Payment, payment_id)
        return list(of_payment(db, payment, [seen, *others], Period(period.since, now(), period.fresh)))


def _keep(db: Session, rail: str, found: Difference) -> None:
    about = f"{rail} {found.account} {found.kind} {found.what}"[:240]
    if found.mended:
        close_task(db, TaskKind.RECONCILE, about=about, by="bazaar")  # of an earlier comparison
        return
    number = db.scalar(select(Order.number).where(Order.id == found.payable)) if found.payable else None
    words = f"order {number}, {rail} {found.account}: {found}" if number else f"{rail} {found.account}: {found}"
    open_task(db, TaskKind.RECONCILE, about=about, words=words)
