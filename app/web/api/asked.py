"""What a request to the API may ask: the same filters under the same names as the shop's list, read strictly."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.affiliates.models import Means
from app.catalog.listing import PAGE_SIZE, ProductFilter, Soon, Sort
from app.core.errors import Invalid, _
from app.core.i18n import SOURCE
from app.core.money import Money, exponent
from app.core.paging import MAX_CURSOR_CHARS
from app.core.rates import Rates
from app.web.parameters import CountryCode, Lang, Slug
from app.web.rendering import DEFAULT_CURRENCY

MOST = 100  # rows in one answer
MAX_QUERY_CHARS = 120


class NoRate(Invalid):
    """A currency there is no exchange rate for."""

    words = _("Prices cannot be compared in %(currency)s: there is no exchange rate.")


Amount = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}(\.[0-9]{1,3})?$")]
Cursor = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=MAX_CURSOR_CHARS)]
Question = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=MAX_QUERY_CHARS)]


class Reading(BaseModel):
    """In which language."""

    model_config = ConfigDict(extra="ignore")

    lang: Lang = Field(SOURCE, description="The language of the words. Where it is missing, a near one comes.")


class Paging(Reading):
    """Where a page starts, and how long it is."""

    after: Cursor | None = Field(None, description="From the `next` address of the page before; opaque.")
    limit: int = Field(PAGE_SIZE, ge=1, le=MOST, description="Rows in one answer.")


class ProductsAsked(Paging):
    """The filters of a list of products."""

    q: Question | None = Field(None, description="Words to look for, in any language.")
    craft: Slug | None = Field(None, description="A craft and those below it.")
    material: Slug | None = Field(None, description="A material and those below it.")
    region: Slug | None = Field(None, description="A region of the network.")
    country: CountryCode | None = Field(None, description="ISO 3166-1 alpha-2.")
    group: Slug | None = Field(None, description="The group that makes it.")
    price_min: Amount | None = Field(None, description="In `currency`; goods with a price on request are left out.")
    price_max: Amount | None = Field(None, description="In `currency`, by the day's exchange rates.")
    currency: str = Field(
        DEFAULT_CURRENCY, pattern="^[A-Z]{3}$", description="The currency of `price_min` and `price_max`."
    )
    ready: Soon | None = Field(None, description="There now, made to order, or one of a kind.")
    rail: Means | None = Field(None, description="How the group can be paid.")
    wholesale: Literal["yes"] | None = Field(None, description="Only with wholesale prices.")
    sort: Sort | None = Field(
        None, description="The order: `best` where there are words in `q` (at most 240 products), else `newest`."
    )

    @property
    def order(self) -> Sort:
        """The order of the list. Nothing matches best where there are no words."""
        words = bool((self.q or "").strip())
        order = self.sort or (Sort.BEST if words else Sort.NEWEST)
        return order if words or order is not Sort.BEST else Sort.NEWEST

    def filter(self, rates: Rates) -> ProductFilter:
        """The filter the catalogue understands.

        Raises:
            NoRate: prices were given in a currency nobody can compare.
        """
        if self.currency not in rates.per_eur:
            raise NoRate(currency=self.currency)
        return ProductFilter(
            q=self.q or "",
            craft=self.craft or "",
            material=self.material or "",
            region=self.region or "",
            country=(self.country or "").upper(),
            group=self.group or "",
            rank_min=_rank(self.price_min, rates, self.currency),
            rank_max=_rank(self.price_max, rates, self.currency),
            ready=self.ready,
            rail=self.rail,
            wholesale=self.wholesale is not None,
        )


class GroupsAsked(Paging):
    """The filters of the directory of groups."""

    region: Slug | None = Field(None, description="A region of the network.")
    country: CountryCode | None = Field(None, description="ISO 3166-1 alpha-2.")
    affiliate: Slug | None = Field(None, description="The organisation the group belongs to.")


def _rank(text: str | None, rates: Rates, currency: str) -> int | None:
    """More decimals than the currency has are rounded: it is a bound, not a payment."""
    if text is None:
        return None
    minor = Decimal(text).scaleb(exponent(currency)).quantize(Decimal(1), ROUND_HALF_UP)
    return rates.rank(Money(int(minor), currency))
