"""What the public may know of the network: small frozen objects in the reader's language.

No field here can hold an address without consent or a notify address: there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from app.affiliates.channels import ChannelKind
from app.affiliates.models import Means, UsableFrom
from app.core.texts import Words
from app.media.views import PhotoView


@dataclass(frozen=True, slots=True)
class RegionLine:
    """A region by name; its slug names its motif."""

    slug: str
    name: Words


@dataclass(frozen=True, slots=True)
class AffiliateLine:
    """An affiliate by name. `country_code` is None for a regional body."""

    slug: str
    name: str
    country_code: str | None
    region_slug: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group by name and place: what every card says."""

    id: UUID
    slug: str
    name: str
    district: str
    country_code: str
    region_slug: str


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group in a directory."""

    line: GroupLine
    summary: Words
    photo: PhotoView | None
    products: int = 0  # public ones; counted by the catalogue


@dataclass(frozen=True, slots=True)
class ChannelView:
    """One consented way to reach a group."""

    kind: ChannelKind
    address: str  # "" for a visit whose street the group does not show
    calls: bool
    texts: bool
    days: tuple[str, ...]  # "mon" ...
    opens: time | None
    closes: time | None


@dataclass(frozen=True, slots=True)
class RailView:
    """A way money can reach the group."""

    means: Means
    currency: str
    usable_from: UsableFrom


@dataclass(frozen=True, slots=True)
class GroupView:
    """Everything a group's own page shows."""

    line: GroupLine
    affiliate: AffiliateLine
    region: RegionLine
    summary: Words
    about: Words
    original_about: Words
    photo: PhotoView | None
    languages: tuple[str, ...]
    timezone: str
    currency: str
    founded: int | None
    makers: int | None
    capacity_per_month: int | None
    answers_within_hours: int | None
    channels: tuple[ChannelView, ...]
    rails: tuple[RailView, ...]
    published_at: datetime
    sample: bool


@dataclass(frozen=True, slots=True)
class AffiliateView:
    """Everything an affiliate's own page shows."""

    line: AffiliateLine
    region: RegionLine
    about: Words
    joined: str | None
    website: str | None
    sample: bool


@dataclass(frozen=True, slots=True)
class RegionView:
    """A region's page and its card on the front page."""

    slug: str
    name: Words
    about: Words
    groups: int
    photo: PhotoView | None = None


@dataclass(frozen=True, slots=True)
class CountryView:
    """A country of the network. Its name comes from CLDR."""

    code: str
    region: RegionLine
    about: Words
    groups: int = 0


@dataclass(frozen=True, slots=True)
class FigureView:
    """A number about the network with its date and its source."""

    key: str
    value: int
    more_than: bool  # the source says "more than" this number
    as_of: str  # as precise as the source: "2019", "2023-11", "2023-11-08"
    source: Words
