"""Mail: a letter is written down in the transaction that causes it, and sent by a job.

One letter for each cause: its key is unique, and its Message-ID is made from the key, so that a copy sent twice by a
server that died in between is one letter to the reader. Without an SMTP server letters become files in the data folder.
"""

from __future__ import annotations

import hashlib
import smtplib
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import now
from app.core.db import Base, UtcDateTime, uuid7
from app.core.jobs import JobContext, enqueue, job
from app.core.texts import direction

TIMEOUT_SECONDS = 20
WAITS = (10.0, 60.0, 600.0, 3600.0, 6 * 3600.0, 24 * 3600.0)  # a full mailbox is often empty again the next day


class Letter(Base):
    """A mail to one address."""

    __tablename__ = "letter"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    key: Mapped[str] = mapped_column(String(120), unique=True)  # what it is about, and to whom: "placed-B7K3Q9-buyer"
    to: Mapped[str] = mapped_column(String(254))
    lang: Mapped[str] = mapped_column(String(35))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Mailer(Protocol):
    """Whatever carries letters away."""

    def send(self, message: EmailMessage) -> None:
        """Hand a letter over; an exception means that it was not taken."""


@dataclass(frozen=True)
class Outbox:
    """Letters as files that any mail program opens: for development."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        """Write it down under its Message-ID; the same letter again is the same file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = message["Message-ID"].strip("<>").partition("@")[0]
        (self.folder / f"{name}.eml").write_bytes(message.as_bytes(policy=SMTP))


@dataclass(frozen=True)
class Smtp:
    """A mail server: smtp://user:password@host:587 (STARTTLS where it offers it) or smtps://host:465."""

    url: str

    def send(self, message: EmailMessage) -> None:
        """Hand it to the server."""
        parts = urlsplit(self.url)
        kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
        with kind(parts.hostname or "", parts.port or 0, timeout=TIMEOUT_SECONDS) as server:
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls()
            if parts.username:
                server.login(parts.username, parts.password or "")
            server.send_message(message)


@dataclass(frozen=True)
class Words:
    """What a letter says: a subject, paragraphs, and a link at its end."""

    subject: str
    paragraphs: tuple[str, ...]
    link: str
    lang: str

    @property
    def text(self) -> str:
        """As plain text."""
        return "\n\n".join((*self.paragraphs, self.link)) + "\n"

    @property
    def html(self) -> str:
        """As HTML without anything that a mail program would have to fetch."""
        said = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in self.paragraphs)
        head = f'<!doctype html><html lang="{self.lang}" dir="{direction(self.lang)}"><meta charset="utf-8">'
        link = escape(self.link)
        return f'{head}<body style="font:16px/1.5 sans-serif;max-width:36em">{said}<p><a href="{link}">{link}</a></p>'


def post(db: Session, key: str, *, to: str, words: Words) -> None:
    """Write a letter down and have it sent. One that was written for the same cause is not written again."""
    if db.scalar(select(Letter.id).where(Letter.key == key)) is not None:
        return
    subject = " ".join(words.subject.split())[:200]  # a line break would begin another header
    letter = Letter(key=key, to=to, lang=words.lang, subject=subject, text=words.text, html=words.html, made_at=now())
    db.add(letter)
    db.flush()
    enqueue(db, "mail.send", letter_id=str(letter.id))


@job("mail.send", waits=WAITS)
def send(ctx: JobContext, letter_id: str) -> None:
    """Send a letter, unless it was sent. No transaction is open while the server is talked to."""
    with ctx.database.reading() as db:
        letter = db.get(Letter, UUID(letter_id))
    if letter is None or letter.sent_at is not None:
        return
    ctx.mailer.send(message_of(letter, sender=ctx.sender))
    with ctx.database.writing() as db:
        db.merge(letter).sent_at = now()


def message_of(letter: Letter, *, sender: str) -> EmailMessage:
    """The letter as it travels: plain words, and the same as HTML."""
    message = EmailMessage()
    mark = hashlib.sha256(letter.key.encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{mark}@{sender.rpartition('@')[2]}>"
    message["Date"] = format_datetime(letter.made_at)
    message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
    message["Content-Language"] = letter.lang
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
