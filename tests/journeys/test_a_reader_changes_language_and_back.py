"""A reader switches to Urdu and back, and keeps the currency and the place all the way."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from app.core.db import Database

HERE = "/products/basket"
OURS = {"sec-fetch-site": "same-origin"}  # what a browser says of a form on the page


def test_there_and_back_with_the_same_currency(shop: tuple[TestClient, Database]) -> None:
    browser, _database = shop
    browser.post("/preferences", data={"currency": "UGX", "next": HERE}, headers=OURS)
    assert _currency(browser.get(HERE).text) == "UGX"

    link = re.search(r'<a href="(/ur/products/basket)" lang="ur" dir="rtl"', browser.get(HERE).text)
    assert link
    urdu = browser.get(link[1])
    assert (urdu.headers["content-language"], _currency(urdu.text)) == ("ur", "UGX")
    assert '<html lang="ur" dir="rtl"' in urdu.text

    chosen = browser.post("/ur/preferences", data={"lang": "ur", "next": HERE}, headers=OURS)
    assert chosen.headers["location"] == f"/ur{HERE}"
    assert browser.get("/").headers["location"] == "/ur/"  # the choice is remembered
    assert browser.get("/", headers={"sec-fetch-site": "same-origin"}).status_code == 200  # and holds nobody

    back = browser.post("/ur/preferences", data={"lang": "en", "next": HERE}, headers=OURS)
    assert back.headers["location"] == HERE
    english = browser.get(HERE)
    assert (english.headers["content-language"], _currency(english.text)) == ("en", "UGX")
    assert browser.get("/", headers={"accept-language": "ur"}).status_code == 200


def _currency(page: str) -> str:
    found = re.search(r'<a class="prefs".*?· (\w{3})</a>', page, re.DOTALL)
    assert found
    return found[1]
