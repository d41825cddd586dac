"""The one table the jobs need beside those of the job library."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime


class WorkerBeat(Base):
    """A sign of life of one worker process.

    Other workers only look whether `beat_at` changes, by their own clocks; it is never compared with the
    time on another machine, so clocks that differ cannot make a living worker look dead.
    """

    __tablename__ = "worker_beat"

    executor: Mapped[str] = mapped_column(String(80), primary_key=True)  # name and a few random characters
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)
