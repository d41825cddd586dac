"""Every card and product page names the group and its place; approximate prices carry their day, old ones say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.affiliates.models import Group
from app.core.clock import today
from app.core.i18n import catalogue, date_words
from app.core.rates import STALE_AFTER_DAYS
from tests.factories.catalogue import a_product
from tests.factories.real_shop import real_shop

LISTS = ["/", "/products", "/products?region=africa", "/crafts/basketry", "/countries/ke", "/regions/south-asia"]


@pytest.mark.parametrize("prefix", ["", "/ur"])
@pytest.mark.parametrize("address", LISTS)
def test_every_card_names_the_group_and_its_country(sample_client: TestClient, address: str, prefix: str) -> None:
    page = sample_client.get(prefix + address, headers={"sec-fetch-site": "same-origin"}).text
    cards = re.findall(r'<li class="product-card">(.*?)</li>', page, re.DOTALL)
    assert cards
    for card in cards:
        by = re.search(r'<p class="by">(.*?)</p>', card, re.DOTALL)
        assert by
        group, _dot, place = by[1].replace("&nbsp;", " ").partition("·")
        assert group.strip()
        assert place.strip()


def test_every_product_page_names_the_group_and_its_place(sample_client: TestClient) -> None:
    page, seen = sample_client.get("/products").text, 0
    for slug in re.findall(r'<h3><a href="/products/([^"]+)"', page):
        text = sample_client.get(f"/products/{slug}").text
        said = re.search(r'<p>Made by <a href="/groups/[^"]+"><bdi>[^<]+</bdi></a>, <bdi>[^<]+</bdi>, [^<]+</p>', text)
        assert said, slug
        seen += 1
    assert seen >= 12


def _price_line(page: str) -> str:
    found = re.search(r'<p class="price">(.*?)</p>', page, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1]).replace("\u00a0", " ").strip()


@pytest.mark.parametrize("lang", ["en", "es"])
def test_an_approximate_price_tells_the_day_of_its_rate(tmp_path: Path, lang: str) -> None:
    prefix = "" if lang == "en" else f"/{lang}"
    fresh = today() - timedelta(days=1)
    with real_shop(tmp_path, rates_of=fresh) as (client, _database):
        line = _price_line(client.get(f"{prefix}/products/basket").text)
    assert date_words(fresh, lang) in line
    assert "21" in line.partition("2026")[0]  # KES 3,200 at 150 for a euro, in whole euros


@pytest.mark.parametrize(("days", "old"), [(0, False), (STALE_AFTER_DAYS, False), (STALE_AFTER_DAYS + 1, True)])
def test_a_rate_older_than_a_week_says_so(tmp_path: Path, days: int, old: bool) -> None:
    with real_shop(tmp_path, rates_of=today() - timedelta(days=days)) as (client, _database):
        line = _price_line(client.get("/products/basket").text)
    assert ("old rate" in line) is old


def test_the_list_tells_the_day_of_the_rates(tmp_path: Path) -> None:
    with real_shop(tmp_path, rates_of=date(2026, 1, 2)) as (client, _database):
        page = client.get("/products").text
    note = re.search(r'<p class="small rates">(.*?)</p>', page)
    assert note
    assert "January 2, 2026" in note[1]


@pytest.mark.parametrize("address", ["/products/basket", "/products/bask", "/no/such/page"])
def test_cards_under_another_page_have_the_day_of_the_rates_below_them(tmp_path: Path, address: str) -> None:
    with _two_products(tmp_path) as client:
        shelf = client.get(address).text.partition('<ul class="shelf">')[2]
    assert "about <bdi>" in shelf
    assert "January 2, 2026" in shelf.partition('<p class="small rates">')[2]


def test_cards_without_approximate_prices_have_no_day(tmp_path: Path) -> None:
    with _two_products(tmp_path) as client:
        client.cookies.set("currency", "KES")
        page = client.get("/products/basket").text
    assert '<ul class="shelf">' in page
    assert '<p class="small rates">' not in page


@contextmanager
def _two_products(folder: Path) -> Iterator[TestClient]:
    with real_shop(folder, rates_of=date(2026, 1, 2)) as (client, database):
        with database.writing() as db:
            a_product(db, db.scalars(select(Group)).one(), "bag", title="Sisal bag")
        yield client


def test_in_the_groups_own_currency_nothing_is_approximate(tmp_path: Path) -> None:
    with real_shop(tmp_path) as (client, _database):
        client.cookies.set("currency", "KES")
        assert _price_line(client.get("/products/basket").text) == "KES 3,200"


def test_old_words_are_translated() -> None:
    said = "about %(amount)s (old rate, of %(day)s)"
    assert catalogue("es").gettext(said) != said
