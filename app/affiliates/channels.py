"""The ways a group lets the public reach it: by consent, in its own order. A phone number is not harmless data."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

import phonenumbers
from sqlalchemy import Boolean, ColumnElement, Date, ForeignKey, Integer, String, Time, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.affiliates.models import Group
from app.core.clock import today
from app.core.db import Base, uuid7
from app.core.errors import Invalid, _
from app.core.revision import raise_revision
from app.core.rows import table_of
from app.core.texts import enum_column


class ChannelKind(StrEnum):
    """How a group can be reached."""

    WHATSAPP = "whatsapp"
    PHONE = "phone"
    EMAIL = "email"
    WEB_SHOP = "web_shop"
    SOCIAL = "social"
    VISIT = "visit"


class Channel(Base):
    """One way to reach a group. Shown only while a `Consent` for it stands."""

    __tablename__ = "channel"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("maker_group.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[ChannelKind] = mapped_column(enum_column(ChannelKind))
    address: Mapped[str] = mapped_column(String(300))  # E.164 number, mail, web address, or street
    calls: Mapped[bool] = mapped_column(Boolean, default=False)
    texts: Mapped[bool] = mapped_column(Boolean, default=False)
    show_street: Mapped[bool] = mapped_column(Boolean, default=False)
    days: Mapped[str] = mapped_column(String(28), default="")  # "mon,tue,sat"; empty: not said
    opens: Mapped[time | None] = mapped_column(Time)
    closes: Mapped[time | None] = mapped_column(Time)


class Consent(Base):
    """A recorded permission to show a channel. Withdrawn, it stays as a record and shows nothing."""

    __tablename__ = "consent"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), index=True)
    given_on: Mapped[date] = mapped_column(Date)
    withdrawn_on: Mapped[date | None] = mapped_column(Date)


class BadChannel(Invalid):
    """An address that does not fit the kind of channel."""

    words = _("“%(address)s” does not work for this way of reaching a group.")


MAX_ADDRESS_CHARS = 300
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def clean_address(kind: ChannelKind, address: str) -> str:
    """The address in its one spelling: E.164 for numbers, lower-case host for mail and web addresses.

    A visit alone may have none: then the district has to do.

    Raises:
        BadChannel: not a possible international number, not a mail address, not an https address, or too long.
    """
    address = address.strip()
    if kind in (ChannelKind.WHATSAPP, ChannelKind.PHONE):
        return _clean_number(address)
    if len(address) > MAX_ADDRESS_CHARS or any(unicodedata.category(c) in ("Cc", "Cs") for c in address):
        raise BadChannel(address=address)
    if kind is ChannelKind.EMAIL:
        name, _at, host = address.rpartition("@")
        if not name or "@" in name or not _HOST.fullmatch(host) or " " in address:
            raise BadChannel(address=address)
        return f"{name}@{host.lower()}"
    if kind in (ChannelKind.WEB_SHOP, ChannelKind.SOCIAL):
        return _clean_web_address(address)
    return address


def _clean_web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        plain = parts.scheme == "https" and _HOST.fullmatch(parts.hostname or "") and parts.username is None
        _port = parts.port  # a port that is no number is found out only by asking
    except ValueError:
        raise BadChannel(address=text) from None
    if not plain or any(c.isspace() for c in text):
        raise BadChannel(address=text)
    return parts._replace(netloc=parts.netloc.lower()).geturl()


def _clean_number(text: str) -> str:
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        raise BadChannel(address=text) from None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise BadChannel(address=text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def put_channel(db: Session, group: Group, channel: Channel, *, consent_on: date | None) -> Channel:
    """Add a channel to a group, public only from `consent_on`; None keeps it unseen.

    Raises:
        BadChannel: the address does not fit the kind.
    """
    channel.group_id = group.id
    channel.address = clean_address(channel.kind, channel.address)
    db.add(channel)
    db.flush()
    if consent_on is not None:
        db.add(Consent(channel_id=channel.id, given_on=consent_on))
    raise_revision(db)
    return channel


def give_consent(db: Session, channel: Channel, *, given_on: date) -> None:
    """Record that the group lets this channel be shown."""
    db.add(Consent(channel_id=channel.id, given_on=given_on))
    raise_revision(db)


def withdraw_consent(db: Session, channel: Channel) -> None:
    """The group takes its permission back: from this moment the channel is nowhere."""
    for consent in db.scalars(select(Consent).where(Consent.channel_id == channel.id)):
        consent.withdrawn_on = consent.withdrawn_on or today()
    raise_revision(db)


def remove_channels(db: Session, group: Group) -> None:
    """Forget all channels of a group and their consents."""
    ids = select(Channel.id).where(Channel.group_id == group.id)
    db.execute(delete(Consent).where(Consent.channel_id.in_(ids)))
    db.execute(delete(Channel).where(Channel.group_id == group.id))
    raise_revision(db)


def public_channels(db: Session, group_ids: list[UUID]) -> dict[UUID, list[Channel]]:
    """The consented channels of some groups, each group's in its own order."""
    stands = select(Consent.id).where(
        Consent.channel_id == Channel.id, Consent.withdrawn_on.is_(None), Consent.given_on <= today()
    )
    found: dict[UUID, list[Channel]] = {group_id: [] for group_id in group_ids}
    rows = select(Channel).where(Channel.group_id.in_(group_ids), stands.exists()).order_by(Channel.position)
    for channel in db.scalars(rows):
        found[channel.group_id].append(channel)
    return found


_CH, _CO = table_of(Channel).c, table_of(Consent).c


def own_shop_only(group_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """For a statement: whether a group shows its own web shop and nothing else; it takes orders there.

    The statement is run with `day`: consents stand that were given by then.
    """
    shown = (
        select(_CH.id)
        .join(table_of(Consent), _CO.channel_id == _CH.id)
        .where(_CH.group_id == group_id, _CO.withdrawn_on.is_(None), _CO.given_on <= bindparam("day"))
    )
    shop = shown.where(_CH.kind == ChannelKind.WEB_SHOP)
    other = shown.where(_CH.kind != ChannelKind.WEB_SHOP)
    return shop.exists() & ~other.exists()
