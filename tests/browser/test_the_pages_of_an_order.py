"""From the basket to the answer on the group's phone: open to everyone, and light enough for a weak line (P17).

`tests/proofs/test_pages_from_right_to_left.py` is the long form.
"""

from __future__ import annotations

import re

import brotli
import pytest
from playwright.sync_api import Browser

from app.settings import Settings
from tests.browser.weighed import CHECKOUT, phone, weigh
from tools.audit.axe import violations
from tools.audit.pages import LANGS, in_language
from tools.audit.trading import GOODS, pages_of_an_order

pytestmark = pytest.mark.browser

MIRRORED = (
    "checkout, refused",
    "answer, waiting",
)  # from right to left; the proof and `make audit` look at all of them
TRADED = ("basket", "checkout", "order", "orders of a group", "answer", "key")
TALKED = ("question", "conversation", "note", "messages")


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_of_an_order_is_open_to_everyone_and_light(
    chromium: Browser, site: str, pictured: Settings, lang: str
) -> None:
    seen = []
    for shown in pages_of_an_order(chromium, site, pictured.data, lang):
        if lang == "en" or shown.name.startswith(MIRRORED):
            assert violations(shown.page) == [], shown.name
        assert len(brotli.compress(shown.body, quality=5)) <= CHECKOUT.html, shown.name
        assert shown.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), shown.name
        seen.append(shown.name)
    assert all(any(name.startswith(kind) for name in seen) for kind in TRADED + TALKED), seen


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", ["/basket", "/checkout?country=DE"])
def test_basket_and_checkout_stay_within_their_budget_with_script_and_all(
    chromium: Browser, site: str, path: str, lang: str
) -> None:
    with phone(chromium) as context:
        page = context.new_page()
        for slug in GOODS:
            page.goto(site + in_language(lang, f"/products/{slug}"))
            with page.expect_navigation():
                page.locator("form.buy button").first.click()
        cookies = context.cookies()
    assert any(re.search("basket", cookie["name"]) for cookie in cookies)
    with phone(chromium) as context:  # a first visit: nothing is in the browser's cache
        context.add_cookies(cookies)  # type: ignore[arg-type]  # what comes out may go in
        weight = weigh(context.new_page(), site + in_language(lang, path))
    assert weight.strangers == []
    assert 0 < weight.html <= CHECKOUT.html
    assert weight.total <= CHECKOUT.total
    assert weight.requests <= CHECKOUT.requests
