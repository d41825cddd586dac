"""A reader switches to Urdu and back, and keeps the currency and the place all the way."""

from __future__ import annotations

import re
from typing import Any

from starlette.testclient import TestClient

from app.core.db import Database

HERE = "/products/basket"
OURS = {"sec-fetch-site": "same-origin"}  # what a browser says of a form on the page


def test_there_and_back_with_the_same_currency(shop: tuple[TestClient, Database]) -> None:
    browser, _database = shop
    browser.post("/preferences", data={"currency": "UGX", "next": HERE}, headers=OURS)
    assert _currency(browser.get(HERE).text) == "UGX"

    chosen = _press(browser, HERE, "ur")
    assert chosen.headers["location"] == f"/ur{HERE}"
    urdu = browser.get(chosen.headers["location"])
    assert (urdu.headers["content-language"], _currency(urdu.text)) == ("ur", "UGX")
    assert '<html lang="ur" dir="rtl"' in urdu.text

    assert browser.get("/").headers["location"] == "/ur/"  # the choice is remembered
    assert browser.get("/", headers={"sec-fetch-site": "same-origin"}).status_code == 200  # and holds nobody

    back = _press(browser, f"/ur{HERE}", "en")
    assert back.headers["location"] == HERE
    english = browser.get(HERE)
    assert (english.headers["content-language"], _currency(english.text)) == ("en", "UGX")
    assert browser.get("/", headers={"accept-language": "ur"}).status_code == 200


def _press(browser: TestClient, page: str, lang: str) -> Any:
    """Choose a language at the foot of a page: the button of a form, so that it works without a script."""
    foot = browser.get(page).text.partition('<footer class="site-foot">')[2]
    form = re.search(r'<form method="post" action="([^"]+)"><input type="hidden" name="next" value="([^"]+)">', foot)
    assert form
    assert f'<button name="lang" value="{lang}" lang="{lang}"' in foot
    return browser.post(form[1], data={"next": form[2], "lang": lang}, headers=OURS)


def _currency(page: str) -> str:
    found = re.search(r'<a class="prefs".*?· (\w{3})</a>', page, re.DOTALL)
    assert found
    return found[1]
