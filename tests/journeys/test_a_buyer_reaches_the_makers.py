"""A buyer searches, narrows, opens a product and follows the WhatsApp way to the group."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

from starlette.testclient import TestClient

from app.core.db import Database
from tests.factories.real_shop import NUMBER

CARD = re.compile(r'<h3><a href="([^"]+)"')


def test_from_the_front_page_to_a_message(shop: tuple[TestClient, Database]) -> None:
    browser, _database = shop
    front = browser.get("/")
    assert 'action="/products"' in front.text
    found = browser.get("/products", params={"q": "sisal"})
    assert CARD.findall(found.text) == ["/products/basket"]
    narrowed = browser.get("/products", params={"q": "sisal", "region": "africa", "price_max": "30"})
    assert CARD.findall(narrowed.text) == ["/products/basket"]
    nothing = browser.get("/products", params={"q": "sisal", "region": "south-asia"})
    assert CARD.findall(nothing.text) == []
    onward = re.search(r'<a class="chip" href="(/products\?q=sisal)">Without', nothing.text)  # without the filters
    assert onward
    product = browser.get(CARD.findall(browser.get(html.unescape(onward[1])).text)[0])
    way = re.search(r'href="(https://wa\.me/[^"]+)"', product.text)
    assert way
    address = urlsplit(html.unescape(way[1]))
    assert address.path == f"/{NUMBER.lstrip('+')}"
    message = parse_qs(address.query)["text"][0]
    assert "Sisal basket" in message
    short = re.search(r"http://testserver(/p/\w+)", message)
    assert short
    back = browser.get(short[1])  # what the group opens when the message arrives
    assert (back.status_code, back.headers["location"]) == (303, "/products/basket")


def test_filters_can_be_taken_away_one_by_one(shop: tuple[TestClient, Database]) -> None:
    browser, _database = shop
    page = browser.get("/products", params={"q": "sisal", "region": "africa", "country": "KE"}).text
    chips = [html.unescape(href) for href in re.findall(r'<a class="chip" href="([^"]+)"', page)]
    assert len(chips) == 3
    kept = [set(parse_qs(urlsplit(href).query)) for href in chips]
    assert kept == [{"region", "country"}, {"q", "country"}, {"q", "region"}]
    assert all(CARD.findall(browser.get(href).text) == ["/products/basket"] for href in chips)
