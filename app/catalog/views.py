"""What pages, the API and feeds may know of the catalogue: small frozen objects in the reader's language.

Facts only. The sentences around them are made and translated where they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.affiliates.views import GroupLine
from app.catalog.models import Said, ShareOf, StockKind
from app.core.money import Money
from app.core.texts import Words
from app.media.views import PhotoView


class Ready(StrEnum):
    """How soon something can be had."""

    NOW = "now"  # pieces are there
    ONE = "one"  # the only one there is, and it is there
    MADE = "made"  # made to order
    SOLD_OUT = "sold_out"
    PAUSED = "paused"  # not offered at the moment


@dataclass(frozen=True, slots=True)
class Availability:
    """How soon. How many pieces are there is told to who orders: it changes with every sale, and pages must not."""

    ready: Ready
    lead_days: int = 0  # until it can leave the group

    @property
    def can_order(self) -> bool:
        """Whether it makes sense to ask for one."""
        return self.ready not in (Ready.SOLD_OUT, Ready.PAUSED)


@dataclass(frozen=True, slots=True)
class CraftLine:
    """A craft by name. `parent` is the craft above it, if any."""

    slug: str
    name: Words
    parent: CraftLine | None = None


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product in a list: enough to know what it is, who made it and where, what it costs, how soon."""

    id: UUID
    slug: str
    title: Words
    group: GroupLine
    cover: PhotoView | None
    price: Money | None  # of one piece; None: on request
    price_from: bool  # variants differ: this is the lowest
    availability: Availability
    published_at: datetime


@dataclass(frozen=True, slots=True)
class VariantView:
    """A size or a colour. `label` is empty where there is only one."""

    sku: str
    label: Words
    own_label: Words  # as the makers say it
    kind: StockKind
    price: Money | None
    availability: Availability
    steps: tuple[tuple[int, Money], ...]  # from this many pieces, each costs this much


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A material and where it comes from ("" if not said)."""

    slug: str
    name: Words
    origin: str


@dataclass(frozen=True, slots=True)
class ProductView:
    """Everything a product's own page shows."""

    id: UUID
    slug: str
    code: str
    title: Words
    story: Words
    original_title: Words  # the makers' own words; the same object when they are what is shown
    original_story: Words
    group: GroupLine
    craft: CraftLine
    local_word: Words  # what the makers call it; "" if not said
    photos: tuple[PhotoView, ...]
    variants: tuple[VariantView, ...]
    materials: tuple[MaterialLine, ...]
    size_mm: tuple[int, ...]  # length, width, height, as far as known
    weight_grams: int | None
    hs_code: str  # for customs; "" if not known
    hours: float | None  # of work
    said_by: Said | None
    said_on: date | None
    shares: tuple[tuple[ShareOf, int], ...]  # part of the price, hundredths of a percent
    capacity_per_month: int | None
    own_shop_url: str | None
    published_at: datetime
    sample: bool

    @property
    def price(self) -> Money | None:
        """The lowest price, as on its card; None: on request."""
        return shown_price([(v.price, v.availability) for v in self.variants])[0]

    @property
    def price_from(self) -> bool:
        """Whether there are higher prices too."""
        return shown_price([(v.price, v.availability) for v in self.variants])[1]

    @property
    def availability(self) -> Availability:
        """How soon the first variant that can be had can be had."""
        return best_availability([v.availability for v in self.variants])


def shown_price(offers: list[tuple[Money | None, Availability]]) -> tuple[Money | None, bool]:
    """The one price a product is shown and ranked by: the lowest of what can be had, else of what is offered at all.

    Returns:
        The price, or None when it is on request, and whether there are others.
    """
    can_be_had = [price for price, availability in offers if availability.can_order]
    offered = [price for price, availability in offers if availability.ready is not Ready.PAUSED]
    prices = can_be_had or offered or [price for price, _availability in offers]
    lowest = min((price for price in prices if price), key=lambda price: price.amount, default=None)
    return lowest, len(set(prices)) > 1


_BEST_FIRST = (Ready.NOW, Ready.ONE, Ready.MADE, Ready.SOLD_OUT, Ready.PAUSED)


def best_availability(options: list[Availability]) -> Availability:
    """The soonest of several."""
    return min(options, key=lambda a: (_BEST_FIRST.index(a.ready), a.lead_days), default=Availability(Ready.PAUSED))


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, how many products it leaves if that was counted, and whether it is chosen."""

    value: str
    name: Words
    count: int | None
    chosen: bool = False
    children: tuple[Choice, ...] = ()
