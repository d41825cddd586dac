"""What the API answers, as types: the OpenAPI document is made from these."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.affiliates.channels import ChannelKind
from app.affiliates.models import Means, UsableFrom
from app.catalog.models import Said, ShareOf, StockKind
from app.catalog.views import Ready
from app.core.texts import Standing

Address = Annotated[str, Field(description="An absolute web address.")]


class Text(BaseModel):
    """Words in one language. Nothing is hidden because it is not translated: look at `lang`."""

    text: str
    lang: str = Field(description="BCP 47; the language these words are in, which may not be the one asked for.")
    standing: Standing = Field(
        description="The makers' own words, a translation read against them, or an unchecked draft."
    )


class Price(BaseModel):
    """An amount of money."""

    amount: str = Field(pattern=r"^[0-9]+(\.[0-9]+)?$", description="A decimal with the places of the currency.")
    currency: str = Field(pattern="^[A-Z]{3}$", description="ISO 4217.")


class Size(BaseModel):
    """A picture in one width."""

    width: int = Field(description="Pixels.")
    url: Address


class Picture(BaseModel):
    """A photograph as JPEG in several widths."""

    alt: Text
    width: int = Field(description="Of the original, in pixels.")
    height: int
    sizes: list[Size]
    sample: bool


class Availability(BaseModel):
    """How soon something can be had."""

    ready: Ready
    lead_days: int = Field(description="Until it can leave the group.")


class Named(BaseModel):
    """Something with a page of its own, by name."""

    slug: str
    name: Text
    url: Address


class CraftRef(Named):
    """A craft, and the one above it."""

    parent: Named | None


class AffiliateRef(BaseModel):
    """A member organisation of the network, by name."""

    slug: str
    name: str
    url: Address
    api_url: Address


class GroupRef(BaseModel):
    """The group that makes something. Please name it wherever you show its work."""

    slug: str
    name: str
    district: str
    country: str = Field(description="ISO 3166-1 alpha-2.")
    region: str = Field(description="One of the five regions of the network, by slug.")
    url: Address
    api_url: Address


class ProductItem(BaseModel):
    """A product in a list."""

    slug: str
    title: Text
    group: GroupRef
    picture: Picture | None
    price: Price | None = Field(description="The lowest of its variants; null: on request.")
    price_from: bool = Field(description="Whether variants have different prices.")
    availability: Availability
    published_at: datetime
    url: Address
    api_url: Address


class Step(BaseModel):
    """A wholesale price."""

    pieces: int = Field(description="From this many pieces on, each costs `price`.")
    price: Price


class Variant(BaseModel):
    """A size or a colour of a product."""

    sku: str
    label: Text | None = Field(description="null where there is only one.")
    kind: StockKind
    price: Price | None = Field(description="null: on request.")
    availability: Availability
    wholesale: list[Step]


class MaterialUse(BaseModel):
    """A material and where it comes from."""

    slug: str
    name: Text
    origin: str | None


class Share(BaseModel):
    """Where a part of the price goes, by the group's own declaration."""

    of: ShareOf
    percent: Decimal


class Product(BaseModel):
    """Everything that is public about a product."""

    slug: str
    code: str
    title: Text
    story: Text | None
    original_title: Text = Field(description="The makers' own words.")
    original_story: Text | None
    local_word: Text | None = Field(description="What the makers call such a thing.")
    group: GroupRef
    craft: CraftRef
    pictures: list[Picture]
    variants: list[Variant]
    materials: list[MaterialUse]
    size_mm: list[int] = Field(description="Length, width, height, as far as known.")
    weight_grams: int | None
    hs_code: str | None = Field(description="Its number in the Harmonized System of customs: 6, 8 or 10 digits.")
    hours_of_work: float | None
    said_by: Said | None = Field(description="Who stands behind the hours and the shares.")
    said_on: date | None
    shares: list[Share]
    capacity_per_month: int | None = Field(description="Pieces.")
    own_shop_url: str | None = Field(description="This product in the group's own shop; null for samples.")
    published_at: datetime
    sample: bool = Field(description="An example that shows how the bazaar works; not for sale.")
    url: Address
    short_url: Address


class GroupItem(GroupRef):
    """A group in a list."""

    summary: Text
    picture: Picture | None
    products: int = Field(description="How many the public can see.")


class Channel(BaseModel):
    """A way to reach a group that it consented to show."""

    kind: ChannelKind
    address: str | None = Field(
        description="E.164 number, mail or web address; null for sample groups and unshown streets."
    )
    calls: bool
    texts: bool
    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = Field(description="Empty: not said.")
    opens: time | None
    closes: time | None


class PaidBy(BaseModel):
    """A way money can reach a group, arranged with the group itself."""

    means: Means
    currency: str
    usable_from: UsableFrom


class Group(GroupRef):
    """Everything that is public about a group."""

    summary: Text | None
    about: Text | None
    original_about: Text | None
    picture: Picture | None
    affiliate: AffiliateRef
    crafts: list[Named]
    languages: list[str]
    timezone: str
    currency: str
    founded: int | None
    makers: int | None
    capacity_per_month: int | None
    answers_within_hours: int | None
    channels: list[Channel]
    paid_by: list[PaidBy]
    published_at: datetime
    sample: bool = Field(description="An example that shows how the bazaar works; nobody can be reached.")
    products_url: Address


class Affiliate(AffiliateRef):
    """A member organisation of the network. `country` is null for a regional body."""

    country: str | None
    region: Named
    about: Text | None
    joined: str | None = Field(description="As precise as known: year, month or day.")
    website: str | None = Field(description="null for samples.")
    sample: bool
    groups: int = Field(description="How many the public can see.")
    groups_url: Address


class CraftItem(Named):
    """A craft that has products."""

    products: int
    picture: Picture | None
    api_url: Address


class Craft(Named):
    """A craft with what stands above and below it."""

    about: Text | None
    parent: Named | None
    children: list[CraftItem]
    local_words: list[Text]
    products_url: Address


class Taken(BaseModel):
    """A word that was taken for another."""

    word: str
    taken_for: str


class Understood(BaseModel):
    """What the words of a search were read as."""

    taken: list[Taken] = Field(description="Words that were taken for others, as `baskit` for `basket`.")
    unknown: list[str] = Field(description="Words that nothing here is called by.")
    left_out: list[str] = Field(description="Words that nothing has together with the others.")
    exactly_url: Address = Field(description="The same search for exactly the words as typed.")


class ProductList(BaseModel):
    """A page of products."""

    items: list[ProductItem]
    next: str | None = Field(description="The address of the next page; null on the last.")
    understood: Understood | None = Field(description="What `q` was read as; null where it was read as it stands.")
    sample_catalogue: bool = Field(description="Whether samples are among them: nothing of those is for sale.")


class GroupList(BaseModel):
    """A page of groups."""

    items: list[GroupItem]
    next: str | None = Field(description="The address of the next page; null on the last.")
    sample_catalogue: bool = Field(description="Whether samples are among them.")


class AffiliateList(BaseModel):
    """All affiliates."""

    items: list[Affiliate]


class CraftList(BaseModel):
    """The top level of crafts."""

    items: list[CraftItem]
