"""What a list's address asks for: query parameters with one spelling each, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from app.affiliates.models import Means
from app.catalog.choices import Choices
from app.catalog.listing import ProductFilter, Soon, Sort
from app.catalog.views import Choice
from app.core.amounts import read_amount
from app.core.errors import Invalid, _
from app.core.i18n import Reader
from app.core.money import Money, NotAnAmount
from app.core.rates import Rates
from app.core.texts import Words

FIELDS = (
    "q",
    "region",
    "country",
    "craft",
    "material",
    "group",
    "price_min",
    "price_max",
    "ready",
    "rail",
    "wholesale",
    "sort",
)
BOUNDS = ("price_min", "price_max")
MAX_CHARS = 120
Kind = TypeVar("Kind", bound=StrEnum)


class UnknownChoice(Invalid):
    """A filter asked for a value it does not have."""

    words = _("This list has no choice “%(value)s” for “%(name)s”.")


@dataclass(frozen=True)
class Asked:
    """The words of the address; empty where nothing was. As typed, until `read_by` made plain numbers of the prices."""

    q: str = ""
    region: str = ""
    country: str = ""
    craft: str = ""
    material: str = ""
    group: str = ""
    price_min: str = ""
    price_max: str = ""
    ready: str = ""
    rail: str = ""
    wholesale: str = ""
    sort: str = ""  # empty: the usual order, see `order`
    unread: tuple[str, ...] = ()  # bounds of the price that are no amounts: they bound nothing

    @classmethod
    def of(cls, params: Mapping[str, str]) -> Asked:
        """Read the parameters of an address; unknown ones are not ours, blank ones say nothing."""
        found: dict[str, Any] = {name: params.get(name, "").strip()[:MAX_CHARS] for name in FIELDS}
        asked = cls(**{**found, "country": found["country"].upper()})
        return replace(asked, sort="") if asked.sort == asked.usual else asked

    def read_by(self, reader: Reader) -> Asked:
        """The same with its prices as plain numbers, however the reader's language writes them.

        A price that cannot be read stays as typed and is named in `unread`: the reader corrects it in its field.
        """
        plain: dict[str, str] = {}
        for name in BOUNDS:
            try:
                plain |= {name: _plain(getattr(self, name), reader)}
            except NotAnAmount:
                continue
        return replace(self, **plain, unread=tuple(name for name in BOUNDS if name not in plain))

    @property
    def params(self) -> dict[str, str]:
        """The same as parameters again, without what says nothing."""
        return {name: value for name in FIELDS if (value := getattr(self, name)) and name not in self.unread}

    @property
    def usual(self) -> Sort:
        """The order where none is asked for: the best match of words, else the newest."""
        return Sort.BEST if self.q else Sort.NEWEST

    @property
    def order(self) -> Sort:
        """The order of the list. Nothing matches best where there are no words."""
        order = _chosen(Sort, "sort", self.sort) or self.usual
        return order if self.q or order is not Sort.BEST else Sort.NEWEST

    def filter(self, rates: Rates, currency: str) -> ProductFilter:
        """The filter the catalogue understands; prices are plain numbers in the reader's currency.

        Raises:
            UnknownChoice: a value that its list does not have.
        """
        if self.wholesale not in ("", "yes"):
            raise UnknownChoice(name="wholesale", value=self.wholesale)
        return ProductFilter(
            q=self.q,
            craft=self.craft,
            material=self.material,
            region=self.region,
            country=self.country,
            group=self.group,
            rank_min=_rank(self.params.get("price_min", ""), rates, currency),
            rank_max=_rank(self.params.get("price_max", ""), rates, currency),
            ready=_chosen(Soon, "ready", self.ready),
            rail=_chosen(Means, "rail", self.rail),
            wholesale=self.wholesale == "yes",
        )


def _chosen(kind: type[Kind], name: str, value: str) -> Kind | None:
    if not value:
        return None
    try:
        return kind(value)
    except ValueError:
        raise UnknownChoice(name=name, value=value) from None


def _rank(plain: str, rates: Rates, currency: str) -> int | None:
    return rates.rank(Money.parse(plain, currency)) if plain else None


def _plain(text: str, reader: Reader) -> str:
    return format(read_amount(text, reader.currency, reader.lang).decimal.normalize(), "f") if text else ""


@dataclass(frozen=True)
class Chip:
    """A filter in force. `name` is empty where the template has the words for its kind and value."""

    kind: str
    name: Words
    href: str  # the same list without it
    value: str = ""


def chips(asked: Asked, choices: Choices, path: Any) -> list[Chip]:
    """The filters in force, each with the address that takes it away."""
    named = {
        "region": choices.regions,
        "country": choices.countries,
        "craft": choices.crafts,
        "material": choices.materials,
        "group": choices.groups,
    }
    found = []
    for kind, value in asked.params.items():
        if kind == "sort":
            continue
        rest = {name: v for name, v in asked.params.items() if name != kind}
        name = _name_of(value, named.get(kind, []))
        if kind in ("q", "price_min", "price_max") or (kind in named and not name):
            name = Words(value, "und")
        found.append(Chip(kind, name, path("shop.products", **rest), value))
    return found


def _name_of(value: str, options: list[Choice]) -> Words:
    for option in options:
        if option.value == value:
            return option.name
        below = _name_of(value, list(option.children))
        if below:
            return below
    return Words("", "und")
