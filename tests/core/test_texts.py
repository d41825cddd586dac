"""A reader gets words in their language, else by a named chain, else the makers' own; always told which."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.i18n import languages
from app.core.texts import NEAR, Standing, Words, chain, direction, pick, words


@dataclass(frozen=True)
class Line:
    """A row of words."""

    lang: str
    standing: Standing
    title: str


def line(lang: str, standing: Standing = Standing.CHECKED, title: str = "") -> Line:
    return Line(lang, standing, title or f"in {lang}")


def test_a_reader_gets_their_own_language_first() -> None:
    rows = [line("en"), line("sw", Standing.ORIGINAL), line("pt", Standing.DRAFT)]
    assert words(rows, "title", "pt") == Words("in pt", "pt", Standing.DRAFT)


@pytest.mark.parametrize(("reader", "near"), [(lang, near[0]) for lang, near in NEAR.items()])
def test_the_near_language_comes_before_english(reader: str, near: str) -> None:
    assert chain(reader) == (reader, near, "en")
    assert words([line("en"), line(near), line("xx", Standing.ORIGINAL)], "title", reader).lang == near


def test_english_comes_before_the_makers_own_words() -> None:
    rows = [line("th", Standing.ORIGINAL), line("en", Standing.DRAFT)]
    assert words(rows, "title", "es") == Words("in en", "en", Standing.DRAFT)


def test_the_makers_own_words_come_last_of_the_chain_and_before_other_translations() -> None:
    rows = [line("km"), line("th", Standing.ORIGINAL), line("lo")]
    for order in permutations(rows):
        assert words(order, "title", "es") == Words("in th", "th", Standing.ORIGINAL)


def test_any_words_are_better_than_none() -> None:
    assert words([line("km")], "title", "es") == Words("in km", "km", Standing.CHECKED)
    assert pick([], "es") is None
    assert words([], "title", "es", default="slug") == Words("slug", "en")
    assert not words([], "title", "es")


def test_an_empty_field_counts_as_missing() -> None:
    rows = [Line("es", Standing.CHECKED, ""), line("sw", Standing.ORIGINAL)]
    assert words(rows, "title", "es").lang == "sw"


langs = st.sampled_from(["en", "es", "pt", "sw", "ur", "hi", "ky", "ru", "th", "am", "dv"])


@settings(deadline=None)
@given(st.dictionaries(langs, st.sampled_from(Standing), min_size=1), langs)
def test_nothing_is_hidden_because_it_is_not_translated_and_the_label_is_true(
    told: dict[str, Standing], reader: str
) -> None:
    rows = [line(lang, standing) for lang, standing in told.items()]
    found = words(rows, "title", reader)
    assert found.text == f"in {found.lang}"
    assert told[found.lang] is found.standing
    best = [lang for lang in chain(reader) if lang in told]
    assert not best or found.lang == best[0]


@pytest.mark.parametrize("lang", ["ur", "ar", "fa", "he", "dv", "ps", "sd", "ur-PK"])
def test_languages_written_from_the_right_say_so(lang: str) -> None:
    assert direction(lang) == "rtl"
    assert Words("x", lang).dir == "rtl"


@pytest.mark.parametrize("lang", ["en", "es", "pt-BR", "sw", "hi", "bn", "th", "am", "ka", "kam", "und", "", "no-such"])
def test_all_others_run_from_the_left(lang: str) -> None:
    assert direction(lang) == "ltr"


def test_the_interface_runs_as_its_languages_do() -> None:
    assert {code: language.dir for code, language in languages().items()} == {c: direction(c) for c in languages()}
    assert languages()["ur"].dir == "rtl"
