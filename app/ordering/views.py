"""What pages know of baskets and of orders that are not placed yet: small frozen objects."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.affiliates.models import Means
from app.affiliates.views import GroupLine
from app.catalog.models import StockKind
from app.core.money import Money
from app.core.texts import Words
from app.media.views import PhotoView
from app.ordering.models import Delivery
from app.ordering.pricing import WHOLE_BP


class Trouble(StrEnum):
    """Why a line of a basket cannot be ordered as it is. It stays visible and stops no other."""

    GONE = "gone"  # the product or its group left the shop
    PAUSED = "paused"
    SOLD_OUT = "sold_out"
    FEWER = "fewer"  # some are there, but not so many
    ELSEWHERE = "elsewhere"  # the group sells in its own web shop alone


class Route(StrEnum):
    """What the button of a part does."""

    ORDER = "order"  # binding: all is known, and money can reach the group from here
    REQUEST = "request"  # not binding: the group answers first


class Missing(StrEnum):
    """Why a part is a request."""

    PRICE = "price"  # something is priced on request
    DELIVERY = "delivery"  # the group tells the cost of sending
    PAYMENT = "payment"  # no way of paying that works from the buyer's country
    CAPACITY = "capacity"  # nobody can say when so many would be ready
    PAID_LATER = "paid_later"  # nothing is due before hand-over: the group says yes first


ANYWHERE = (Missing.PRICE, Missing.PAYMENT, Missing.CAPACITY)  # at home every way of paying works that works abroad


@dataclass(frozen=True)
class PartLine:
    """A variant in a basket as it is now."""

    variant_id: UUID
    product_id: UUID
    sku: str
    slug: str
    title: Words
    own_title: str
    label: Words
    cover: PhotoView | None
    kind: StockKind
    hs_code: str
    quantity: int
    unit: Money | None  # None: on request
    trouble: Trouble | None
    left: int  # pieces that can be had now; of meaning for counted ones with too few

    @property
    def amount(self) -> Money | None:
        """Of all its pieces."""
        return None if self.unit is None else Money(self.unit.amount * self.quantity, self.unit.currency)


@dataclass(frozen=True)
class DeliveryChoice:
    """A way for the goods to leave the group."""

    kind: Delivery
    price: Money | None  # None: the group tells it
    days_least: int | None = None  # on the way
    days_most: int | None = None
    advance_bp: int = WHOLE_BP  # of the total, due before work begins


@dataclass(frozen=True)
class Part:
    """The goods of one group, in one currency: what will be one order."""

    key: str  # of its fields in a form
    group: GroupLine
    languages: tuple[str, ...]  # of the group, the first preferred
    currency: str
    lines: tuple[PartLine, ...]
    choices: tuple[DeliveryChoice, ...]
    chosen: DeliveryChoice
    goods: Money | None
    total: Money | None
    due_first: Money | None
    route: Route
    missing: tuple[Missing, ...]
    means: tuple[Means, ...]  # that work from the buyer's country
    ready_on: date | None
    customs: bool  # the goods pass customs

    @property
    def orderable(self) -> tuple[PartLine, ...]:
        """The lines that can be ordered as they are."""
        return tuple(line for line in self.lines if line.trouble is None)

    @property
    def troubled(self) -> tuple[PartLine, ...]:
        """The others: they stay in the basket, and each is told with what is wrong."""
        return tuple(line for line in self.lines if line.trouble is not None)

    @property
    def missing_anywhere(self) -> tuple[Missing, ...]:
        """What makes it a request wherever the buyer is; of a part that was made while nobody knew where."""
        return tuple(missing for missing in self.missing if missing in ANYWHERE)

    @property
    def told(self) -> str:
        """Everything of it that binds, as one line of text; the ready date is a forecast and moves by itself."""
        lines = [f"{one.variant_id}*{one.quantity}@{one.unit}" for one in self.orderable]
        ends = (self.group.id, self.group.name, self.chosen.kind, self.chosen.price, self.total, self.due_first)
        return "|".join([self.key, self.route, *map(str, ends), *sorted(lines)])


def fingerprint(parts: list[Part]) -> str:
    """Of what a buyer saw. Another one for any difference in what would be placed."""
    told = "\n".join(part.told for part in parts if part.orderable)
    return hashlib.sha256(told.encode()).hexdigest()[:32]
