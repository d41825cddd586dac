"""What a list can be narrowed to further, and how many products each choice leaves.

A number stands beside a choice only where it is known: in the tables for the whole list, for a place together with a
craft, and for results few enough to be looked through. It is never a guess.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.affiliates.models import Group, Means
from app.affiliates.places import region_lines
from app.catalog.crafts import CraftNames, craft_names, material_names
from app.catalog.finding import matching
from app.catalog.finding.models import Term, TermKind, TermPair
from app.catalog.finding.question import Question
from app.catalog.finding.understanding import Understood
from app.catalog.listing import ProductFilter, Soon, asked_for
from app.catalog.views import Choice
from app.core.i18n import Reader, by_name, country_name
from app.core.texts import LAST, Words

MOST_GROUPS = 60  # a longer list of groups helps nobody; a region or a country shortens it
PLACES = (TermKind.REGION, TermKind.COUNTRY)
_Terms = dict[int, tuple[str, int]]  # id -> value, and how many products
Counts = dict[str, int | None]  # value -> how many products; None: not counted, but there are some


@dataclass(frozen=True)
class Choices:
    """Every filter of a list. A choice that is known to leave nothing is not offered."""

    regions: list[Choice]
    countries: list[Choice]
    crafts: list[Choice]
    materials: list[Choice]
    groups: list[Choice]
    ready: list[Choice]
    rails: list[Choice]
    wholesale: list[Choice]


def choices(db: Session, asked: ProductFilter, *, reader: Reader, words: Understood | None = None) -> Choices:
    """The choices beside a list: each counted under the other filters in force, so that a click never disappoints."""
    tally = _Tally(db, asked, words)
    regions, countries = tally.of(TermKind.REGION), tally.of(TermKind.COUNTRY)
    names, lang = region_lines(db, {*regions, asked.region} - {""}, reader=reader), reader.lang
    return Choices(
        regions=_plain(regions, asked.region, lang, lambda slug: names[slug].name),
        countries=_plain(countries, asked.country, lang, lambda code: Words(country_name(code, lang), lang)),
        crafts=_tree(tally.of(TermKind.CRAFT), craft_names(db, reader), asked.craft, lang),
        materials=_tree(tally.of(TermKind.MATERIAL), material_names(db, reader), asked.material, lang),
        groups=_groups(db, tally.of(TermKind.GROUP), asked.group, lang),
        ready=_enum(Soon, tally.of(TermKind.READY), asked.ready),
        rails=_enum(Means, tally.of(TermKind.RAIL), asked.rail),
        wholesale=_enum(("yes",), tally.of(TermKind.WHOLESALE), "yes" if asked.wholesale else ""),
    )


_FIELDS = {
    TermKind.REGION: "region",
    TermKind.COUNTRY: "country",
    TermKind.CRAFT: "craft",
    TermKind.MATERIAL: "material",
    TermKind.GROUP: "group",
    TermKind.READY: "ready",
    TermKind.RAIL: "rail",
    TermKind.WHOLESALE: "wholesale",
}


class _Tally:
    """Counts of the choices of each filter, under all the other filters in force."""

    def __init__(self, db: Session, asked: ProductFilter, words: Understood | None) -> None:
        self._db, self._asked, self._words = db, asked, words
        self._by_base: dict[ProductFilter, Counter[int] | None] = {}
        self._all: dict[TermKind, _Terms] | None = None

    def of(self, kind: TermKind) -> Counts:
        """The values of a filter with what they leave."""
        base = self._asked.without(_FIELDS[kind])
        everything = self._listed(kind)
        if base == ProductFilter():
            return {value: count for value, count in everything.values()}
        asked = asked_for(self._db, base, words=self._words).question
        paired = self._paired(kind, asked)
        if paired is not None:
            return {everything[term][0]: count for term, count in paired.items() if count}
        if base not in self._by_base:
            self._by_base[base] = self._looked_through(asked)
        counted = self._by_base[base]
        if counted is None:
            return {value: None for value, _count in everything.values()}
        if kind is TermKind.GROUP:
            everything = self._read(Term.kind == kind, Term.id.in_(counted)).get(kind, {})
        return {value: counted[term] for term, (value, _count) in everything.items() if counted[term]}

    def _listed(self, kind: TermKind) -> _Terms:
        if self._all is None:
            self._all = self._read(Term.kind.in_(_FIELDS.keys() - {TermKind.GROUP}))
            # There may be very many groups. Too many are not shown, so they need not be read.
            is_group = Term.kind == TermKind.GROUP
            chosen = self._read(is_group, Term.value == self._asked.group) if self._asked.group else {}
            some = self._read(is_group, limit=MOST_GROUPS + 1)
            self._all[TermKind.GROUP] = some.get(TermKind.GROUP, {}) | chosen.get(TermKind.GROUP, {})
        return self._all.get(kind, {})

    def _read(self, *where: ColumnElement[bool], limit: int | None = None) -> dict[TermKind, _Terms]:
        found: dict[TermKind, _Terms] = defaultdict(dict)
        query = select(Term.kind, Term.id, Term.value, Term.listed).where(*where, Term.listed > 0).limit(limit)
        for row in self._db.execute(query):
            found[row.kind][row.id] = (row.value, row.listed)
        return found

    def _paired(self, kind: TermKind, asked: Question) -> dict[int, int] | None:
        """Counts from the table of places and crafts, if this is a question it answers."""
        if asked.impossible or asked.has_range or len(asked.units) != 1:
            return None
        (unit,) = asked.units
        if kind is TermKind.CRAFT and unit.kind in PLACES:
            mine, theirs = TermPair.craft_id, TermPair.place_id
        elif kind in PLACES and unit.kind is TermKind.CRAFT:
            mine, theirs = TermPair.place_id, TermPair.craft_id
        else:
            return None
        pairs = select(mine, TermPair.listed).where(theirs == unit.terms[0], mine.in_(self._listed(kind)))
        return {term: count for term, count in self._db.execute(pairs)}

    def _looked_through(self, asked: Question) -> Counter[int] | None:
        found = matching.facets_of_some(self._db, asked)
        return None if found is None else Counter(term for facets in found for term in facets)


def _plain(counts: Counts, chosen: str, lang: str, name: Callable[[str], Words]) -> list[Choice]:
    found = [Choice(value, name(value), count, value == chosen) for value, count in _with(counts, chosen).items()]
    return _sorted(found, lang)


def _with(counts: Counts, chosen: str) -> Counts:
    """What is chosen is shown, even when it leaves nothing."""
    return counts if not chosen or chosen in counts else {**counts, chosen: 0}


def _tree(counts: Counts, names: CraftNames, chosen: str, lang: str) -> list[Choice]:
    below: dict[str, list[Choice]] = {}
    counts = _with(counts, chosen if chosen in names.names else "")
    for slug, count in counts.items():
        top = names.parents.get(slug)
        children = below.setdefault(top or slug, [])
        if top is not None:
            children.append(Choice(slug, names.names[slug], count, slug == chosen))
    found = [
        Choice(top, names.names[top], counts.get(top, 0), top == chosen, tuple(_sorted(children, lang)))
        for top, children in below.items()
    ]
    return _sorted(found, lang)


def _sorted(found: Iterable[Choice], lang: str) -> list[Choice]:
    return sorted(found, key=lambda choice: by_name(choice.name.text, lang))


def _groups(db: Session, counts: Counts, chosen: str, lang: str) -> list[Choice]:
    if len(counts) > MOST_GROUPS:
        counts = {slug: count for slug, count in counts.items() if slug == chosen}
    counts = _with(counts, chosen)
    rows = db.execute(select(Group.slug, Group.name).where(Group.slug.in_(counts)))
    names = {slug: name for slug, name in rows}
    return _plain(counts, chosen, lang, lambda slug: Words(names.get(slug, slug), LAST))


def _enum(values: Iterable[str], counts: Counts, chosen: str | None) -> list[Choice]:
    shown = _with(counts, chosen or "")
    return [Choice(str(v), Words("", "en"), shown[v], v == chosen) for v in values if v in shown]
