"""The rows of terms: found, made where they are missing, removed where nothing has them any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session, aliased

from app.catalog.finding.facts import Key
from app.catalog.finding.folding import is_unspaced, keys
from app.catalog.finding.forms import are_forms
from app.catalog.finding.models import Term, TermKind, TermName, WordKey

MOST_VALUES = 2000  # in one statement; databases have limits
PASSING = (TermKind.WORD, TermKind.PIECE)  # kinds that go when nothing has them any more


def term_ids(
    db: Session, wanted: Collection[Key], *, known: dict[Key, int] | None = None
) -> tuple[dict[Key, int], set[Key]]:
    """The ids of terms, which are made where they are missing.

    Args:
        known: ids found so far; they are not looked up again, and what is found is added.

    Returns:
        The ids, and which of the terms are new.
    """
    found = {} if known is None else known
    found |= _known(db, wanted - found.keys() if isinstance(wanted, set) else wanted)
    new = sorted(set(wanted) - found.keys())
    if new:
        db.connection().execute(insert(Term), [{"kind": kind, "value": value, "listed": 0} for kind, value in new])
        found |= _known(db, new)
        words = [(value, found[kind, value]) for kind, value in new if kind is TermKind.WORD]
        rows = [{"key": key, "word_id": id_} for value, id_ in words for key in sorted(keys(value))]
        if rows:
            db.connection().execute(insert(WordKey), rows)
    return found, set(new)


def _known(db: Session, wanted: Iterable[Key]) -> dict[Key, int]:
    by_kind: dict[TermKind, list[str]] = defaultdict(list)
    for kind, value in wanted:
        by_kind[kind].append(value)
    found: dict[Key, int] = {}
    for kind, values in by_kind.items():
        for some in in_parts(values):
            rows = db.execute(select(Term.value, Term.id).where(Term.kind == kind, Term.value.in_(some)))
            found |= {(kind, value): id_ for value, id_ in rows}
    return found


def in_parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """A long list in parts that fit into one statement."""
    for start in range(0, len(values), MOST_VALUES):
        yield values[start : start + MOST_VALUES]


def forget_unused(db: Session, ids: Collection[int]) -> None:
    """Remove those words that no public product and no name has any more."""
    named = exists().where(TermName.word_id == Term.id)
    for some in in_parts(sorted(ids)):
        unused = delete(Term).where(Term.id.in_(some), Term.kind.in_(PASSING), Term.listed == 0, ~named)
        db.execute(unused.execution_options(synchronize_session=False))


class Concepts:
    """Which things words mean, whatever their form and language: for telling what a product is."""

    def __init__(self, db: Session) -> None:
        self._db = db
        self._by_word: dict[int, list[tuple[str, str, int]]] = {}  # of the words asked for so far
        within = select(Term.value, TermName.term_id).join(TermName, TermName.word_id == Term.id)
        named = db.execute(within.where(TermName.term_id.in_(_concepts()))).all()
        self._unspaced = [(word, concept) for word, concept in named if is_unspaced(word)]
        self._phrases: dict[str, list[int]] = defaultdict(list)
        for words, concept in named:
            if " " in words:
                self._phrases[words].append(concept)
        self._longest = max((words.count(" ") + 1 for words in self._phrases), default=0)

    def learn(self, word_ids: Collection[int]) -> None:
        """Look some words up, many at a time."""
        new = sorted(set(word_ids) - self._by_word.keys())
        self._by_word |= {word_id: [] for word_id in new}
        mine, theirs, said, named = aliased(WordKey), aliased(WordKey), aliased(Term), aliased(Term)
        same_stem = (
            select(mine.word_id, said.value, named.value, TermName.term_id)
            .join(said, said.id == mine.word_id)
            .join(theirs, theirs.key == mine.key)
            .join(TermName, TermName.word_id == theirs.word_id)
            .join(named, named.id == TermName.word_id)
            .where(mine.key >= "+", mine.key < ",", TermName.term_id.in_(_concepts()))
            .distinct()
        )
        for some in in_parts(new):
            for word_id, word, name, concept in self._db.execute(same_stem.where(mine.word_id.in_(some))):
                self._by_word[word_id].append((word, name, concept))

    def of_word(self, word_id: int, lang: str) -> set[int]:
        """The terms of the things a word means in a text of a language."""
        return {concept for word, name, concept in self._by_word[word_id] if are_forms(word, name, lang)}

    def within(self, stretch: str) -> set[int]:
        """The terms of the things named somewhere in a stretch of a script without spaces."""
        return {concept for word, concept in self._unspaced if word in stretch}

    def in_phrases(self, title: str) -> set[int]:
        """The terms of the things that several words of a folded title mean together."""
        words = title.split()
        spans = [(at, at + many) for many in range(2, self._longest + 1) for at in range(len(words) - many + 1)]
        return {concept for start, end in spans for concept in self._phrases.get(" ".join(words[start:end]), ())}


def _concepts() -> Any:
    return select(Term.id).where(Term.kind == TermKind.CONCEPT)
