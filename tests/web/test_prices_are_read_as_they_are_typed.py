"""Bounds of the price are read as people type them; what cannot be read takes nothing else of the question away."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from tests.web.test_search_says_what_it_understood import said

CARD = 'class="product-card"'


def shown(page: str) -> list[str]:
    """The goods on a page."""
    return re.findall(r'href="(?:/[a-z]{2})?/products/([a-z0-9-]+)"', page[page.index("<main") :])


@pytest.mark.parametrize("typed", ["50", "50.00", "50,00", "€50", "50 EUR", "۵۰", "٥٠", " 50 € "])
@pytest.mark.parametrize("prefix", ["", "/es", "/ur"])
def test_a_price_is_read_however_it_is_typed(sample_client: TestClient, prefix: str, typed: str) -> None:
    plain = sample_client.get(f"{prefix}/products?price_max=50")
    answer = sample_client.get(f"{prefix}/products", params={"price_max": typed})
    assert (plain.status_code, answer.status_code) == (200, 200)
    assert CARD in answer.text
    assert shown(answer.text) == shown(plain.text)
    assert 'name="price_max" inputmode="decimal" autocomplete="off" value="50"' in answer.text


@pytest.mark.parametrize("typed", ["1,000", "1.000", "1.000,00", "1,000.00", "1 000"])
def test_thousands_may_be_parted(sample_client: TestClient, typed: str) -> None:
    page = sample_client.get("/products", params={"price_max": typed}).text
    assert "Up to 1000 EUR" in said(page)


def test_a_price_that_cannot_be_read_leaves_the_form_and_all_other_filters(sample_client: TestClient) -> None:
    asked = {"q": "basket", "craft": "basketry", "price_min": "2", "price_max": "ch<eap"}
    answer = sample_client.get("/products", params=asked)
    assert answer.status_code == 422
    text = said(answer.text)
    assert "We could not read “ ch<eap ” as a price" in text
    assert "ch<eap" not in answer.text
    assert 'value="ch&lt;eap" aria-invalid="true" aria-describedby="price-wrong"' in answer.text
    assert 'id="price-wrong"' in answer.text
    assert "From 2 EUR" in text
    assert "Up to" not in text
    without = sample_client.get("/products", params={**asked, "price_max": ""})
    assert shown(answer.text) == shown(without.text)
    assert CARD in answer.text
    main = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    onward = re.findall(r'href="(/products\?[^"]+)"', main)
    assert onward
    assert not any("price_max" in href for href in onward)
