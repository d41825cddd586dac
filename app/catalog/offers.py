"""How products are offered: the price shown, how soon, and to whom. Many products at a time, by plain rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from app.catalog.availability import availability
from app.catalog.models import PriceStep, Stock, Variant
from app.catalog.views import Availability, Ready, best_availability, shown_price
from app.core.money import Money


@dataclass(frozen=True, slots=True)
class Offer:
    """What a card says about having a product, and the choices of the filters "how soon" and "for shops"."""

    price: Money | None  # of one piece; None: on request
    price_from: bool  # variants differ: this is the lowest
    availability: Availability  # the soonest
    soon: frozenset[str]  # values of `listing.Soon`
    wholesale: bool

    @property
    def face(self) -> tuple[object, ...]:
        """All of it that a card shows."""
        price = self.price and (self.price.amount, self.price.currency)
        return (price, self.price_from, self.availability.ready, self.availability.lead_days)


_VARIANTS = (
    select(
        Variant.product_id,
        Variant.kind,
        Variant.available,
        Variant.lead_days,
        Variant.price_amount,
        Variant.price_currency,
        Stock.on_hand,
        Stock.held,
        exists().where(PriceStep.variant_id == Variant.id).label("wholesale"),
    )
    .outerjoin(Stock, Stock.variant_id == Variant.id)
    .order_by(Variant.position)
)
_SOME_VARIANTS = _VARIANTS.where(Variant.product_id.in_(bindparam("ids", expanding=True)))


def offers(db: Session, ids: Sequence[UUID] | None = None) -> dict[UUID, Offer]:
    """For some products, or for all: how they are offered. One statement."""
    rows = db.execute(_VARIANTS) if ids is None else db.execute(_SOME_VARIANTS, {"ids": list(ids)})
    variants: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        variants[row.product_id].append(row)
    return {product_id: _offer(rows) for product_id, rows in variants.items()}


def _offer(rows: list[Any]) -> Offer:
    lines = [
        (
            None if row.price_amount is None else Money(row.price_amount, row.price_currency),
            availability(row, row.on_hand or 0, row.held or 0),
        )
        for row in rows
    ]
    price, others = shown_price(lines)
    soon = frozenset().union(*(_SOON.get(had.ready, ()) for _price, had in lines))
    wholesale = any(row.available and row.wholesale for row in rows)
    return Offer(price, others, best_availability([had for _price, had in lines]), soon, wholesale)


_SOON = {Ready.NOW: ("now",), Ready.ONE: ("now", "one"), Ready.MADE: ("made",)}
