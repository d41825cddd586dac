"""Messages for people who have only a phone: written by the system, sent on by whoever holds the affiliate's key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import now
from app.core.db import Base, UtcDateTime, uuid7
from app.core.errors import NotFound, _
from app.core.mail import Words

AT_MOST = 60  # in one list


class NoSuchMessage(NotFound):
    """A message that is not there, or that another affiliate's people send on."""

    words = _("This message was sent on already, or it is not for you.")


class PhoneMessage(Base):
    """What somebody is to be told by phone: one for each cause, like a letter."""

    __tablename__ = "phone_message"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    affiliate_id: Mapped[UUID] = mapped_column(ForeignKey("affiliate.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(20))
    lang: Mapped[str] = mapped_column(String(35))
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_by: Mapped[str] = mapped_column(String(120), default="")


def prepare(db: Session, key: str, *, affiliate_id: UUID, name: str, phone: str, words: Words) -> None:
    """Write a message down. One that was written for the same cause is not written again."""
    if db.scalar(select(PhoneMessage.id).where(PhoneMessage.key == key)) is None:
        told = {"name": name, "phone": phone, "lang": words.lang, "text": text_of(words)}
        db.add(PhoneMessage(key=key, affiliate_id=affiliate_id, made_at=now(), **told))
        db.flush()


def text_of(words: Words) -> str:
    """A letter as a message: there is no subject line, so what it says, the order's number, opens the text."""
    more = [paragraph for paragraph in words.paragraphs if paragraph not in words.subject]
    return "\n\n".join((words.subject, *more, words.link)).strip()


def waiting(db: Session) -> Sequence[UUID]:
    """The affiliates that have something to send on."""
    query = select(PhoneMessage.affiliate_id).where(PhoneMessage.sent_at.is_(None)).distinct()
    return db.scalars(query.order_by(PhoneMessage.affiliate_id)).all()


def to_send_on(db: Session, affiliate_id: UUID) -> Sequence[PhoneMessage]:
    """What an affiliate's people have not sent on yet, the oldest first."""
    mine = (PhoneMessage.affiliate_id == affiliate_id) & PhoneMessage.sent_at.is_(None)
    return db.scalars(select(PhoneMessage).where(mine).order_by(PhoneMessage.id).limit(AT_MOST)).all()


def how_many(db: Session, affiliate_id: UUID) -> int:
    """How many wait to be sent on."""
    mine = (PhoneMessage.affiliate_id == affiliate_id) & PhoneMessage.sent_at.is_(None)
    return db.scalar(select(func.count()).select_from(PhoneMessage).where(mine)) or 0


def sent_on(db: Session, affiliate_id: UUID, message_id: UUID, *, by: str) -> None:
    """Somebody sent it; said twice, the first one stays.

    Raises:
        NoSuchMessage: it is another affiliate's, or none.
    """
    message = db.get(PhoneMessage, message_id)
    if message is None or message.affiliate_id != affiliate_id:
        raise NoSuchMessage()
    if message.sent_at is None:
        message.sent_at, message.sent_by = now(), by[:120]
        db.flush()
