"""What has been loaded: a fingerprint for each part, so that a start with nothing new takes no time."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.db import Base


class SeedState(Base):
    """The fingerprint of the files last loaded for a part ("reference", "sample")."""

    __tablename__ = "seed_state"

    part: Mapped[str] = mapped_column(String(20), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))


def is_loaded(db: Session, part: str, digest: str) -> bool:
    """Whether exactly these files are loaded."""
    state = db.get(SeedState, part)
    return state is not None and state.digest == digest


def mark_loaded(db: Session, part: str, digest: str) -> None:
    """Remember the fingerprint."""
    db.merge(SeedState(part=part, digest=digest))


def forget(db: Session, part: str) -> None:
    """Forget the fingerprint: the part is not loaded any more."""
    state = db.get(SeedState, part)
    if state is not None:
        db.delete(state)
