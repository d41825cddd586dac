"""The sentences of a buyer's first message to a group: written once per language, never glued from parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from app.core.texts import Standing, Words, direction

FOLDER = Path(__file__).parent / "phrases"
FALLBACK = "en"


@dataclass(frozen=True)
class Phrases:
    """The sentences of one language, by key, with `%(name)s` placeholders."""

    lang: str
    standing: Standing
    sentences: dict[str, str]


@lru_cache(maxsize=1)
def phrase_books() -> dict[str, Phrases]:
    """All languages a message can be written in, by code."""
    books = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        standing = Standing(content.pop("standing"))
        books[path.stem] = Phrases(path.stem, standing, content)
    return books


def message_languages(spoken: Sequence[str], reader_lang: str) -> tuple[str, ...]:
    """The languages of a message: the group's first one that has sentences, then the reader's if it differs.

    >>> message_languages(["kam", "sw", "en"], "es")
    ('sw', 'es')
    """
    books = phrase_books()
    theirs = next((lang for lang in spoken if lang in books), FALLBACK)
    mine = reader_lang if reader_lang in books else FALLBACK
    return (theirs,) if theirs == mine else (theirs, mine)


def message(keys: Iterable[str], lang: str, **values: str) -> Words:
    """A message in one language, one sentence a line. Values are the bazaar's own words, never free input."""
    book = phrase_books()[lang]
    lines = [book.sentences[key] % values for key in keys]
    if direction(lang) == "rtl":  # a mark that keeps Latin links and codes from turning a line around
        lines = [f"\u200f{line}" for line in lines]
    return Words("\n".join(lines), lang, book.standing)
