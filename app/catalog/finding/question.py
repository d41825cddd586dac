"""A question to the index: products that have one of these terms, and one of those."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from app.catalog.finding.models import Term, TermKind
from app.catalog.models import NO_RANK
from app.core.rates import band


@dataclass(frozen=True, slots=True)
class Meaning:
    """A term that a word may mean."""

    term_id: int
    closeness: float  # 1.0: exactly this word; less for another form, another language, another spelling
    weight: int  # how much a product is about the word, where its posting does not say


@dataclass(frozen=True, slots=True)
class Unit:
    """One condition: the products that have any of these terms."""

    terms: tuple[int, ...]
    listed: int  # how many products that are at the most
    kind: TermKind = TermKind.WORD
    meanings: tuple[Meaning, ...] = ()  # of a word that was searched for; empty for a filter
    asked: str = ""  # that word, folded
    is_thing: bool = False  # it is a word for a thing that products are, see `same_words.yaml`


@dataclass(frozen=True, slots=True)
class Question:
    """All conditions of a list. `bands` are the bands of prices that its bounds touch."""

    units: tuple[Unit, ...] = ()
    rank_min: int | None = None
    rank_max: int | None = None
    bands: Unit | None = None
    impossible: bool = False  # it asks for something that no product has

    @property
    def has_range(self) -> bool:
        """Whether prices are bounded."""
        return self.bands is not None

    @property
    def words(self) -> tuple[Unit, ...]:
        """The conditions that are words searched for."""
        return tuple(unit for unit in self.units if unit.meanings)

    def driver(self) -> Unit | None:
        """The condition that leaves the fewest products: the one to begin with. None: nothing narrows the list."""
        narrowing = [*self.units, *([self.bands] if self.bands else [])]
        return min(narrowing, key=lambda unit: unit.listed, default=None)

    def with_words(self, units: Iterable[Unit]) -> Question:
        """The same question with words to be found."""
        return replace(self, units=(*self.units, *units))


@cache
def _named(many: int) -> Select[int, TermKind, str, int]:
    """So many terms by kind and value. SQLite reads the whole table for a list of pairs, but not for "this or that"."""
    each = (
        (Term.kind == bindparam(f"kind_{n}", type_=Term.kind.type)) & (Term.value == bindparam(f"value_{n}"))
        for n in range(many)
    )
    return select(Term.id, Term.kind, Term.value, Term.listed).where(or_(*each))


def ask(db: Session, wanted: dict[TermKind, str], rank_min: int | None, rank_max: int | None) -> Question:
    """The question that chosen filters put.

    Args:
        wanted: the value of each filter in force.
        rank_min, rank_max: bounds of the price, as comparable ranks.
    """
    rows: dict[tuple[TermKind, str], Any] = {}
    if wanted:
        told: dict[str, str] = {}
        for n, (kind, value) in enumerate(wanted.items()):
            told |= {f"kind_{n}": kind, f"value_{n}": value}
        found = db.connection().execute(_named(len(wanted)), told)
        rows = {(row.kind, row.value): row for row in found}
    units = tuple(Unit((row.id,), row.listed, row.kind) for row in rows.values())
    impossible = len(units) < len(wanted) or any(unit.listed == 0 for unit in units)
    if rank_min is None and rank_max is None:
        return Question(units, impossible=impossible)
    if rank_min is not None and rank_max is None:
        rank_max = NO_RANK - 1  # who names a price does not mean prices on request
    bands = _bands(db, rank_min, rank_max)
    return Question(units, rank_min, rank_max, bands, impossible or bands.listed == 0)


def _bands(db: Session, rank_min: int | None, rank_max: int | None) -> Unit:
    rows = db.execute(select(Term.id, Term.value, Term.listed).where(Term.kind == TermKind.BAND, Term.listed > 0))
    first, last = band(max(rank_min or 0, 0)), band(max(rank_max or 0, 0))
    touched = [row for row in rows if first <= int(row.value) <= last]
    return Unit(tuple(row.id for row in touched), sum(row.listed for row in touched), TermKind.BAND)
