"""What the sitemap lists: every public page, in files of a bounded size, by keys whose order does not change.

The first file holds the few pages that are not goods; groups and then products follow in the order of their ids.
New rows come last (ids grow with time), so files that were read once stay as they were.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.affiliates.models import Affiliate, Country, Group, Region
from app.affiliates.places import is_public
from app.catalog.finding.models import Term, TermKind
from app.catalog.models import Craft, Product, public_products
from app.core.errors import NotFound, _

MOST_ROWS = 10_000  # things in one file, however short their entries
MOST_ENTRIES = 50_000  # addresses in one file, by the protocol
MOST_BYTES = 20_000_000  # the protocol allows 50 MB; nobody likes that
ENTRY_BYTES = 150  # an address with its element, generously


class SitemapNotFound(NotFound):
    """There are not that many files."""

    words = _("There is no such part of the sitemap.")


class Kind(StrEnum):
    """What a page is about."""

    REGION = "region"
    COUNTRY = "country"
    CRAFT = "craft"
    AFFILIATE = "affiliate"
    GROUP = "group"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page by what it is about. `changed` is None where nobody keeps that day."""

    kind: Kind
    key: str
    changed: date | None = None


@dataclass(frozen=True)
class Parts:
    """How many files there are. File 1 holds the fixed pages, places, crafts and affiliates."""

    rows: int  # things in one file
    groups: int  # files
    products: int

    @property
    def total(self) -> int:
        """All files."""
        return 1 + self.groups + self.products


def rows_in_a_file(languages: int) -> int:
    """How many things one file takes: each stands there once a language, with the addresses of all languages.

    >>> rows_in_a_file(1), rows_in_a_file(5), rows_in_a_file(25)
    (10000, 3809, 197)
    """
    by_bytes = MOST_BYTES // (languages * (languages + 2) * ENTRY_BYTES)
    return max(1, min(MOST_ROWS, MOST_ENTRIES // languages, by_bytes))


def parts(db: Session, *, rows: int) -> Parts:
    """The files of the present catalogue."""
    groups = db.scalar(select(func.count()).select_from(Group).where(is_public())) or 0
    products = db.scalar(select(func.count()).select_from(_products().subquery())) or 0
    return Parts(rows, -(-groups // rows), -(-products // rows))


def entries(db: Session, number: int, *, among: Parts) -> list[Entry]:
    """The pages of a file, counted from 1.

    Raises:
        SitemapNotFound: there is no such file.
    """
    if number == 1:
        return list(_places(db))
    if 1 < number <= 1 + among.groups:
        return _chunk(db, Kind.GROUP, _groups(), number - 2, among.rows)
    if 1 + among.groups < number <= among.total:
        return _chunk(db, Kind.PRODUCT, _products(), number - 2 - among.groups, among.rows)
    raise SitemapNotFound()


def _groups() -> Select[*tuple[Any, ...]]:
    return select(Group.id, Group.slug, Group.published_at).where(is_public())


def _products() -> Select[*tuple[Any, ...]]:
    return public_products(Product.id, Product.slug, Product.published_at)


def _chunk(db: Session, kind: Kind, query: Select[*tuple[Any, ...]], place: int, rows: int) -> list[Entry]:
    """Rows from one key to the next. The first key is looked up among the keys alone, which is quick at any depth."""
    key = query.selected_columns[0]
    first = db.scalar(query.with_only_columns(key).order_by(key).offset(place * rows).limit(1))
    if first is None:  # the last ones were withdrawn this moment
        return []
    found = db.execute(query.where(key >= first).order_by(key).limit(rows))
    return [Entry(kind, row.slug, row.published_at.date()) for row in found]


def _places(db: Session) -> Iterable[Entry]:
    """Regions, countries that have groups, crafts that have products, affiliates."""
    for slug in db.scalars(select(Region.slug).order_by(Region.position)):
        yield Entry(Kind.REGION, slug)
    used = select(Group.country_code).where(is_public())
    for code in db.scalars(select(Country.code).where(Country.code.in_(used)).order_by(Country.code)):
        yield Entry(Kind.COUNTRY, code.lower())
    made = select(Term.value).where(Term.kind == TermKind.CRAFT, Term.listed > 0)
    for slug in db.scalars(select(Craft.slug).where(Craft.slug.in_(made)).order_by(Craft.position)):
        yield Entry(Kind.CRAFT, slug)
    for slug in db.scalars(select(Affiliate.slug).order_by(Affiliate.slug)):
        yield Entry(Kind.AFFILIATE, slug)
