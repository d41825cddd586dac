"""The words by which terms are asked for: names of crafts, places, groups; the words of many languages for a thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.affiliates.models import Affiliate, Group, GroupText, RegionText
from app.catalog.finding.facts import Key
from app.catalog.finding.folding import words_of
from app.catalog.finding.models import AskedAs, Term, TermKind, TermName
from app.catalog.finding.stopwords import STOP_WORDS
from app.catalog.finding.terms import forget_unused, term_ids
from app.catalog.models import CraftText, CraftWord, MaterialText
from app.core.closing import at_the_end
from app.core.i18n import country_name, languages
from app.core.revision import queue_up

ORDER = 50  # among the steps that close a transaction: before products are listed
Named = dict[str, dict[str, tuple[int, bool]]]  # value -> word -> weight, and whether the word asks for all of it


def rename(db: Session, kind: TermKind, values: Iterable[str]) -> None:
    """Have some terms named before the commit as they are called then."""
    for value in values:
        at_the_end(db, _rename, order=ORDER, item=(kind, value))


def _rename(db: Session, items: list[Key]) -> None:
    queue_up(db)
    ids, _new = term_ids(db, items)
    name_terms(db, ids)


def unname(db: Session, kind: TermKind, values: Collection[str]) -> None:
    """Forget terms that are gone for good, with the words by which they were asked for."""
    ids = list(db.scalars(select(Term.id).where(Term.kind == kind, Term.value.in_(values))))
    words = list(db.scalars(select(TermName.word_id).where(TermName.term_id.in_(ids))))
    db.execute(delete(TermName).where(TermName.term_id.in_(ids)))
    db.execute(delete(Term).where(Term.id.in_(ids), Term.listed == 0))
    forget_unused(db, words)


def name_terms(db: Session, ids: dict[Key, int]) -> None:
    """Write down the words by which these terms are asked for, instead of those known so far."""
    by_kind: dict[TermKind, list[str]] = defaultdict(list)
    for kind, value in ids:
        if kind in _WEIGHTS:
            by_kind[kind].append(value)
    for kind, values in by_kind.items():
        _write(db, {ids[kind, value]: words for value, words in _names(db, kind, values).items()})


def _write(db: Session, names: dict[int, dict[str, tuple[int, bool]]]) -> None:
    former = set(db.scalars(select(TermName.word_id).where(TermName.term_id.in_(names))))
    db.execute(delete(TermName).where(TermName.term_id.in_(names)))
    wanted = {(TermKind.WORD, word) for words in names.values() for word in words}
    ids, _new = term_ids(db, wanted)
    rows = [
        {"word_id": ids[TermKind.WORD, word], "term_id": term_id, "weight": weight, "asks": asks}
        for term_id, words in names.items()
        for word, (weight, asks) in words.items()
    ]
    if rows:
        db.connection().execute(insert(TermName), rows)
    forget_unused(db, former)


def _names(db: Session, kind: TermKind, values: Collection[str]) -> Named:
    found: Named = {value: {} for value in values}
    for value, text, weight in _told(db, kind, values):
        for word in words_of(text):
            if word not in STOP_WORDS:
                found[value][word] = (max(weight, found[value].get(word, (0, True))[0]), True)
    more = select(AskedAs.value, AskedAs.word, AskedAs.asks).where(AskedAs.kind == kind, AskedAs.value.in_(values))
    for value, word, asks in db.execute(more):
        found[value].setdefault(word, (_WEIGHTS[kind], asks))
    return found


_WEIGHTS = {  # how much a product is about a word that names one of its terms
    TermKind.REGION: 2,
    TermKind.COUNTRY: 3,
    TermKind.AFFILIATE: 2,
    TermKind.GROUP: 5,
    TermKind.CRAFT: 5,
    TermKind.MATERIAL: 4,
    TermKind.CONCEPT: 4,
}

# Where names stand: the column of the term's value, the column of the text, and its weight if it is another one.
_SOURCES: dict[TermKind, list[tuple[Any, Any, int | None]]] = {
    TermKind.REGION: [(RegionText.region_slug, RegionText.name, None)],
    TermKind.AFFILIATE: [(Affiliate.slug, Affiliate.name, None)],
    TermKind.GROUP: [
        (Group.slug, Group.name, None),
        (Group.slug, Group.district, 3),
        (Group.slug, GroupText.summary, 1),
    ],
    TermKind.CRAFT: [(CraftText.craft_slug, CraftText.name, None), (CraftWord.craft_slug, CraftWord.word, 6)],
    TermKind.MATERIAL: [(MaterialText.material_slug, MaterialText.name, None)],
}


def _told(db: Session, kind: TermKind, values: Collection[str]) -> Iterable[tuple[str, str, int]]:
    """Names with their weights: value, text, weight."""
    if kind is TermKind.COUNTRY:
        return [(code, country_name(code, lang), _WEIGHTS[kind]) for code in values for lang in languages()]
    found = []
    for value, text, weight in _SOURCES.get(kind, []):
        query = select(value, text).where(value.in_(values))
        if text is GroupText.summary:
            query = query.join(GroupText, GroupText.group_id == Group.id)
        found += [(slug, words, weight or _WEIGHTS[kind]) for slug, words in db.execute(query)]
    return found
