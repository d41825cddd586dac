"""The channels of a sample group, as its file has them: known by kind and address, never by their place in the file.

A consent belongs to one address. Were a channel known by its place, whichever came to stand there would be shown by
the consent that was given for another.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.affiliates.channels import Channel, Consent, clean_address, give_consent, withdraw_consent
from app.affiliates.models import Group
from app.catalog.seed.files import ChannelFile, GroupFile

KNOWN_BY = "kind and address"  # a part of the fingerprint: what was loaded by place is loaded once more


def load_channels(db: Session, group: Group, file: GroupFile, stable_id: Callable[[str, str], UUID]) -> None:
    """Bring a group's channels and their consents into line with its file; what the file has no more goes."""
    ids = []
    for place, channel in enumerate(file.channels):
        address = clean_address(channel.kind, channel.address)
        id_ = stable_id("channel", f"{file.id}:{channel.kind}:{address}")
        row = db.merge(_row(channel, id=id_, group_id=group.id, position=place, address=address))
        _bring_over(db, row, {address, channel.address})
        _agree(db, row, channel.consent)
        ids.append(id_)
    db.execute(delete(Channel).where(Channel.group_id == group.id, Channel.id.not_in(ids)))


def _row(file: ChannelFile, **facts: Any) -> Channel:
    opens, closes = file.span
    told = file.model_dump(include={"kind", "calls", "texts", "show_street"})
    return Channel(days=file.week, opens=opens, closes=closes, **told, **facts)


def _bring_over(db: Session, row: Channel, spellings: set[str]) -> None:
    """What is recorded about consent to the same address under an id of former days: withdrawn, it stays so."""
    same = (Channel.group_id == row.group_id, Channel.kind == row.kind, Channel.address.in_(spellings))
    former = list(db.scalars(select(Channel.id).where(*same, Channel.id != row.id)))
    db.execute(update(Consent).where(Consent.channel_id.in_(former)).values(channel_id=row.id))


def _agree(db: Session, channel: Channel, consent_on: date | None) -> None:
    """Let consent stand if the file has one, unless it was withdrawn since."""
    known = db.scalars(select(Consent).where(Consent.channel_id == channel.id)).all()
    standing = [consent for consent in known if consent.withdrawn_on is None]
    withdrawn = [consent.withdrawn_on for consent in known if consent.withdrawn_on is not None]
    if consent_on is None:
        if standing:
            withdraw_consent(db, channel)
    elif standing:
        for consent in standing:
            consent.given_on = consent_on
    elif all(day < consent_on for day in withdrawn):
        give_consent(db, channel, given_on=consent_on)
