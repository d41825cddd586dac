"""The index must agree with what it is made from. Read only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog.finding.facts import Facts, Key, facts_of
from app.catalog.finding.models import Listing, Posting, Term, TermKind, TermPair
from app.catalog.models import Product

CHUNK = 400


def index_findings(db: Session) -> list[str]:
    """Everything in the index that is not so, one plain line each; empty when all is well."""
    return [*_listings(db), *_counts(db), *_pairs(db)]


def _listings(db: Session) -> Iterator[str]:
    slugs = {id_: slug for id_, slug in db.execute(select(Product.id, Product.slug))}
    ids = sorted(slugs)
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        facts = facts_of(db, some)
        kept = {
            row.product_id: row for row in db.execute(select(Listing.__table__).where(Listing.product_id.in_(some)))
        }
        keys = _keys_of(db, kept.values())
        for id_ in some:
            wrong = _difference(facts.get(id_), kept.get(id_), keys)
            if wrong:
                yield f"{slugs[id_]}: {wrong}"


def _terms_of(row: Any) -> list[int]:
    return [int(term.partition(":")[0]) for term in f"{row.facets} {row.words}".split()]


def _keys_of(db: Session, rows: Any) -> dict[int, Key]:
    ids = sorted({term for row in rows for term in _terms_of(row)})
    found: dict[int, Key] = {}
    for start in range(0, len(ids), 2000):
        terms = select(Term.id, Term.kind, Term.value).where(Term.id.in_(ids[start : start + 2000]))
        found |= {row.id: (row.kind, row.value) for row in db.execute(terms)}
    return found


def _difference(facts: Facts | None, row: Any, keys: dict[int, Key]) -> str | None:
    if (facts is None) != (row is None):
        return "public, but not in the lists" if facts else "in the lists, but not public"
    if facts is None:
        return None
    had = {keys[term] for term in _terms_of(row)}
    if (facts.price_rank, facts.face) != (row.price_rank, row.face):
        return "the lists show it as it was"
    if {key for key in had if key[0] is not TermKind.CONCEPT} != facts.facets | facts.words.keys():
        return "it is not found by what it is"
    return None


def _counts(db: Session) -> Iterator[str]:
    kept = {id_: count for id_, count in db.execute(select(Term.id, Term.listed).where(Term.listed != 0))}
    true = {id_: count for id_, count in db.execute(select(Posting.term_id, func.count()).group_by(Posting.term_id))}
    for id_ in sorted(kept.keys() | true.keys()):
        if kept.get(id_, 0) != true.get(id_, 0):
            yield f"term {id_}: counted {kept.get(id_, 0)}, there are {true.get(id_, 0)}"


def _pairs(db: Session) -> Iterator[str]:
    kinds = (TermKind.REGION, TermKind.COUNTRY, TermKind.CRAFT)
    kind_of: dict[int, TermKind] = {
        id_: kind for id_, kind in db.execute(select(Term.id, Term.kind).where(Term.kind.in_(kinds)))
    }
    true: Counter[tuple[int, int]] = Counter()
    for facets in db.scalars(select(Listing.facets)):
        terms = [int(term) for term in facets.split() if int(term) in kind_of]
        crafts = [term for term in terms if kind_of[term] is TermKind.CRAFT]
        true.update((place, craft) for place in terms if kind_of[place] is not TermKind.CRAFT for craft in crafts)
    kept = {(place, craft): count for place, craft, count in db.execute(select(TermPair.__table__)) if count}
    for pair in sorted(kept.keys() | true.keys()):
        if kept.get(pair, 0) != true[pair]:
            yield f"terms {pair[0]} and {pair[1]}: counted {kept.get(pair, 0)}, there are {true[pair]}"
