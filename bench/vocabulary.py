"""Words that made-up goods are described with: things, colours, patterns, materials and sentences in twelve languages.

Read from `bench/words/`. An empty cell means that a language has no word for it here; its makers then make
something else. Only the standard library is used, for the loader of the other shop runs in an environment of its own.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent / "words"
LANGS = ("en", "es", "pt", "fr", "sw", "hi", "bn", "ur", "ru", "th", "am", "lo")
LEAST_WORDS = 10  # of a story
Row = dict[str, str]


@dataclass(frozen=True)
class Family:
    """Things made by the same hands: slugs of their crafts and materials, and what they cost."""

    crafts: tuple[str, ...]
    materials: tuple[str, ...]  # of which the first of a product is one
    besides: tuple[str, ...]  # what may be added
    euros: tuple[int, int]


FAMILIES: Mapping[str, Family] = {
    "basketry": Family(
        ("basketry", "coiled-basketry", "twined-basketry", "plaiting", "bamboo-and-rattan"),
        ("sisal", "palm-leaf", "grass", "reed", "bamboo", "rattan", "banana-fibre", "raffia"),
        ("leather", "plant-dye", "cotton"),
        (5, 70),
    ),
    "weaving": Family(
        ("weaving", "handloom", "backstrap-weaving", "ikat", "band-weaving", "pattern-weaving"),
        ("cotton", "silk", "sheep-wool", "alpaca-wool", "linen", "nettle"),
        ("plant-dye", "indigo", "glass-beads"),
        (8, 160),
    ),
    "embroidery": Family(
        ("embroidery", "chikan", "mirror-work", "suzani", "free-embroidery"),
        ("cotton", "silk", "linen"),
        ("mirror-glass", "glass-beads", "plant-dye"),
        (7, 120),
    ),
    "quilting": Family(
        ("quilting", "kantha", "patchwork", "picture-applique"),
        ("cotton", "reused-cotton", "silk"),
        ("plant-dye", "indigo"),
        (10, 180),
    ),
    "printing": Family(
        ("dyeing-and-printing", "block-printing", "tie-dye", "batik"),
        ("cotton", "silk", "linen"),
        ("indigo", "plant-dye"),
        (8, 90),
    ),
    "felt": Family(
        ("felt", "felt-rugs", "small-felt"), ("sheep-wool", "alpaca-wool"), ("plant-dye", "leather"), (6, 110)
    ),
    "lace": Family(
        ("lace-and-crochet", "wheel-lace", "crochet", "macrame"),
        ("cotton", "linen", "silk"),
        ("plant-dye", "other-wood"),
        (4, 80),
    ),
    "beads": Family(("beadwork", "bead-jewellery"), ("glass-beads", "brass"), ("leather", "cotton"), (3, 50)),
    "carving": Family(
        ("carving", "wood-carving", "soapstone-carving", "gourd-carving"),
        ("olive-wood", "other-wood", "soapstone", "gourd"),
        ("brass", "leather"),
        (4, 60),
    ),
    "pottery": Family(
        ("pottery", "hand-pottery", "glazed-pottery"), ("earthenware", "stoneware"), ("sisal", "rattan"), (4, 50)
    ),
    "bark": Family(("bark-cloth", "beaten-bark-cloth"), ("fig-bark",), ("cotton", "leather"), (6, 60)),
}


def _read(name: str) -> list[Row]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@dataclass(frozen=True)
class Vocabulary:
    """What one language can say."""

    things: Mapping[str, tuple[tuple[str, str], ...]]  # family -> (concept, word)
    said: Mapping[tuple[str, str], Mapping[str, str]]  # (kind, concept) -> lang -> word

    def word(self, kind: str, concept: str, lang: str) -> str:
        """The word for something; English where a language has none."""
        words = self.said[kind, concept]
        return words[lang] or words["en"]

    def concepts(self, kind: str, lang: str) -> tuple[str, ...]:
        """What a language has a word for."""
        return tuple(concept for (of, concept), words in self.said.items() if of == kind and words[lang])

    def things_of(self, family: str, lang: str) -> tuple[str, ...]:
        """Things of a family that a language has a word for."""
        return tuple(concept for concept, _word in self.things[family] if self.said["thing", concept][lang])


@cache
def vocabulary() -> Vocabulary:
    """All words."""
    rows = _read("words.csv")
    said = {(row["kind"], row["concept"]): {lang: row[lang] for lang in LANGS} for row in rows}
    things = {
        family: tuple((row["concept"], row["en"]) for row in rows if row["family"] == family) for family in FAMILIES
    }
    return Vocabulary(things, said)


@cache
def sentences(place: str, lang: str) -> tuple[str, ...]:
    """Sentences for the beginning (`first`) or the end (`second`) of a story."""
    return tuple(row[lang] for row in _read("stories.csv") if row["place"] == place)


@cache
def countries() -> tuple[Row, ...]:
    """Countries of the network: language, currency and time zone of their groups, and districts."""
    return tuple(_read("countries.csv"))


# The order in which a language puts colour, material, thing, pattern and use.
_ORDER = {
    "en": "cmtpu", "es": "tmcpu", "pt": "tmcpu", "fr": "tmcpu", "sw": "tmcpu", "ru": "tmcpu",
    "hi": "umtcp", "ur": "umtcp", "bn": "umcpt", "am": "umcpt", "th": "tmcpu", "lo": "tmcpu",
}  # fmt: skip
_GLUED = {"th", "lo"}  # thing and material are written as one word
_KINDS = {"c": "colour", "m": "material", "t": "thing", "p": "pattern", "u": "use"}


def title(lang: str, parts: Mapping[str, str]) -> str:
    """A title out of concepts by kind (`c m t p u`), in the order of the language."""
    words = vocabulary()
    said = [words.word(_KINDS[kind], parts[kind], lang) for kind in _ORDER[lang] if kind in parts]
    text = " ".join(said)
    if lang in _GLUED and "m" in parts:
        text = text.replace(" ", "", 1)
    return text[:1].upper() + text[1:]


def story(lang: str, first: int, second: int) -> str:
    """An opening by its number, and as many endings from a number on as make it a story."""
    openings, endings = sentences("first", lang), sentences("second", lang)
    stop = {"hi": "।", "bn": "।", "ur": "۔", "am": "።", "th": "", "lo": ""}.get(lang, ".")
    text = f"{openings[first % len(openings)]}{stop} {endings[second % len(endings)]}{stop}"
    while stop and text.count(" ") + 1 < LEAST_WORDS:
        second += 1
        text += f" {endings[second % len(endings)]}{stop}"
    return text
