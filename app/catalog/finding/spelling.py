"""Words near a word that nothing is called by: heard alike, typed wrongly, part of a longer one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii
from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement, Integer, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.catalog.finding.folding import is_unspaced, letter_pairs, script_of, sound
from app.catalog.finding.models import Term, TermKind, TermName, WordKey

CANDIDATES = 300  # words looked at closely
MOST_WORDS = 12  # that one beginning or one part may stand for
LEAST_PART = 4  # letters of a part of a word
WRONG_ACROSS, WRONG_UNVOWELLED = 4, 3  # one in so many letters may be another one there; where vowels are not written


@dataclass(frozen=True, slots=True)
class Word:
    """A word that something is found by."""

    id: int
    value: str
    listed: int


def _finds() -> ColumnElement[bool]:
    """The condition under which a word finds something: products have it, or it asks for what products have."""
    meant = aliased(Term)
    asks = exists().where(TermName.word_id == Term.id, TermName.asks, meant.id == TermName.term_id, meant.listed > 0)
    return (Term.listed > 0) | asks


# Built once: building a statement costs more than running it.
_ROWS = select(Term.id, Term.value, Term.listed).where(_finds())
_IS_WORD = Term.kind == TermKind.WORD
_COMMONEST = _ROWS.order_by(Term.listed.desc(), Term.value).limit(MOST_WORDS)
_BY_ID = _ROWS.where(Term.id.in_(bindparam("ids", expanding=True)))
_BY_VALUE = _ROWS.where(_IS_WORD, Term.value.in_(bindparam("words", expanding=True)))
_BY_START = _COMMONEST.where(_IS_WORD, Term.value > bindparam("start"), Term.value < bindparam("end"))
_BY_PART = _COMMONEST.where(
    Term.id.in_(bindparam("ids", expanding=True)), Term.value.contains(bindparam("part"), autoescape=False)
)
_A_NAME = select(Term.id).where(
    _IS_WORD, Term.value == bindparam("word"), exists().where(TermName.word_id == Term.id, TermName.asks)
)
_KEYS = _ROWS.add_columns(WordKey.key).join_from(Term, WordKey, WordKey.word_id == Term.id)
_SHARING = _KEYS.where(WordKey.key.in_(bindparam("keys", expanding=True)))
_SHARED = (
    select(WordKey.word_id, func.count().label("shared"))
    .where(WordKey.key.in_(bindparam("keys", expanding=True)))
    .group_by(WordKey.word_id)
    .order_by(func.count().desc())
    .limit(bindparam("limit", type_=Integer))
)


def _words(rows: Iterable[Any]) -> list[Word]:
    return [Word(row.id, row.value, row.listed) for row in rows]


def in_use(db: Session, words: Collection[str]) -> dict[str, Word]:
    """Those of some words that find something."""
    return {word.value: word for word in _words(db.execute(_BY_VALUE, {"words": list(words)}))}


def is_name(db: Session, word: str) -> bool:
    """Whether something is called so, though no product may have it now: "turkish" where nothing comes from there."""
    return db.scalar(_A_NAME, {"word": word}) is not None


def sharing(db: Session, keys: Collection[str]) -> dict[str, list[Word]]:
    """For each key: the words that are found under it and find something."""
    found: dict[str, list[Word]] = {key: [] for key in keys}
    for row in db.execute(_SHARING, {"keys": list(keys)}):
        found[row.key].append(Word(row.id, row.value, row.listed))
    return found


def _by_id(db: Session, ids: Collection[int]) -> list[Word]:
    return _words(db.execute(_BY_ID, {"ids": list(set(ids))})) if ids else []


def beginning_with(db: Session, start: str) -> list[Word]:
    """The commonest words that go on from a beginning."""
    return _words(db.execute(_BY_START, {"start": start, "end": start + "\U0010ffff"}))


def containing(db: Session, part: str) -> list[Word]:
    """The commonest words that have this part inside."""
    if len(part) < LEAST_PART:
        return []
    pairs = {f"={part[start : start + 2]}" for start in range(len(part) - 1)}
    shared = db.execute(_SHARED, {"keys": sorted(pairs), "limit": CANDIDATES})
    ids = [word_id for word_id, number in shared if number >= len(pairs)]
    return _words(db.execute(_BY_PART, {"ids": ids, "part": part})) if ids else []


def nearest(db: Session, word: str) -> Word | None:
    """The word that was most likely meant, if there is one near enough."""
    heard = sound(word)
    alike = [f"={pair}" for pair in letter_pairs(word)]
    ids = [word_id for word_id, _shared in db.execute(_SHARED, {"keys": alike, "limit": CANDIDATES})]
    if len(heard) > 1:  # another script shares no letters, only the sound
        ids += [word_id for word_id, _shared in db.execute(_SHARED, {"keys": [f"^{heard}"], "limit": CANDIDATES})]
    scored = [(_likeness(word, heard, each.value), each.listed, each) for each in _by_id(db, ids)]
    near_enough = [each for each in scored if each[0] > 0]
    return max(near_enough, key=lambda each: each[:2])[2] if near_enough else None


def _likeness(asked: str, heard: str, value: str) -> float:
    """How likely a word was meant, from 0 (not at all) to 1."""
    same_sound = sound(value) == heard
    if script_of(value) != script_of(asked):
        return _likeness_across(asked, value) if same_sound else 0.0
    wrong = OSA.distance(asked, value)
    if wrong > _allowed(asked) + (1 if same_sound and len(heard) >= 3 else 0):
        return 0.0
    if asked[0] != value[0] and not same_sound and len(asked) < 7:
        return 0.0  # hardly anybody mistypes the first letter of a short word
    return OSA.normalized_similarity(asked, value) + (0.15 if same_sound else 0.0)


def _likeness_across(asked: str, value: str) -> float:
    """The same between two scripts. What is written without letters for its sounds is not guessed at."""
    if is_unspaced(value) or is_unspaced(asked):
        return 0.0
    a, b = _roman(asked), _roman(value)
    one_in = WRONG_UNVOWELLED if "ARABIC" in {script_of(asked), script_of(value)} else WRONG_ACROSS
    near = OSA.distance(a, b) <= max(len(a), len(b)) // one_in
    return 0.7 * OSA.normalized_similarity(a, b) if near else 0.0


def _allowed(word: str) -> int:
    """How many wrong letters a word of this length may have."""
    return (len(word) >= 4) + (len(word) >= 8) + (len(word) >= 13)


def _roman(word: str) -> str:
    return anyascii(word).lower().replace("c", "k").replace("kh", "ch")
