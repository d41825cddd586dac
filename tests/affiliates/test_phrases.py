"""The sentences of a first message are complete and alike in every language."""

from __future__ import annotations

import re

import pytest
import yaml

from app.affiliates.phrases import FALLBACK, FOLDER, message, message_languages, phrase_books
from app.catalog.seed.files import ROOT
from app.core.i18n import languages
from app.core.texts import Standing, direction

PLACES = re.compile(r"%\((\w+)\)s")
VALUES = {"group": "G", "title": "50 % 布", "link": "https://example.org/p/X", "code": "X", "variant": "L"}


def places(lang: str) -> dict[str, list[str]]:
    return {key: sorted(PLACES.findall(text)) for key, text in phrase_books()[lang].sentences.items()}


@pytest.mark.parametrize("lang", sorted(phrase_books()))
def test_every_language_has_the_same_sentences_with_the_same_places(lang: str) -> None:
    assert places(lang) == places(FALLBACK)
    assert all(text.strip() == text and text for text in phrase_books()[lang].sentences.values())
    book = yaml.load((FOLDER / f"{lang}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    assert Standing(book["standing"]) is phrase_books()[lang].standing


@pytest.mark.parametrize("lang", sorted(phrase_books()))
def test_every_sentence_can_be_written_with_any_values(lang: str) -> None:
    written = message(list(places(FALLBACK)), lang, **VALUES)
    assert written.lang == lang
    assert len(written.text.splitlines()) == len(places(FALLBACK))
    assert "%(" not in written.text
    assert "50 % 布" in written.text
    marked = [line.startswith("\u200f") for line in written.text.splitlines()]
    assert all(marked) if direction(lang) == "rtl" else not any(marked)


def test_the_interface_and_every_first_language_of_the_sample_can_be_written() -> None:
    assert set(languages()) <= set(phrase_books())
    for path in sorted((ROOT / "groups").glob("*.yaml")):
        spoken = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["languages"]
        assert set(spoken) & set(phrase_books()), path.name


def test_a_message_is_in_the_groups_first_language_with_sentences_and_then_the_readers() -> None:
    assert message_languages(["kam", "sw", "en"], "es") == ("sw", "es")
    assert message_languages(["ur", "en"], "en") == ("ur", "en")
    assert message_languages(["es"], "es") == ("es",)
    assert message_languages(["kam"], "es") == ("en", "es")
    assert message_languages([], "no-such") == ("en",)
