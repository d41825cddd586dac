"""The tables of photos and of the words that describe them."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import IntEnum

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base, UtcDateTime
from app.core.texts import TextRow

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread aloud or in print: no 0 o, no 1 i l


class Ready(IntEnum):
    """Which files of a photo are made. Each step includes the ones before it."""

    ORIGINAL = 0  # only the master; JPEG sizes are made when they are asked for
    FIRST = 1  # JPEG and WebP in all widths
    ALL = 2  # AVIF, too


def new_photo_id() -> str:
    """Twelve random characters, 59 bits: an address nobody guesses."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


class Photo(Base):
    """One photograph. Its bytes are in the storage; `id` is its address and never means another picture.

    A withdrawn photo keeps its row, so that its address can answer that it is gone.
    """

    __tablename__ = "photo"

    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_photo_id)
    digest: Mapped[str] = mapped_column(String(64), index=True)  # SHA-256 of the cleaned master, in hex
    width: Mapped[int] = mapped_column()  # pixels of the master, upright
    height: Mapped[int] = mapped_column()
    colour: Mapped[str] = mapped_column(String(16))  # a name of `palette.PALETTE`
    seed_id: Mapped[str | None] = mapped_column(String(80), unique=True)  # a sample photo's name among the samples
    sample: Mapped[bool] = mapped_column(default=False)
    ready: Mapped[int] = mapped_column(Integer, default=int(Ready.ORIGINAL))  # a value of `Ready`
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PhotoText(TextRow, Base):
    """What a photo shows, in one language, for those who cannot see it."""

    __tablename__ = "photo_text"

    photo_id: Mapped[str] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True)
    alt: Mapped[str] = mapped_column(String(300))
