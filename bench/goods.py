"""Made-up goods: believable descriptions in twelve languages and nine scripts, the same for the same seed.

The words are of nobody and describe nothing that exists; they are there so that lists, filters and searches of any
size have something honest to work on. Only the standard library is used, see `vocabulary`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from random import Random

from bench.makers import Makers, group_count, makers
from bench.vocabulary import FAMILIES, LANGS, Vocabulary, story, title, vocabulary

RATES = Path(__file__).parents[1] / "catalog_seed/reference/rates.csv"
NEWEST = datetime(2026, 11, 20, 12, tzinfo=UTC)
SPREAD_MINUTES = 2 * 365 * 24 * 60
WITHOUT_MINOR_UNITS = frozenset({"CLP", "PYG", "UGX", "VND"})  # of the currencies in `words/countries.csv`
_SHAPES = (("m", "p"), ("m", "c"), ("c", "p"), ("m", "u"), ("c", "u"))
_THIRD = ("es", "fr", "pt", "sw", "hi", "ru")  # a language that some goods are translated to besides English


class Kind(StrEnum):
    """How pieces come to be there."""

    COUNTED = "counted"
    ONE_OF_A_KIND = "one_of_a_kind"
    MADE_TO_ORDER = "made_to_order"


@dataclass(frozen=True, slots=True)
class Good:
    """One product as the loaders of all shops need it."""

    number: int
    slug: str
    lang: str  # of its makers
    titles: Mapping[str, str]
    stories: Mapping[str, str]
    local_word: str
    craft: str
    materials: tuple[str, ...]
    group: int
    kind: Kind
    price: int | None  # minor units; None: on request
    currency: str
    lead_days: int
    pieces: int  # 0 for what is made to order
    steps: tuple[tuple[int, int], ...]  # wholesale: from so many pieces, each costs so much
    published_at: datetime


def goods(n: int, *, seed: int = 1) -> Iterator[Good]:
    """So many goods of `makers(group_count(n))`, one after another."""
    chance = Random(f"goods {seed}")
    groups = list(makers(group_count(n), seed=seed))
    words = _Choice(vocabulary())
    for number in range(n):
        # the first goods go round, so that no group has nothing
        group = groups[number] if number < len(groups) else chance.choice(groups)
        yield _good(number, group, words, chance)


class _Choice:
    """What each language can choose from, gathered once."""

    def __init__(self, words: Vocabulary) -> None:
        self.things = {(f, lang): words.things_of(f, lang) for f in FAMILIES for lang in LANGS}
        self.parts = {
            (kind, lang): words.concepts(name, lang)
            for kind, name in (("c", "colour"), ("p", "pattern"), ("u", "use"))
            for lang in LANGS
        }
        named = {lang: set(words.concepts("material", lang)) for lang in LANGS}
        self.materials = {
            (name, lang): tuple(one for one in family.materials if one in named[lang])
            for name, family in FAMILIES.items()
            for lang in LANGS
        }
        self.word = words.word


def _good(number: int, group: Makers, words: _Choice, chance: Random) -> Good:
    lang = group.lang
    name = chance.choice([one for one in group.families if words.things[one, lang]] or ["basketry"])
    family = FAMILIES[name]
    parts = {"t": chance.choice(words.things[name, lang]), "m": chance.choice(words.materials[name, lang])}
    materials = (parts["m"], *chance.sample(family.besides, chance.choice((0, 0, 1, 1, min(2, len(family.besides))))))
    shape = chance.choice(_SHAPES)
    shown = {"t": parts["t"], **{k: parts["m"] if k == "m" else chance.choice(words.parts[k, lang]) for k in shape}}
    said = _languages(lang, chance)
    first, second = chance.randrange(8), chance.randrange(8)
    titles = {one: title(one, shown) for one in said}
    kind = chance.choices((Kind.COUNTED, Kind.ONE_OF_A_KIND, Kind.MADE_TO_ORDER), (5, 2, 4))[0]
    price = None if chance.random() < 0.03 else _price(family.euros, group.currency, chance)
    return Good(
        number=number,
        slug=f"{re.sub('[^a-z]+', '-', title('en', shown).lower())[:60].strip('-')}-{number}",
        lang=lang,
        titles=titles,
        stories={one: story(one, first, second) for one in said},
        local_word=words.word("thing", parts["t"], lang),
        craft=chance.choice(family.crafts),
        materials=materials,
        group=group.number,
        kind=kind,
        price=price,
        currency=group.currency,
        lead_days=chance.choice((7, 14, 21, 30, 45)) if kind is Kind.MADE_TO_ORDER else chance.choice((0, 1, 3)),
        pieces={Kind.COUNTED: chance.randint(0, 24), Kind.ONE_OF_A_KIND: 1}.get(kind, 0),
        steps=() if price is None or chance.random() > 0.25 else ((10, price * 9 // 10), (50, price * 8 // 10)),
        published_at=NEWEST - timedelta(minutes=10 * chance.randrange(SPREAD_MINUTES // 10)),  # several share a moment
    )


def _languages(lang: str, chance: Random) -> tuple[str, ...]:
    """The makers' own, mostly English, sometimes a third."""
    said = [lang]
    if chance.random() < 0.9:
        said.append("en")
    if chance.random() < 0.2:
        said.append(chance.choice(_THIRD))
    return tuple(dict.fromkeys(said))


def _price(euros: tuple[int, int], currency: str, chance: Random) -> int:
    """A price such as people set: two digits that count, and noughts."""
    low, high = euros
    amount = low * (high / low) ** chance.random() * float(per_euro()[currency])
    noughts = max(0, len(str(int(amount))) - 2)
    whole = max(1, int(round(amount, -noughts)))
    return whole if currency in WITHOUT_MINOR_UNITS else whole * 100


@cache
def per_euro() -> Mapping[str, Decimal]:
    """How many units of a currency one euro is."""
    with RATES.open(encoding="utf-8", newline="") as lines:
        return {row["currency"]: Decimal(row["per_eur"]) for row in csv.DictReader(lines)}
