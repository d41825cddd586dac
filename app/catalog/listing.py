"""Lists of products: filters and words, three orders, pages by keyset."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy.orm import Session

from app.affiliates.models import Means
from app.catalog.cards import cards
from app.catalog.finding import matching
from app.catalog.finding.matching import Count
from app.catalog.finding.models import TermKind
from app.catalog.finding.question import Question, ask
from app.catalog.finding.relaxing import relaxed
from app.catalog.finding.understanding import Understood, understand
from app.catalog.views import ProductCard
from app.core.i18n import Reader
from app.core.paging import BadCursor, Page, decode_cursor, encode_cursor

PAGE_SIZE = 24


class Sort(StrEnum):
    """The orders a list can have."""

    BEST = "best"  # what fits the words best; only where there are words
    NEWEST = "newest"
    PRICE = "price"  # lowest first; what is priced on request comes last


class Soon(StrEnum):
    """The filter "how soon"."""

    NOW = "now"
    MADE = "made"
    ONE = "one"


@dataclass(frozen=True)
class ProductFilter:
    """What a reader narrows a list to. Empty fields do not narrow."""

    q: str = ""
    craft: str = ""
    material: str = ""
    region: str = ""
    country: str = ""
    group: str = ""
    affiliate: str = ""
    rank_min: int | None = None  # comparable ranks, see core/rates
    rank_max: int | None = None
    ready: Soon | None = None
    rail: Means | None = None
    wholesale: bool = False

    def without(self, *fields: str) -> ProductFilter:
        """The same with some fields empty."""
        blank = ProductFilter()
        return replace(self, **{name: getattr(blank, name) for name in fields})

    @property
    def terms(self) -> dict[TermKind, str]:
        """The filters in force as terms."""
        told = {
            TermKind.CRAFT: self.craft,
            TermKind.MATERIAL: self.material,
            TermKind.REGION: self.region,
            TermKind.COUNTRY: self.country,
            TermKind.GROUP: self.group,
            TermKind.AFFILIATE: self.affiliate,
            TermKind.READY: self.ready or "",
            TermKind.RAIL: self.rail or "",
            TermKind.WHOLESALE: "yes" if self.wholesale else "",
        }
        return {kind: str(value) for kind, value in told.items() if value}


@dataclass(frozen=True)
class Asked:
    """A filter as a question to the index, and what its words were understood as."""

    question: Question
    words: Understood | None = None
    left_out: tuple[str, ...] = ()  # words that nothing has together with the others


def asked_for(db: Session, wanted: ProductFilter, *, words: Understood | None = None) -> Asked:
    """The question that a filter puts.

    Args:
        words: what its words mean, if that is known already.
    """
    question = ask(db, wanted.terms, wanted.rank_min, wanted.rank_max)
    if not wanted.q.strip():
        return Asked(question)
    understood = words or understand(db, wanted.q)
    asked, gone = relaxed(db, Question(understood.units))  # by the words alone: filters are the reader's own
    left_out = tuple(dict.fromkeys(unit.asked for unit in gone))
    if understood.is_too_little(left_out):
        return Asked(replace(question, impossible=True), understood)
    return Asked(question.with_words(asked.units), understood, left_out)


@dataclass(frozen=True)
class Listed:
    """A page of a list before its cards are read: which products, and where the pages after and before begin."""

    stamps: list[int]
    after: str | None
    before: str | None


def listed(
    db: Session,
    question: Question,
    *,
    sort: Sort = Sort.NEWEST,
    after: str | None = None,
    before: str | None = None,
    limit: int = PAGE_SIZE,
    ranked: list[matching.Place] | None = None,
) -> Listed:
    """A page of the products of a question.

    Args:
        after: the cursor of the last product of the page before this one.
        before: going back, the cursor of the first product of the page after this one.
        ranked: its best matches, if they are known already.

    Raises:
        BadCursor: a cursor was not made by this list in this order.
    """
    cursor = before or after
    place = _place(cursor, sort) if cursor else None
    if sort is Sort.BEST:
        best = matching.best(db, question) if ranked is None else ranked
        found = matching.page_of(best, limit=limit + 1, place=place, back=bool(before))
    else:
        walk = matching.newest if sort is Sort.NEWEST else matching.by_price
        found = walk(db, question, limit=limit + 1, place=place, back=bool(before))
    more = len(found) > limit
    found = found[:limit]
    if before:
        found.reverse()
    follows, precedes = (True, more) if before else (more, bool(after))
    return Listed(
        [key[-1] for key in found],
        encode_cursor([sort, *found[-1]]) if follows and found else None,
        encode_cursor([sort, *found[0]]) if precedes and found else None,
    )


def _place(cursor: str, sort: Sort) -> tuple[int, ...]:
    numbers = (int,) if sort is Sort.NEWEST else (int, int)
    order, *place = decode_cursor(cursor, str, *numbers)
    if order != sort:
        raise BadCursor()
    return tuple(place)


def product_list(
    db: Session,
    wanted: ProductFilter,
    *,
    reader: Reader,
    sort: Sort = Sort.NEWEST,
    after: str | None = None,
    limit: int = PAGE_SIZE,
    asked: Asked | None = None,
) -> Page[ProductCard]:
    """A page of product cards.

    Args:
        asked: the question that the filter puts, if it is known already.

    Raises:
        BadCursor: `after` was not made by this list in this order.
    """
    page = listed(db, (asked or asked_for(db, wanted)).question, sort=sort, after=after, limit=limit)
    return Page(cards(db, page.stamps, reader=reader), page.after)


def product_count(db: Session, wanted: ProductFilter) -> Count:
    """How many products a filter leaves."""
    return matching.count(db, asked_for(db, wanted).question)
