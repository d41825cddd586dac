"""Pieces that are there: the only module that writes `stock`."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.catalog.models import Stock, StockKind
from app.catalog.views import Availability, Ready
from app.core.errors import Conflict, Invalid, _


class BadCount(Invalid):
    """A number of pieces that cannot be."""

    words = _("%(pieces)s pieces cannot be: it must be between 0 and 100,000.")


class HeldPieces(Conflict):
    """Fewer pieces are counted than are held for orders."""

    words = _("Some of these pieces are held for orders; the count cannot be lower than that.")


MAX_PIECES = 100_000


def count(db: Session, variant_id: UUID, *, on_hand: int) -> bool:
    """Write down how many pieces were counted.

    Returns:
        Whether the first piece came or the last one went: only that is a public word.

    Raises:
        BadCount: below zero, or beyond sense.
        HeldPieces: orders hold more than that.
    """
    if not 0 <= on_hand <= MAX_PIECES:
        raise BadCount(pieces=on_hand)
    before = _free(db, variant_id)
    changed = db.execute(
        update(Stock).where(Stock.variant_id == variant_id, Stock.held <= on_hand).values(on_hand=on_hand)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]  # a CursorResult, as for every UPDATE
        if db.get(Stock, variant_id) is not None:
            raise HeldPieces()
        db.add(Stock(variant_id=variant_id, on_hand=on_hand, held=0))
        db.flush()
    return (before > 0) != (_free(db, variant_id) > 0)


def _free(db: Session, variant_id: UUID) -> int:
    return db.scalar(select(Stock.on_hand - Stock.held).where(Stock.variant_id == variant_id)) or 0


class Kept(Protocol):
    """What must be known of a variant to say how soon it can be had: a `Variant`, or a row with these columns."""

    @property
    def available(self) -> Any: ...
    @property
    def kind(self) -> Any: ...
    @property
    def lead_days(self) -> Any: ...


def availability(variant: Kept, on_hand: int, held: int) -> Availability:
    """How soon a variant can be had; `on_hand` and `held` are 0 for what is made to order."""
    if not variant.available:
        return Availability(Ready.PAUSED)
    if variant.kind is StockKind.MADE_TO_ORDER:
        return Availability(Ready.MADE, variant.lead_days)
    if on_hand <= held:
        return Availability(Ready.SOLD_OUT)
    return Availability(Ready.ONE if variant.kind is StockKind.ONE_OF_A_KIND else Ready.NOW, variant.lead_days)
