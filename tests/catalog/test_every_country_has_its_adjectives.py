"""For every country of the list there is the adjective by which its goods are asked for, in the languages of buyers."""

from __future__ import annotations

from typing import Any

import yaml

from app.catalog.finding.folding import fold
from app.catalog.seed.files import ROOT

FEWEST = 8  # one of English, and the forms of Spanish, Portuguese, French and German


def reference(name: str) -> Any:
    return yaml.safe_load((ROOT / "reference" / name).read_text(encoding="utf-8"))


def test_every_country_of_the_list_has_its_adjectives() -> None:
    codes = {country["code"] for country in reference("countries.yaml")}
    adjectives = reference("demonyms.yaml")
    assert adjectives.keys() == codes == reference("country_names.yaml").keys()
    assert {code for code, words in adjectives.items() if len(words) < FEWEST} == set()


def test_no_adjective_is_told_twice_or_asks_for_two_countries() -> None:
    told = [fold(word) for words in reference("demonyms.yaml").values() for word in words]
    assert sorted({word for word in told if told.count(word) > 1}) == []
