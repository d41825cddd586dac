"""What somebody who is typing may be about to ask for: the word begun, names of crafts, places, groups, titles."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.catalog.cards import cards
from app.catalog.crafts import craft_names, material_names
from app.catalog.finding.models import Term, TermKind
from app.catalog.finding.question import Question
from app.catalog.finding.spelling import beginning_with
from app.catalog.finding.understanding import query_words
from app.catalog.listing import ProductFilter, Sort, asked_for, listed
from app.core.i18n import Reader, country_name

LEAST_CHARS = 2
MOST_WORDS, MOST_NAMES, MOST_TITLES = 2, 3, 5
NAMED = (TermKind.CRAFT, TermKind.MATERIAL, TermKind.COUNTRY, TermKind.GROUP)


def suggestions(db: Session, typed: str, *, reader: Reader) -> list[str]:
    """Texts worth searching for, titles in the reader's language and last; none for a letter or for nothing known."""
    if len(typed.strip()) < LEAST_CHARS:
        return []
    asked = asked_for(db, ProductFilter(q=typed))
    found = listed(db, asked.question, sort=Sort.BEST, limit=MOST_TITLES)
    titles = [card.title.text for card in cards(db, found.stamps, reader=reader)]
    return list(dict.fromkeys([*_words(db, typed), *_names(db, asked.question, reader), *titles]))


def _words(db: Session, typed: str) -> list[str]:
    """What was typed, with its last word brought to an end as products have it."""
    *before, last = query_words(typed) or [""]
    longer = [word.value for word in beginning_with(db, last) if word.listed] if len(last) >= LEAST_CHARS else []
    return [" ".join([*before, word]) for word in longer[:MOST_WORDS]]


def _names(db: Session, asked: Question, reader: Reader) -> list[str]:
    """What the last word names, if it names anything: the likeliest first."""
    if not asked.words:
        return []
    meant = select(Term.kind, Term.value).where(Term.id.in_(asked.words[-1].terms), Term.kind.in_(NAMED))
    rows = db.execute(meant.order_by(Term.listed.desc()).limit(MOST_NAMES))
    return [_name(db, kind, value, reader) for kind, value in rows]


def _name(db: Session, kind: TermKind, value: str, reader: Reader) -> str:
    if kind is TermKind.COUNTRY:
        return country_name(value, reader.lang)
    if kind is TermKind.GROUP:
        return db.scalar(select(Group.name).where(Group.slug == value)) or value
    names = craft_names(db, reader) if kind is TermKind.CRAFT else material_names(db, reader)
    return names.names[value].text
