"""Made-up goods are the same in every run, and fit the bazaar's own reference data."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from pathlib import Path

import pytest
import yaml

from app.core.money import exponent
from bench.goods import WITHOUT_MINOR_UNITS, Good, Kind, goods, per_euro
from bench.makers import group_count, makers
from bench.rows import code_of
from bench.vocabulary import FAMILIES, LANGS, countries, vocabulary

REFERENCE = Path(__file__).parents[2] / "catalog_seed/reference"
SCRIPTS = {
    "en": "LATIN", "es": "LATIN", "pt": "LATIN", "fr": "LATIN", "sw": "LATIN", "hi": "DEVANAGARI", "bn": "BENGALI",
    "ur": "ARABIC", "ru": "CYRILLIC", "th": "THAI", "am": "ETHIOPIC", "lo": "LAO",
}  # fmt: skip
SPACELESS = {"th", "lo"}


@pytest.fixture(scope="module")
def some() -> list[Good]:
    """Enough of them for every language and kind to be there."""
    return list(goods(3000))


def ids_of(name: str) -> set[str]:
    return {one["id"] for one in yaml.load((REFERENCE / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)}


def test_the_same_seed_gives_the_same_goods(some: list[Good]) -> None:
    assert list(goods(3000)) == some
    assert list(islice(goods(3000, seed=2), 50)) != some[:50]


def test_goods_come_one_after_another() -> None:
    assert len(list(islice(goods(10**6), 3))) == 3


def test_crafts_and_materials_are_those_of_the_reference_data(some: list[Good]) -> None:
    assert {good.craft for good in some} <= ids_of("crafts")
    assert {slug for good in some for slug in good.materials} <= ids_of("materials")
    assert {craft for family in FAMILIES.values() for craft in family.crafts} <= ids_of("crafts")
    assert all(1 <= len(set(good.materials)) == len(good.materials) <= 3 for good in some)


def test_groups_are_in_every_country() -> None:
    known = {
        row["code"] for row in yaml.load((REFERENCE / "countries.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    }
    assert {row["code"] for row in countries()} == known
    assert {group.country for group in makers(group_count(1))} == known
    assert group_count(10**6) == 16_667


def test_every_language_is_written_in_its_own_script(some: list[Good]) -> None:
    seen = set()
    for good in some:
        for lang, title in good.titles.items():
            letters = {unicodedata.name(char).split()[0] for char in title if char.isalpha()}
            assert letters == {SCRIPTS[lang]}, title
            seen.add(lang)
    assert seen == set(LANGS)


def test_titles_and_stories_have_a_sensible_length(some: list[Good]) -> None:
    for good in some:
        assert good.titles.keys() == good.stories.keys()
        assert good.lang in good.titles
        assert max(map(len, good.titles.values())) <= 120
        spaced = {lang: story for lang, story in good.stories.items() if lang not in SPACELESS}
        assert all(10 <= len(story.split()) <= 27 for story in spaced.values()), spaced


def test_thousands_of_different_titles_arise(some: list[Good]) -> None:
    assert len({tuple(good.titles.items()) for good in some}) > 2500


def test_languages_have_words_enough() -> None:
    words = vocabulary()
    for lang in LANGS:
        known = sum(bool(of[lang]) for (kind, _concept), of in words.said.items() if kind in ("thing", "pattern"))
        assert known >= (20 if lang in ("am", "lo") else 60), lang


def test_prices_are_sane(some: list[Good]) -> None:
    assert {currency for currency in {row["currency"] for row in countries()} if not exponent(currency)} == set(
        WITHOUT_MINOR_UNITS
    )
    for good in some:
        assert good.price is not None or not good.steps
        if good.price is not None:
            euros = good.price / 10 ** exponent(good.currency) / float(per_euro()[good.currency])
            assert 1 <= euros <= 250, good
            assert [step[1] for step in good.steps] == sorted((step[1] for step in good.steps), reverse=True)
            assert all(0 < price < good.price for _pieces, price in good.steps)
    assert 0.01 < sum(good.price is None for good in some) / len(some) < 0.06


def test_kinds_and_pieces_agree(some: list[Good]) -> None:
    assert {good.kind for good in some} == set(Kind)
    assert all(good.pieces == 0 for good in some if good.kind is Kind.MADE_TO_ORDER)
    assert all(good.pieces == 1 for good in some if good.kind is Kind.ONE_OF_A_KIND)


def test_slugs_are_addresses_and_codes_are_different(some: list[Good]) -> None:
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", good.slug) and len(good.slug) <= 80 for good in some)
    assert len({good.slug for good in some}) == len(some)
    assert len({code_of(number) for number in range(100_000)}) == 100_000
