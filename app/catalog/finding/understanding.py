"""What the words of a question may mean: themselves, other forms, other languages, what was probably meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.catalog.finding.folding import MAX_WORD_CHARS, is_unspaced, pieces, stems, whole_of, words_of
from app.catalog.finding.forms import are_forms
from app.catalog.finding.matching import found_up_to
from app.catalog.finding.models import Term, TermKind, TermName
from app.catalog.finding.question import Meaning, Question, Unit
from app.catalog.finding.spelling import Word, beginning_with, containing, in_use, is_name, nearest, sharing
from app.catalog.finding.stopwords import HOW, STOP_WORDS

MAX_WORDS = 8  # a longer question is cut; nobody means the ninth word
MOST_SAID = 20  # with the small words between them
MOST_JOINED = 4  # words that are one thing together: "fait à la main"
MAX_QUERY_CHARS = 120
LEAST_BEGINNING = 2  # letters
LEAST_HALF = 3  # letters of a word that was written together with another
MOST_HALVES = 3  # ways to take a word apart that are looked at
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
        only does not go with the others, and as much as a word for a thing: who asks for coffee cups is shown cups.

        Args:
            left_out: known words that nothing has together with the others.
        """
        guessed = {word for asked, taken in self.taken for word in (asked, *taken.split())}
        gone = guessed | set(left_out)
        sure = {unit.asked: 1 + (unit.is_thing and bool(self.unknown)) for unit in self.units if unit.asked not in gone}
        helpless = 2 * len(self.unknown) + len(left_out)
        return not self.units or (helpless > 0 and sum(sure.values()) < helpless)


def query_words(q: str) -> list[str]:
    """What a question is looked up by: its folded words, a bounded number of them, without those that say nothing."""
    return _telling(list(words_of(q[:MAX_QUERY_CHARS])))


def _telling(words: list[str]) -> list[str]:
    telling = [word for word in words if word not in STOP_WORDS]
    return (telling or words)[:MAX_WORDS]


def is_literal(q: str) -> bool:
    """Whether the words stand between quotation marks: exactly these, no others that were perhaps meant."""
    bare = q.strip()
    return len(bare) > 1 and bare[0] in QUOTES and bare[-1] in QUOTES


def understand(db: Session, q: str) -> Understood:
    """What a question asks for; words of a script without spaces are found inside their stretch."""
    literal = is_literal(q)
    words = query_words(q) if literal else _telling(_joined(db, list(words_of(q[:MAX_QUERY_CHARS]))[:MOST_SAID]))
    tokens = _segmented(db, words)
    known = _forms(db, [token for token in tokens if not isinstance(token, list)])
    units: list[Unit] = []
    taken, unknown = [], []
    for token in tokens:
        if isinstance(token, list):
            found, word, instead = _pieces(db, token), whole_of(token), None
        else:
            found, instead = _meant(db, token, known[token], literal=literal)
            word = token
        units += found
        if not found:
            unknown.append(word)
        elif instead:
            taken.append((word, instead))
    return Understood(tuple(units), tuple(taken), tuple(unknown), asked_nothing=not tokens)


Token = str | list[str]  # a word, or the pieces of a stretch without spaces
Near = list[tuple[Word, float]]  # words with their closeness to what was asked


def _joined(db: Session, words: list[str]) -> list[str]:
    """Words that are one together put together: "hand loom", and with its small words "hecho a mano"."""
    joined = {one for at in range(len(words)) for _many, one in _together(words[at:])}
    if not joined:
        return words
    used = in_use(db, joined)
    found: list[str] = []
    at = 0
    while at < len(words):
        many, word = next(((many, one) for many, one in _together(words[at:]) if one in used), (1, words[at]))
        found.append(word)
        at += many
    return found


def _together(words: list[str]) -> Iterator[tuple[int, str]]:
    """How many of the first words may be one together, and that one; the longest first."""
    for many in range(MOST_JOINED, 1, -1):
        run = words[:many]
        if len(run) < many or any(map(is_unspaced, run)) or STOP_WORDS.issuperset(run):
            continue
        yield many, " ".join(run)[:MAX_WORD_CHARS]
        if many < MOST_JOINED and STOP_WORDS.isdisjoint(run):
            yield many, "".join(run)[:MAX_WORD_CHARS]


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
                if not are_forms(word, each.value):
                    continue
                near = (each, EXACTLY if each.value == word else OTHER_FORM)
                if near not in found[word]:
                    found[word].append(near)
    return found


