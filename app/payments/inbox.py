"""What rails tell us by themselves: checked, kept once, answered at once; the looking again is a job's work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import uuid7
from app.core.jobs import enqueue
from app.core.rows import dialect_of, insert_into
from app.payments.models import Dispute, Payment, PaymentState, RailAccount, RailEvent, Refund
from app.payments.rail import News, Rails

LOOK = "payments.look"  # the job that looks again
KEPT = timedelta(days=90)
OF_LATE = timedelta(days=7)  # what could not be looked at for so long is for `bazaar reconcile` to find
AT_ONCE = 50  # attempts that one piece of news about nothing we know makes us look at


def receive(db: Session, rail_name: str, headers: Mapping[str, str], body: bytes) -> News:
    """Keep what a rail says, once, and have somebody look; what is not ours is kept and left alone.

    Raises:
        Forged: the rail did not say it.
        NoSuchRail: no such rail is set up.
    """
    news = Rails.of(db).get(rail_name).authenticate(headers, body)
    concerns_us = news.ours and _known(db, rail_name, news.account)
    row = insert_into(RailEvent, dialect_of(db)).values(
        id=uuid7(),
        rail=rail_name,
        account=news.account[:80],
        event=news.event[:120],
        kind=news.kind,
        about=list(news.about),
        received_at=now(),
        done_at=None if concerns_us else now(),
    )
    kept = db.scalar(row.on_conflict_do_nothing().returning(RailEvent.id))
    if kept is not None and concerns_us:
        enqueue(db, LOOK, event=str(kept))
    return news


def not_done(db: Session, *, before: datetime, limit: int = 50) -> list[UUID]:
    """News of the last days that came before a moment, and whose job could not look while the rail was away.

    In no order: some about what never answers do not hide the others.
    """
    of_late = RailEvent.received_at.between(before - OF_LATE, before)
    query = select(RailEvent.id).where(RailEvent.done_at.is_(None), of_late)
    return list(db.scalars(query.order_by(func.random()).limit(limit)))


def _account(db: Session, rail_name: str, account: str) -> RailAccount | None:
    return db.scalar(select(RailAccount).where(RailAccount.rail == rail_name, RailAccount.account == account))


def _known(db: Session, rail_name: str, account: str) -> bool:
    """Whether an account is a group's, or was: money that came by it may yet go back."""
    if _account(db, rail_name, account) is not None:
        return True
    return db.scalar(select(exists().where(Payment.rail == rail_name, Payment.account == account))) or False


def forget_old(db: Session) -> None:
    """News that has long been looked at; a rail repeats what was not taken for some days only."""
    db.execute(delete(RailEvent).where(RailEvent.received_at < now() - KEPT))


def meant(db: Session, event: RailEvent, behind: Sequence[str] = ()) -> list[UUID]:
    """The payments that a piece of news may be about, all of the account it names; `behind` as in `named`."""
    if group_of(db, event) is not None:
        return []
    if found := named(db, event, behind):
        return found
    open_ = _of_account(event).where(Payment.state == PaymentState.OPEN)
    return list(db.scalars(open_.order_by(Payment.id).limit(AT_ONCE)))


def named(db: Session, event: RailEvent, behind: Sequence[str] = ()) -> list[UUID]:
    """The payments that a piece of news names, or a thing of theirs that is known here.

    Args:
        behind: more names, by which the rail calls what the news are about.
    """
    names = [*event.about, *behind]
    by_any = or_(
        Payment.ref.in_(names),
        Payment.charge.in_(names),
        Payment.id.in_([UUID(name) for name in names if _is_uuid(name)]),
        Payment.id.in_(select(Refund.payment_id).where(Refund.ref.in_(names))),
        Payment.id.in_(select(Dispute.payment_id).where(Dispute.ref.in_(names))),
    )
    return list(db.scalars(_of_account(event).where(by_any)))


def _of_account(event: RailEvent) -> Select[UUID]:
    return select(Payment.id).where(Payment.rail == event.rail, Payment.account == event.account)


def _is_uuid(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True


def group_of(db: Session, event: RailEvent) -> UUID | None:
    """The group whose account a piece of news is about, if it is about the account itself."""
    account = _account(db, event.rail, event.account)
    return (
        account.group_id if account and event.kind.startswith(("account.", "v1.account.", "v2.core.account")) else None
    )
