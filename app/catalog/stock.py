"""Pieces that are there: the only module that writes `stock`."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.catalog.models import Stock, StockKind, Variant
from app.catalog.views import Availability, Ready
from app.core.errors import Conflict, Invalid, _
from app.core.revision import raise_revision


class BadCount(Invalid):
    """A number of pieces that cannot be."""

    words = _("%(pieces)s pieces cannot be: it must be between 0 and 100,000.")


class HeldPieces(Conflict):
    """Fewer pieces are counted than are held for orders."""

    words = _("Some of these pieces are held for orders; the count cannot be lower than that.")


MAX_PIECES = 100_000


def count(db: Session, variant_id: UUID, *, on_hand: int) -> None:
    """Write down how many pieces were counted.

    Raises:
        BadCount: below zero, or beyond sense.
        HeldPieces: orders hold more than that.
    """
    if not 0 <= on_hand <= MAX_PIECES:
        raise BadCount(pieces=on_hand)
    changed = db.execute(
        update(Stock).where(Stock.variant_id == variant_id, Stock.held <= on_hand).values(on_hand=on_hand)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]  # a CursorResult, as for every UPDATE
        if db.get(Stock, variant_id) is not None:
            raise HeldPieces()
        db.add(Stock(variant_id=variant_id, on_hand=on_hand, held=0))
    raise_revision(db)  # "only two left" is a public word


def availability(variant: Variant, on_hand: int, held: int) -> Availability:
    """How soon a variant can be had; `on_hand` and `held` are 0 for what is made to order."""
    if not variant.available:
        return Availability(Ready.PAUSED)
    if variant.kind is StockKind.MADE_TO_ORDER:
        return Availability(Ready.MADE, lead_days=variant.lead_days)
    pieces = on_hand - held
    if pieces <= 0:
        return Availability(Ready.SOLD_OUT)
    ready = Ready.ONE if variant.kind is StockKind.ONE_OF_A_KIND else Ready.NOW
    return Availability(ready, pieces, variant.lead_days)
