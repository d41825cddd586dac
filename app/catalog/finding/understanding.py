"""What the words of a question may mean: themselves, other forms, other languages, what was probably meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.catalog.finding.folding import MAX_WORD_CHARS, is_unspaced, pieces, stems, whole_of, words_of
from app.catalog.finding.models import Term, TermKind, TermName
from app.catalog.finding.question import Meaning, Unit
from app.catalog.finding.spelling import Word, beginning_with, containing, in_use, nearest, sharing
from app.catalog.finding.stopwords import STOP_WORDS

MAX_WORDS = 8  # a longer question is cut; nobody means the ninth word
MAX_QUERY_CHARS = 120
LEAST_BEGINNING = 2  # letters
LEAST_HALF = 3  # letters of a word that was written together with another
MOST_NAMED = 40  # things, places, groups that one word may stand for: thousands of groups say "women", each a term
QUOTES = "\"“”„«»'"

EXACTLY, OTHER_FORM, BEGINNING, PART, MEANT = 1.0, 0.9, 0.8, 0.6, 0.8
AS_THING = 0.75  # a word of another language, or another word for it


@dataclass(frozen=True)
class Understood:
    """What a question asks for."""

    units: tuple[Unit, ...]  # all of which a product must have
    taken: tuple[tuple[str, str], ...] = ()  # words that were taken for others: asked, taken
    unknown: tuple[str, ...] = ()  # words that nothing here is called by
    asked_nothing: bool = False  # there was no word in it

    def is_too_little(self, left_out: Collection[str] = ()) -> bool:
        """Whether there is too little in it to go by. A word that nothing is called by weighs twice as much as one that
        only does not go with the others.

        Args:
            left_out: known words that nothing has together with the others.
        """
        guessed = {asked for asked, _taken in self.taken}
        sure = {unit.asked for unit in self.units} - guessed - set(left_out)
        helpless = 2 * len(self.unknown) + len(left_out)
        return not self.units or (helpless > 0 and len(sure) < helpless)


def query_words(q: str) -> list[str]:
    """What a question is looked up by: its folded words, a bounded number of them, without those that say nothing."""
    words = list(words_of(q[:MAX_QUERY_CHARS]))
    telling = [word for word in words if word not in STOP_WORDS]
    return (telling or words)[:MAX_WORDS]


def is_literal(q: str) -> bool:
    """Whether the words stand between quotation marks: exactly these, no others that were perhaps meant."""
    bare = q.strip()
    return len(bare) > 1 and bare[0] in QUOTES and bare[-1] in QUOTES


def understand(db: Session, q: str) -> Understood:
    """What a question asks for; words of a script without spaces are found inside their stretch."""
    tokens = _segmented(db, _rejoined(db, query_words(q)))
    known = _forms(db, [token for token in tokens if not isinstance(token, list)])
    units: list[Unit] = []
    taken, unknown = [], []
    for token in tokens:
        if isinstance(token, list):
            found = _pieces(db, token)
            units += found
            unknown += [] if found else [whole_of(token)]
            continue
        words, instead = _meant(db, token, known[token], literal=is_literal(q))
        unit = _unit(db, token, words)
        if unit is None:
            unknown.append(token)
            continue
        units.append(unit)
        if instead:
            taken.append((token, instead))
    return Understood(tuple(units), tuple(taken), tuple(unknown), asked_nothing=not tokens)


Token = str | list[str]  # a word, or the pieces of a stretch without spaces
Near = list[tuple[Word, float]]  # words with their closeness to what was asked


def _rejoined(db: Session, words: list[str]) -> list[str]:
    """Words written apart that are one ("hand loom"), and one that is two ("sisalbasket")."""
    spaced = [word for word in words if not is_unspaced(word)]
    halves = {word: [(word[:at], word[at:]) for at in range(LEAST_HALF, len(word) - LEAST_HALF + 1)] for word in spaced}
    runs = [words[at : at + many] for many in (3, 2) for at in range(len(words) - many + 1)]
    joined = [sign.join(run)[:MAX_WORD_CHARS] for run in runs if not any(map(is_unspaced, run)) for sign in ("", " ")]
    parts = [half for pairs in halves.values() for pair in pairs for half in pair]
    used = in_use(db, {*spaced, *joined, *parts})
    found: list[str] = []
    at = 0
    while at < len(words):
        many, word = _longest(words[at:], used)
        pair = next(((a, b) for a, b in halves.get(word, ()) if a in used and b in used), None)
        found += [word] if word in used or pair is None else list(pair)
        at += many
    return found


def _longest(words: list[str], used: dict[str, Word]) -> tuple[int, str]:
    """How many of the first words are one together, and that one."""
    for many in (3, 2):
        for sign in (" ", ""):
            joined = sign.join(words[:many])
            if len(words) >= many and joined in used:
                return many, joined
    return 1, words[0]


def _segmented(db: Session, words: Sequence[str]) -> list[Token]:
    """Stretches without spaces taken apart into named words, the longest first, and the pieces between them."""
    runs = [word for word in words if is_unspaced(word)]
    if not runs:
        return list(words)
    within = {run[a:b] for run in runs for a in range(len(run)) for b in range(a + 1, min(a + 20, len(run)) + 1)}
    used = in_use(db, within)
    tokens: list[Token] = []
    for word in words:
        tokens += [word] if not is_unspaced(word) else _parts(word, used) or [pieces(word)]
    return tokens


def _parts(run: str, used: dict[str, Word]) -> list[Token]:
    for long in range(len(run), 0, -1):
        for at in range(len(run) - long + 1):
            if run[at : at + long] in used:
                before, after = run[:at], run[at + long :]
                return [*_parts(before, used), run[at : at + long], *_parts(after, used)]
    return [pieces(run)] if len(run) > 1 else []


def _forms(db: Session, words: Sequence[str]) -> dict[str, Near]:
    """For each word: itself and its other forms, as far as something is called by them."""
    found: dict[str, Near] = {word: [] for word in words}
    wanted: dict[str, list[str]] = defaultdict(list)
    for word in found:
        for stem in stems(word):
            wanted[f"+{stem}"].append(word)
    for key, words_of_key in sharing(db, wanted).items():
        for word in wanted[key]:
            for each in words_of_key:
                near = (each, EXACTLY if each.value == word else OTHER_FORM)
                if near not in found[word]:
                    found[word].append(near)
    return found


def _meant(db: Session, word: str, forms: Near, *, literal: bool) -> tuple[Near, str | None]:
    """The words that a word may stand for, and what it was taken for if it is none of them.

    First itself and its other forms; where it is no word itself, those that begin with it; else those that have it
    inside; else the one that was probably meant.
    """
    if any(closeness == EXACTLY for _word, closeness in forms) or literal:
        return forms, None
    known = {each.id for each, _closeness in forms}
    longer = beginning_with(db, word) if len(word) >= LEAST_BEGINNING else []
    found = forms + [(each, BEGINNING) for each in longer if each.id not in known]
    if found:
        return found, None
    inside = containing(db, word)
    if inside:
        return [(each, PART) for each in inside], None
    meant = nearest(db, word)
    if meant is None:
        return [], None
    return [(each, MEANT * close) for each, close in _forms(db, [meant.value])[meant.value]], meant.value


_NAMED = (
    select(TermName.word_id, TermName.weight, Term.id, Term.kind, Term.listed)
    .join(Term, Term.id == TermName.term_id)
    .where(TermName.word_id.in_(bindparam("words", expanding=True)), TermName.asks, Term.listed > 0)
    .order_by(TermName.weight.desc(), Term.listed.desc(), Term.id)
    .limit(MOST_NAMED)
)


def _unit(db: Session, asked: str, words: Near) -> Unit | None:
    """The terms that some words stand for: the words themselves, and what they name."""
    close = {word.id: closeness for word, closeness in words}
    meanings = {word.id: Meaning(word.id, closeness, 1) for word, closeness in words if word.listed}
    counts = {word.id: word.listed for word, _closeness in words}
    for row in db.execute(_NAMED, {"words": list(close)}):
        closeness = close[row.word_id] * (AS_THING if row.kind is TermKind.CONCEPT else 1.0)
        known = meanings.get(row.id)
        if known is None or closeness * row.weight > known.closeness * known.weight:
            meanings[row.id] = Meaning(row.id, closeness, row.weight)
        counts[row.id] = row.listed
    if not meanings:
        return None
    listed = sum(counts[term] for term in meanings)
    return Unit(tuple(meanings), listed, TermKind.WORD, tuple(meanings.values()), asked)


def _pieces(db: Session, wanted: list[str]) -> list[Unit]:
    """One condition for each piece of a stretch; none if fewer than half of them are anywhere."""
    rows = db.execute(select(Term.id, Term.listed).where(Term.kind == TermKind.PIECE, Term.value.in_(wanted))).all()
    if 2 * len(rows) < len(set(wanted)):
        return []
    return [
        Unit((row.id,), row.listed, TermKind.PIECE, (Meaning(row.id, EXACTLY, 1),), whole_of(wanted)) for row in rows
    ]