def _meant(db: Session, word: str, forms: Near, *, literal: bool) -> tuple[list[Unit], str | None]:
    """The conditions that a word stands for, and what it was taken for if it is none of these words.

    First itself and its other forms; where it is no word itself, those that begin with it; else the two that it is
    written together from; else those that have it inside; else the one that was probably meant. The name of something
    that no product has neither begins another word nor misspells one: a hat is no "hatch".
    """
    known = literal or any(closeness == EXACTLY for _word, closeness in forms) or is_name(db, word)
    found = forms if known else _begun(db, word, forms)
    if found or known:
        return _units(_unit(db, word, found)), None
    halves = _halves(db, word)
    for text, pair in halves:
        if found_up_to(db, Question(pair), 1):
            return list(pair), text
    inside = containing(db, word)
    if inside:
        return _units(_unit(db, word, [(each, PART) for each in inside])), None
    meant = nearest(db, word)
    if meant is not None:
        near = [(each, MEANT * close) for each, close in _forms(db, [meant.value])[meant.value]]
        return _units(_unit(db, word, near)), meant.value
    return (list(halves[0][1]), halves[0][0]) if halves else ([], None)


def _units(*found: Unit | None) -> list[Unit]:
    return [unit for unit in found if unit is not None]


def _begun(db: Session, word: str, forms: Near) -> Near:
    """The other forms of a word that is none itself, and those that begin with it."""
    known = {each.id for each, _closeness in forms}
    longer = beginning_with(db, word) if len(word) >= LEAST_BEGINNING else []
    return forms + [(each, BEGINNING) for each in longer if each.id not in known]


def _halves(db: Session, word: str) -> list[tuple[str, tuple[Unit, ...]]]:
    """The ways to take a word apart into two ("sisalbasket"): what they read, and the two conditions."""
    pairs = [(word[:at], word[at:]) for at in range(LEAST_HALF, len(word) - LEAST_HALF + 1)]
    used = in_use(db, {half for pair in pairs for half in pair}) if pairs else {}
    pairs = [pair for pair in pairs if all(half in used for half in pair)][:MOST_HALVES]
    forms = _forms(db, [half for pair in pairs for half in pair]) if pairs else {}
    found = [(f"{a} {b}", tuple(_units(_unit(db, a, forms[a]), _unit(db, b, forms[b])))) for a, b in pairs]
    return [(text, units) for text, units in found if len(units) == 2]


_NAMED = (
    select(TermName.word_id, TermName.weight, Term.id, Term.kind, Term.value, Term.listed)
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
    things: set[str] = set()
    for row in db.execute(_NAMED, {"words": list(close)}):
        things |= {row.value} if row.kind is TermKind.CONCEPT else set()
        closeness = close[row.word_id] * (AS_THING if row.kind is TermKind.CONCEPT else 1.0)
        known = meanings.get(row.id)
        if known is None or closeness * row.weight > known.closeness * known.weight:
            meanings[row.id] = Meaning(row.id, closeness, row.weight)
        counts[row.id] = row.listed
    if not meanings:
        return None
    listed = sum(counts[term] for term in meanings)
    return Unit(
        tuple(meanings), listed, TermKind.WORD, tuple(meanings.values()), asked, bool(things) and HOW.isdisjoint(things)
    )


def _pieces(db: Session, wanted: list[str]) -> list[Unit]:
    """One condition for each piece of a stretch; none if fewer than half of them are anywhere."""
    rows = db.execute(select(Term.id, Term.listed).where(Term.kind == TermKind.PIECE, Term.value.in_(wanted))).all()
    if 2 * len(rows) < len(set(wanted)):
        return []
    return [
        Unit((row.id,), row.listed, TermKind.PIECE, (Meaning(row.id, EXACTLY, 1),), whole_of(wanted)) for row in rows
    ]
