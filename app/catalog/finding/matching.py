"""The products of a question: in order and page by page, and how many they are.

One condition drives, the rarest; the others are looked up product by product. So a page costs about as much as it
shows, however many products there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest, nsmallest
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.catalog.finding.models import Listing, Posting, Term, TermKind, TermPair
from app.catalog.finding.question import Question, Unit
from app.catalog.finding.statements import Shape, Walk, statement, values
from app.core.rates import band, band_bounds

MOST_COUNTED = 1000  # results of several conditions are counted up to here
FEW = 4000  # so many products are put in order of price faster than they are met by walking along all prices
STEPS = 1000  # along all prices that are tried first; then four times as many, and so on
LAST = 2**63 - 1  # as a price or a stamp: beyond all of them
READ_AND_SORTED = 4  # steps along the prices cost what putting one product of a single condition in order does
SCALE = 100  # scores are whole numbers, for cursors
POOL = 600  # candidates that best matches are chosen from
MOST_BEST = 240  # nobody pages further among best matches


@dataclass(frozen=True, slots=True)
class Count:
    """How many products; `more` when there are more than were counted."""

    number: int
    more: bool = False


Place = tuple[int, ...]  # of a product in an order: what it is sorted by, and always its stamp last


def newest(db: Session, asked: Question, *, limit: int, place: Place | None = None, back: bool = False) -> list[Place]:
    """A page, the newest first, from below a place; or going back, the nearest ones above it first."""
    if _is_empty(db, asked):
        return []
    driver = asked.driver()
    if driver is None:
        return _walk(db, asked, Walk.LISTINGS, None, limit, place, back)
    found = {
        (stamp,)
        for term in driver.terms
        for (stamp,) in _walk(db, asked, Walk.STAMPS, driver, limit, place, back, term=term)
    }
    return nsmallest(limit, found) if back else nlargest(limit, found)


def _walk(  # noqa: PLR0917  # all of them tell where to walk
    db: Session,
    asked: Question,
    walk: Walk,
    driver: Unit | None,
    limit: int,
    place: Place | None = None,
    back: bool = False,
    edge: Place | None = None,
    **more: Any,
) -> list[Place]:
    others = len(asked.units) - (driver is not None and driver in asked.units)
    bounds = (asked.rank_min is not None, asked.rank_max is not None)
    shape = Shape(walk, others, *bounds, place is not None, back, edge is not None)
    more |= {f"place_{number}": part for number, part in enumerate(place or ())}
    more |= {f"edge_{number}": part for number, part in enumerate(edge or ())}
    found = db.connection().execute(statement(shape), values(asked, driver, limit=limit, **more))
    return [tuple(row) for row in found]


def by_price(
    db: Session, asked: Question, *, limit: int, place: Place | None = None, back: bool = False
) -> list[Place]:
    """A page, the lowest price first, from beyond a place; or going back, the nearest ones before it first."""
    if _is_empty(db, asked):
        return []
    driver = replace(asked, bands=None).driver()
    if driver is None:
        return _walk(db, asked, Walk.PRICES, None, limit, place, back)
    if driver.listed > FEW:
        most = driver.listed * (READ_AND_SORTED if len(asked.units) == 1 else 1)
        found = _along_prices(db, asked, most, limit, place, back)
        if found is not None:
            return found
    return _walk(db, asked, Walk.FEW_PRICES, driver, limit, place, back, terms=list(driver.terms))


def _along_prices(  # noqa: PLR0917
    db: Session, asked: Question, most: int, limit: int, place: Place | None, back: bool
) -> list[Place] | None:
    """The page, if so many steps along all prices fill it or come to their end; else None.

    Common conditions fill a page soon, unless hardly a product has them together: then the walk would go on to the
    last product of all.
    """
    start, end = _ends(asked, place, back)
    unbounded = replace(asked, rank_min=None, rank_max=None)  # the ends say so, and are one range of the index
    anything = replace(unbounded, units=())
    found: list[Place] = []
    steps = STEPS
    while most > 0:
        some = min(steps, most)
        edge = next(iter(_walk(db, anything, Walk.STEPS, None, 1, start, back, end, steps=some)), None)
        found += _walk(db, unbounded, Walk.PRICES, None, limit - len(found), start, back, edge or end)
        if edge is None or len(found) == limit:
            return found
        start, most, steps = edge, most - some, 4 * steps
    return None


def _ends(asked: Question, place: Place | None, back: bool) -> tuple[Place, Place]:
    """Between which places the prices of a question lie, in the direction of the walk; the first is not among them."""
    low = (asked.rank_min if asked.rank_min is not None else -1, -1)
    high = (asked.rank_max if asked.rank_max is not None else LAST, LAST)
    if back:
        return min(high, place or high), low
    return max(low, place or low), high


def page_of(ranked: Sequence[Place], *, limit: int, place: Place | None = None, back: bool = False) -> list[Place]:
    """A page of ranked products, from beyond a place; or going back, the nearest ones before it first."""
    if place is not None:
        ranked = [each for each in ranked[::-1] if each > place] if back else [each for each in ranked if each < place]
    return list(ranked[:limit])


def best(db: Session, asked: Question) -> list[Place]:
    """The best matches of the words: (score, stamp), the best first and the newer of equals; a bounded number."""
    if asked.impossible or not asked.words:
        return []
    driver, scores = _candidates(db, asked)
    for unit in asked.words:
        if unit is not driver:
            told = {"terms": list(unit.terms), "stamps": list(scores)}
            for stamp, score in _scored(unit, db.connection().execute(_WEIGHTS, told)).items():
                scores[stamp] += score
    return nlargest(MOST_BEST, ((round(score * SCALE), stamp) for stamp, score in scores.items()))


_WEIGHTS = select(Posting.term_id, Posting.stamp, Posting.weight).where(
    Posting.term_id.in_(bindparam("terms", expanding=True)), Posting.stamp.in_(bindparam("stamps", expanding=True))
)


def _scored(unit: Unit, rows: Iterable[Any]) -> dict[int, float]:
    """How much each product of some rows (term, stamp, weight) is about a word."""
    said = {meaning.term_id: meaning for meaning in unit.meanings}
    found: dict[int, float] = {}
    for term_id, stamp, weight in rows:
        score = (weight or said[term_id].weight) * said[term_id].closeness
        if score > found.get(stamp, 0.0):
            found[stamp] = score
    return found


def _candidates(db: Session, asked: Question) -> tuple[Unit | None, dict[int, float]]:
    """The products to choose from; with the word that led to them, if one did, and how much they are about it."""
    driver = asked.driver()
    if driver is None or not driver.meanings:
        return None, {place[-1]: 0.0 for place in newest(db, asked, limit=POOL)}
    if driver.listed <= FEW:
        rows = _walk(db, asked, Walk.WEIGHED_TERMS, driver, FEW, terms=list(driver.terms))
    else:
        rows = [
            (term, *row) for term in driver.terms for row in _walk(db, asked, Walk.WEIGHTS, driver, POOL, term=term)
        ]
    scores = _scored(driver, rows)
    return driver, dict(nlargest(POOL, scores.items(), key=lambda pair: (pair[1], pair[0])))


def found_up_to(db: Session, asked: Question, limit: int) -> int:
    """How many products are what is asked for, counted up to a limit."""
    return 0 if _is_empty(db, asked) else len(_some(db, asked, limit))


def _some(db: Session, asked: Question, limit: int) -> list[int]:
    """Stamps of a question, the newest if there are more than `limit`."""
    driver = asked.driver()
    if driver is None or driver.listed > FEW:
        return [place[-1] for place in newest(db, asked, limit=limit)]
    return [stamp for (stamp,) in _walk(db, asked, Walk.TERMS, driver, limit, terms=list(driver.terms))]


def count(db: Session, asked: Question) -> Count:
    """How many products a question has: exactly where tables know it, else counted up to `MOST_COUNTED`."""
    if asked.impossible:
        return Count(0)
    known = _known_count(db, asked)
    if known is not None:
        return Count(known)
    number = len(_some(db, asked, MOST_COUNTED + 1))
    return Count(MOST_COUNTED, more=True) if number > MOST_COUNTED else Count(number)


def _is_empty(db: Session, asked: Question) -> bool:
    """Whether tables know that there is no such product: of a place together with a craft they do."""
    return asked.impossible or (len(asked.units) == 2 and _known_count(db, asked) == 0)


def _known_count(db: Session, asked: Question) -> int | None:
    plain = all(len(unit.terms) == 1 for unit in asked.units)
    if asked.has_range:
        return None if asked.units else _count_in_range(db, asked)
    if not asked.units:
        regions = select(func.sum(Term.listed)).where(Term.kind == TermKind.REGION)  # each product has one
        return int(db.scalar(regions) or 0)
    if plain and len(asked.units) == 1:
        return asked.units[0].listed
    if plain and len(asked.units) == 2:
        by_kind = {unit.kind: unit.terms[0] for unit in asked.units}
        place = by_kind.get(TermKind.REGION) or by_kind.get(TermKind.COUNTRY)
        craft = by_kind.get(TermKind.CRAFT)
        if place and craft:
            pair = select(TermPair.listed).where(TermPair.place_id == place, TermPair.craft_id == craft)
            return int(db.scalar(pair) or 0)
    return None


def _count_in_range(db: Session, asked: Question) -> int:
    """Bands that lie within the bounds are known; only those at the edges are counted."""
    assert asked.bands is not None
    rows = db.execute(select(Term.value, Term.listed).where(Term.id.in_(asked.bands.terms))).all()
    edges = {band(max(bound, 0)) for bound in (asked.rank_min, asked.rank_max) if bound is not None}
    inner = sum(int(row.listed) for row in rows if int(row.value) not in edges)
    for edge in edges:
        low, high = band_bounds(edge)
        low = max(low, asked.rank_min or 0)
        high = high if asked.rank_max is None else min(high, asked.rank_max + 1)
        ranks = (Listing.price_rank >= low, Listing.price_rank < high)
        inner += db.scalar(select(func.count()).select_from(Listing).where(*ranks)) or 0
    return inner


def facets_of_some(db: Session, asked: Question) -> list[set[int]] | None:
    """The choices that each product of a question has, if those are `MOST_COUNTED` at the most; else None."""
    if asked.impossible:
        return []
    stamps = _some(db, asked, MOST_COUNTED + 1)
    if len(stamps) > MOST_COUNTED:
        return None
    return [set(map(int, row.split())) for row in db.scalars(_FACETS, {"stamps": stamps})]


_FACETS = select(Listing.facets).where(Listing.stamp.in_(bindparam("stamps", expanding=True)))
