"""While somebody types: names and titles that would be found, as a short list for the browser's own menu."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient


def test_a_beginning_is_completed_to_names_and_titles(sample_client: TestClient) -> None:
    found = sample_client.get("/suggestions?q=kion").json()
    assert any("kiondo" in text.lower() for text in found)
    assert 1 <= len(found) <= 10


@pytest.mark.parametrize(("prefix", "name"), [("", "Kenya"), ("/es", "Kenia"), ("/ur", "کینیا")])
def test_names_come_in_the_readers_language(sample_client: TestClient, prefix: str, name: str) -> None:
    assert name in sample_client.get(f"{prefix}/suggestions?q=kenya").json()


@pytest.mark.parametrize("typed", ["", "k", " ", "qzxwvk", "%", "x" * 5000])
def test_nothing_known_suggests_nothing(sample_client: TestClient, typed: str) -> None:
    answer = sample_client.get("/suggestions", params={"q": typed})
    assert answer.status_code in (200, 414)
    if answer.status_code == 200:
        assert answer.json() == []


def test_each_suggestion_finds_something(sample_client: TestClient) -> None:
    for text in sample_client.get("/suggestions?q=bas").json():
        assert sample_client.get("/api/v1/products", params={"q": text}).json()["items"], text


def test_search_boxes_say_where_suggestions_come_from(sample_client: TestClient) -> None:
    assert 'data-suggest="/ur/suggestions"' in sample_client.get("/ur/products").text
