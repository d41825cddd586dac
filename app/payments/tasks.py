"""Jobs of payments: look again where a rail points, ask for refunds. Each may run twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import Database
from app.core.jobs import JobContext, enqueue, job
from app.payments import attempts, inbox, refunding
from app.payments.models import RailEvent
from app.payments.rail import Barred, RailAway, Rails
from app.payments.sync import CHECK, send_refund, sync

log = structlog.get_logger("payments")

WAITS = (5.0, 30.0, 120.0, 600.0)  # a rail that is down comes back; later the sweep goes on
LOOK_AGAIN = timedelta(minutes=3)  # at open attempts whose news may have been lost
REFUND_AGAIN = timedelta(minutes=5)
REFUND_LOOK = timedelta(hours=1)  # banks take days
NEWS_AGAIN = timedelta(minutes=20)  # longer than the waits of their job: it has given up
PAID_LOOK = timedelta(days=1)  # at money that came: it goes back or is wanted back at the rail, and the news get lost
PAID_DAYS = timedelta(days=120)  # so long most banks take a card payment back
PAID_AT_ONCE = 5  # a round: 7,200 payments a day, and three questions a payment leave the rail time for buyers
AWAY_AT_MOST = 3  # of a round: one attempt may have a fault of its own; when a rail is away, the others only wait


@job(inbox.LOOK, waits=WAITS)
def look(ctx: JobContext, event: str) -> None:
    """Look again at what a rail's news is about. Nothing of the news itself is believed."""
    look_at_news(ctx.database, UUID(event))


def look_at_news(database: Database, event: UUID) -> None:
    """Look at everything a piece of news may be about; it is done when all of it answered.

    Raises:
        RailAway: some of it did not answer; the rest was looked at.
    """
    with database.writing() as db:
        told = db.get(RailEvent, event)
        if told is None or told.done_at is not None:
            return
        group = inbox.group_of(db, told)
        known = group is not None or bool(inbox.named(db, told))
        if group is not None:
            enqueue(db, CHECK, group=str(group), rail=told.rail)
    behind = () if known else _names_behind(database, told)
    with database.reading() as db:
        payments = inbox.meant(db, told, behind)
    away = [one for one in payments if not _answers(database, one)]
    if away:
        raise RailAway()
    with database.writing() as db:
        db.get_one(RailEvent, event).done_at = now()


def _names_behind(database: Database, told: RailEvent) -> list[str]:
    """What its rail says that news are about which name nothing we know. No transaction is open meanwhile.

    Raises:
        RailAway: it does not answer.
    """
    with database.reading() as db:
        rail = Rails.of(db).get(told.rail)
    return [name for bare in told.about for name in rail.names_behind(told.kind, bare, told.account)]


def _answers(database: Database, payment: UUID) -> bool:
    try:
        sync(database, payment)
    except RailAway:
        return False
    return True


@job(refunding.REFUND, waits=WAITS)
def ask_for_refund(ctx: JobContext, refund: str) -> None:
    """Ask a rail for money back."""
    send_refund(ctx.database, UUID(refund))


def sweep(
    database: Database,
    *,
    look_again: timedelta = LOOK_AGAIN,
    refund_again: timedelta = REFUND_AGAIN,
    refund_look: timedelta = REFUND_LOOK,
    news_again: timedelta = NEWS_AGAIN,
    paid_look: timedelta = PAID_LOOK,
) -> None:
    """What nobody told us, and what no job could bring through: attempts, refunds, news. One away stops no other.

    Args:
        look_again, refund_again, refund_look, news_again: how long each is left to its job first.
        paid_look: how long nobody has to have looked at money that came.
    """
    with database.reading() as db:
        open_ = attempts.to_look_at(db, before=now() - look_again)
        refunds = refunding.not_asked_yet(db, before=now() - refund_again)
        pending = refunding.still_pending(db, before=now() - refund_look)
        news = inbox.not_done(db, before=now() - news_again)
        paid = attempts.paid_to_look_at(db, since=now() - PAID_DAYS, before=now() - paid_look, limit=PAID_AT_ONCE)
    _try_each(database, sync, [*open_, *pending], attempts.put_off)
    _try_each(database, send_refund, refunds, refunding.put_off)
    _try_each(database, look_at_news, news, _left_as_it_is)
    _try_each(database, sync, paid, attempts.put_off)  # last: nobody waits for it
    with database.writing() as db:
        inbox.forget_old(db)


def _left_as_it_is(_db: Session, _id: UUID) -> None:
    """News are taken in no order: none hides the others."""


def _try_each(
    database: Database,
    work: Callable[[Database, UUID], object],
    ids: Sequence[UUID],
    put_off: Callable[[Session, UUID], None],
) -> None:
    """Do something for each; what fails comes last the next time, and stops no other."""
    away = 0
    for id_ in ids:
        try:
            work(database, id_)
        except Exception as error:  # what one of them does not survive must not end the round for the others
            why = type(error.__cause__ or error).__name__
            log.warning("swept_in_vain", work=work.__name__, id=str(id_), why=why)
            with database.writing() as db:
                put_off(db, id_)
            away += isinstance(error, RailAway) and not isinstance(error, Barred)
        if away >= AWAY_AT_MOST:
            return
