"""Groups' own accounts at rails: connected by an operator, live only while the rail says so."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.money import Money
from app.payments.models import RailAccount
from app.payments.rail import TAKEN_BACK, Health, Rails
from app.payments.wire import Carrier, chargeable

ACCOUNT = "rail-account"  # purpose of the link of a group's page about its account
# Of Stripe, so far the only rail where groups have accounts of their own:
# https://docs.stripe.com/api/accounts/object#account_object-requirements-disabled_reason
_REFUSED = ("rejected.", "platform_paused")
_WANTED = ("not_submitted", "requirements.past_due", "action_required.")


class AccountStanding(StrEnum):
    """How an account stands, by what its group can do about it."""

    UNKNOWN = "unknown"  # the rail was not asked yet
    LIVE = "live"
    TAKEN_BACK = "taken_back"  # somebody ended the connection; only another one helps
    REFUSED = "refused"  # the rail lets it take no payments, and tells the group itself why
    WANTED = "wanted"  # the rail still wants to know something
    LOOKED_AT = "looked_at"  # the group can only wait


def standing_of(account: RailAccount) -> AccountStanding:
    """How an account stood when its rail was asked last."""
    if account.live:
        return AccountStanding.LIVE
    if account.reason == TAKEN_BACK:
        return AccountStanding.TAKEN_BACK
    if account.reason.startswith(_REFUSED):
        return AccountStanding.REFUSED
    if account.needs or account.reason.startswith(_WANTED):
        return AccountStanding.WANTED
    return AccountStanding.LOOKED_AT if account.reason else AccountStanding.UNKNOWN


def connect(db: Session, group_id: UUID, rail: str, account: str) -> RailAccount:
    """Write down which account at a rail is a group's. It is not live before the rail says so."""
    known = db.get(RailAccount, (group_id, rail))
    if known is None:
        known = RailAccount(group_id=group_id, rail=rail, account=account, connected_at=now(), live=False, needs=[])
        db.add(known)
    elif known.account != account:
        known.account, known.live, known.connected_at = account, False, now()
        known.reason, known.needs, known.checked_at = "", [], None
    db.flush()
    return known


def note_health(db: Session, account: RailAccount, health: Health) -> bool:
    """Write down what a rail says of an account; whether that turned it on or off."""
    turned = account.live != health.live
    account.live, account.reason, account.needs = health.live, health.reason[:120], list(health.needs)
    account.checked_at = now()
    db.flush()
    return turned


def not_asked_since(db: Session, moment: datetime, *, limit: int = 20) -> list[tuple[UUID, str]]:
    """Groups and rails of accounts that nobody asked about since then, in no order: a silent one hides no other."""
    asked = func.coalesce(RailAccount.checked_at, RailAccount.connected_at)
    query = select(RailAccount.group_id, RailAccount.rail).where(asked < moment)
    query = query.where(RailAccount.rail.in_(Rails.of(db).by_name)).order_by(func.random()).limit(limit)
    return [(group, rail) for group, rail in db.execute(query)]


def accounts_of(db: Session, group_id: UUID) -> list[RailAccount]:
    """The accounts of a group, working or not."""
    return list(db.scalars(select(RailAccount).where(RailAccount.group_id == group_id).order_by(RailAccount.rail)))


def rails_for(db: Session, group_id: UUID, amount: Money | None, currency: str) -> tuple[str, ...]:
    """The rails by which a group can be paid now: set up here, live there, and able to carry the amount.

    Args:
        amount: None: not known yet; then only the currency matters.
    """
    rails = Rails.of(db)
    if not rails.by_name:
        return ()
    names = (
        select(RailAccount.rail).where(RailAccount.group_id == group_id, RailAccount.live).order_by(RailAccount.rail)
    )
    return tuple(
        name
        for name in db.scalars(names)
        if name in rails.by_name and _carries(rails.by_name[name].carrier, amount, currency)
    )


def _carries(carrier: Carrier, amount: Money | None, currency: str) -> bool:
    if amount is None or amount.amount == 0:
        return carrier.wire_of(currency) is not None
    return chargeable(amount, carrier) is None
