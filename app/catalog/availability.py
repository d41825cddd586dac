"""How soon a thing can be had, told from its variant and its pieces."""

from __future__ import annotations

from typing import Any, Protocol

from app.catalog.models import StockKind
from app.catalog.views import Availability, Ready


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
