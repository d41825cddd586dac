"""The statements that walk the index, built once for each shape of question: building them costs more than running."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, select, tuple_

from app.catalog.finding.models import Listing, Posting
from app.catalog.finding.question import Question, Unit

posting: Any = Posting.__table__
listing: Any = Listing.__table__


class Walk(Enum):
    """Along what a statement walks."""

    STAMPS = auto()  # the postings of a term, by stamp
    WEIGHTS = auto()  # the postings of a term with their weights, the heaviest first
    WEIGHED_TERMS = auto()  # the postings of several terms with terms and weights, in no order: for few
    TERMS = auto()  # the postings of several terms, in no order: for few
    LISTINGS = auto()  # all listings, by stamp
    PRICES = auto()  # all listings, by price
    STEPS = auto()  # so many listings along the prices, whatever they are: where that leads
    FEW_PRICES = auto()  # the listings of several terms, by price: for few


@dataclass(frozen=True)
class Shape:
    """What makes one statement differ from another."""

    walk: Walk
    others: int  # conditions that are looked up for each product
    least: bool  # a lower bound of prices
    most: bool  # an upper one
    place: bool  # from a place on
    back: bool
    edge: bool = False  # and no further than another one


def values(asked: Question, driver: Unit | None, **more: Any) -> dict[str, Any]:
    """The values for the places that a statement leaves open."""
    found: dict[str, Any] = {"rank_min": asked.rank_min, "rank_max": asked.rank_max, **more}
    others = [unit for unit in asked.units if unit is not driver]
    found |= {f"others_{number}": list(unit.terms) for number, unit in enumerate(others)}
    return {name: value for name, value in found.items() if value is not None}


@lru_cache(maxsize=512)
def statement(shape: Shape) -> Select[Any]:
    """The statement of a shape: so many rows (`limit`), each the key of its order with the stamp last.

    Weighed walks give (stamp, weight), or (term, stamp, weight) where there are several terms.
    """
    if shape.walk in (Walk.LISTINGS, Walk.PRICES, Walk.STEPS, Walk.FEW_PRICES):
        return _over_listings(shape)
    query = select(posting.c.stamp).where(*_conditions(shape, posting.c.stamp, priced=False))
    if shape.walk in (Walk.TERMS, Walk.WEIGHED_TERMS):
        query = query.where(posting.c.term_id.in_(bindparam("terms", expanding=True))).limit(_limit())
        columns = (posting.c.term_id, posting.c.stamp, posting.c.weight)
        return query.distinct() if shape.walk is Walk.TERMS else query.with_only_columns(*columns)
    query = query.where(posting.c.term_id == bindparam("term"))
    if shape.walk is Walk.WEIGHTS:
        weighed = query.with_only_columns(posting.c.stamp, posting.c.weight)
        return weighed.order_by(posting.c.weight.desc(), posting.c.stamp.desc()).limit(_limit())
    return _in_order(query, shape, posting.c.stamp)


def _over_listings(shape: Shape) -> Select[Any]:
    by_price = shape.walk is not Walk.LISTINGS
    columns = (listing.c.price_rank, listing.c.stamp) if by_price else (listing.c.stamp,)
    query = select(*columns)
    if shape.walk is Walk.FEW_PRICES:
        driving = posting.c.term_id.in_(bindparam("terms", expanding=True))
        some = select(posting.c.stamp).where(driving, *_conditions(shape, posting.c.stamp, priced=True))
        query = query.where(listing.c.stamp.in_(some), *_bounds(shape, listing.c.price_rank))
    else:
        query = query.where(*_conditions(shape, listing.c.stamp, priced=True), *_bounds(shape, listing.c.price_rank))
    ordered = _in_order(query, shape, *columns)
    return ordered.offset(_number("steps")) if shape.walk is Walk.STEPS else ordered


def _in_order(query: Select[Any], shape: Shape, *key: Any) -> Select[Any]:
    upwards = len(key) > 1  # prices rise, stamps fall
    upwards = upwards is not shape.back
    here = tuple_(*key) if len(key) > 1 else key[0]
    if shape.place:
        there = _told("place", key)
        query = query.where(here > there if upwards else here < there)
    if shape.edge:
        there = _told("edge", key)
        query = query.where(here <= there if upwards else here >= there)
    return query.order_by(*(k.asc() if upwards else k.desc() for k in key)).limit(_limit())


def _told(name: str, key: tuple[Any, ...]) -> Any:
    """A place in an order, to be told."""
    parts = [bindparam(f"{name}_{n}", type_=part.type) for n, part in enumerate(key)]
    return tuple_(*parts) if len(parts) > 1 else parts[0]


def _limit() -> Any:
    return _number("limit")


def _number(name: str) -> Any:
    return bindparam(name, type_=posting.c.term_id.type)


def _conditions(shape: Shape, stamp: Any, *, priced: bool) -> list[ColumnElement[bool]]:
    """Every condition but the driving one, for the product at hand."""
    found: list[ColumnElement[bool]] = []
    for number in range(shape.others):
        other = posting.alias(f"other_{number}")
        terms: Any = bindparam(f"others_{number}", expanding=True)
        found.append(exists().where(other.c.term_id.in_(terms), other.c.stamp == stamp))
    if not priced and (shape.least or shape.most):
        mine = listing.alias("priced")
        found.append(exists().where(mine.c.stamp == stamp, *_bounds(shape, mine.c.price_rank)))
    return found


def _bounds(shape: Shape, rank: Any) -> list[ColumnElement[bool]]:
    found = []
    if shape.least:
        found.append(rank >= bindparam("rank_min"))
    if shape.most:
        found.append(rank <= bindparam("rank_max"))
    return found
