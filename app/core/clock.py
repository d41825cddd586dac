"""The time, in one place, so that every rule that depends on it says so."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present calendar day in UTC."""
    return now().date()
