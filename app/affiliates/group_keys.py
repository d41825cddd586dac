"""The group key: what makes a phone a group's own. A one-time link or a printed card becomes a cookie of that device.

Nothing secret is kept: link and cookie are derived from the key's id (see `core/tokens.py`). A key is used once; each
device has a key of its own, can be named in a list, and withdrawn.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.affiliates.models import Affiliate, Group
from app.core.clock import now
from app.core.db import Base, UtcDateTime, uuid7
from app.core.errors import Conflict, _
from app.core.tokens import BadLink, Tokens, named_in

LINK, DEVICE = "group-key", "device"  # purposes of its two secrets


class GroupKey(Base):
    """A key to one group, or to all groups of an affiliate."""

    __tablename__ = "group_key"
    __table_args__ = (
        CheckConstraint("(group_id IS NULL) <> (affiliate_id IS NULL)", name="of_a_group_or_an_affiliate"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("maker_group.id", ondelete="CASCADE"), index=True)
    affiliate_id: Mapped[UUID | None] = mapped_column(ForeignKey("affiliate.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    device: Mapped[str] = mapped_column(String(80), default="")  # what its owner calls it: "Rose's phone"
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class KeyUsed(Conflict):
    """A one-time link is used a second time."""

    words = _("This link was used already. Please ask for a new one.")


def new_key(db: Session, holder: Group | Affiliate) -> GroupKey:
    """A key that no device has yet."""
    of_group = isinstance(holder, Group)
    key = GroupKey(made_at=now(), group_id=holder.id if of_group else None)
    key.affiliate_id = None if of_group else holder.id
    db.add(key)
    db.flush()
    return key


def key_of_link(db: Session, tokens: Tokens, token: str) -> GroupKey:
    """The key that a one-time link leads to; looking at it uses nothing up.

    Raises:
        BadLink: not a link of ours, or withdrawn.
        KeyUsed: a device has it already.
    """
    key = db.get(GroupKey, named_in(token))
    if key is None or key.withdrawn_at or not tokens.proves(token, LINK, key.id):
        raise BadLink()
    if key.used_at:
        raise KeyUsed()
    return key


def use(db: Session, key: GroupKey, *, device: str) -> None:
    """Give a key to the device that asks first.

    Raises:
        KeyUsed: another one was faster.
    """
    unused = (GroupKey.id == key.id) & GroupKey.used_at.is_(None)
    done = db.execute(update(GroupKey).where(unused).values(used_at=now(), device=device[:80]))
    if not done.rowcount:  # type: ignore[attr-defined]  # a CursorResult, as for every UPDATE
        raise KeyUsed()


def key_of_device(db: Session, tokens: Tokens, token: str) -> GroupKey | None:
    """The key a device holds, if it is one and is in force."""
    try:
        key = db.get(GroupKey, named_in(token)) if token else None
    except BadLink:
        return None
    good = key is not None and key.used_at and not key.withdrawn_at and tokens.proves(token, DEVICE, key.id)
    return key if good else None


def opens(db: Session, key: GroupKey | None, group_id: UUID) -> bool:
    """Whether a key is one to a group: its own, or its affiliate's."""
    if key is None:
        return False
    if key.group_id is not None:
        return key.group_id == group_id
    return db.scalar(select(Group.affiliate_id).where(Group.id == group_id)) == key.affiliate_id


def withdraw_key(db: Session, key: GroupKey) -> None:
    """The device that holds it is a stranger from now on."""
    key.withdrawn_at = key.withdrawn_at or now()
    db.flush()


def keys_of(db: Session, holder: Group | Affiliate) -> list[GroupKey]:
    """All keys made for a group or an affiliate, the newest first."""
    column = GroupKey.group_id if isinstance(holder, Group) else GroupKey.affiliate_id
    return list(db.scalars(select(GroupKey).where(column == holder.id).order_by(GroupKey.id.desc())))
