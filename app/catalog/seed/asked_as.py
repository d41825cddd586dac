"""Words of many languages by which people ask for things and places: reference data, one file each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.affiliates.models import Affiliate, Country, Group, Region
from app.catalog.finding.folding import words_of
from app.catalog.finding.models import AskedAs, TermKind
from app.catalog.models import Craft, Material
from app.catalog.seed.files import SameWordsFile, read

Row = tuple[TermKind, str, str, bool]  # kind, value, folded word, whether it asks for all of the term


def load_asked_as(db: Session, folder: Path) -> None:
    """Bring the table into line with its three files, each of which may be missing."""
    rows: dict[tuple[TermKind, str, str], bool] = {}
    things, names, adjectives = (folder / f"{name}.yaml" for name in ("same_words", "country_names", "demonyms"))
    for kind, value, word, asks in [*_things(things), *_named(names), *_adjectives(adjectives)]:
        rows[kind, value, word] = asks or rows.get((kind, value, word), False)
    db.execute(delete(AskedAs))
    if rows:
        told = [
            {"kind": kind, "value": value, "word": word, "asks": asks} for (kind, value, word), asks in rows.items()
        ]
        db.connection().execute(insert(AskedAs), told)


def _things(file: Path) -> Iterator[Row]:
    told = {thing.id: thing for thing in (read(file, list[SameWordsFile]) if file.exists() else [])}
    for thing in told.values():
        for word in _folded(_words(thing)):
            yield TermKind.CONCEPT, thing.id, word, True
            yield from ((TermKind.CRAFT, craft, word, True) for craft in thing.crafts)
        narrower = [told[id_] for id_ in thing.things]
        kinds = [*thing.kinds, *(word for each in narrower for word in (*_words(each), *each.kinds))]
        yield from ((TermKind.CONCEPT, thing.id, word, False) for word in _folded(kinds))


def _words(thing: SameWordsFile) -> list[str]:
    return [word for words in thing.words.values() for word in words]


def _named(file: Path) -> Iterator[Row]:
    """Each word of a country's name asks for it."""
    for code, names in _of_countries(file):
        yield from ((TermKind.COUNTRY, code, word, True) for name in names for word in words_of(name))


def _adjectives(file: Path) -> Iterator[Row]:
    """An adjective of two words asks for its country only whole: "African" alone is not South African."""
    for code, words in _of_countries(file):
        yield from ((TermKind.COUNTRY, code, word, True) for word in _folded(words))


def _of_countries(file: Path) -> Iterable[tuple[str, list[str]]]:
    return read(file, dict[str, list[str]]).items() if file.exists() else ()


def _folded(texts: Iterable[str]) -> Iterator[str]:
    """A word, or several that mean the thing only together."""
    for text in texts:
        words = " ".join(words_of(text))
        if words:
            yield words


def named_terms(db: Session) -> dict[TermKind, list[str]]:
    """Every term that has names, by kind."""
    return {
        TermKind.REGION: list(db.scalars(select(Region.slug))),
        TermKind.COUNTRY: list(db.scalars(select(Country.code))),
        TermKind.AFFILIATE: list(db.scalars(select(Affiliate.slug))),
        TermKind.GROUP: list(db.scalars(select(Group.slug))),
        TermKind.CRAFT: list(db.scalars(select(Craft.slug))),
        TermKind.MATERIAL: list(db.scalars(select(Material.slug))),
        TermKind.CONCEPT: list(db.scalars(select(AskedAs.value).where(AskedAs.kind == TermKind.CONCEPT).distinct())),
    }
