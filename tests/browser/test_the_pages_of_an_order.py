"""From the basket to the answer on the group's phone: open to everyone, and light enough for a weak line (P17).

`tests/proofs/test_pages_from_right_to_left.py` is the long form.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import brotli
import pytest
from playwright.sync_api import Browser

from app.settings import Settings
from tests.browser.weighed import CHECKOUT, phone, weigh
from tests.factories.browsing import Shopper
from tools.audit.axe import violations
from tools.audit.pages import LANGS, in_language
from tools.audit.trading import GOODS, pages_of_an_order

pytestmark = pytest.mark.browser

TRADED = ("basket", "checkout", "order", "orders of a group", "answer", "key")
TALKED = ("question", "conversation", "note", "messages")


def test_every_page_of_an_order_is_open_to_everyone_and_light(chromium: Browser, site: str, pictured: Settings) -> None:
    seen = []
    for shown in pages_of_an_order(chromium, site, pictured.data, "en"):
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
    buyer = Shopper([urlsplit(site).port or 80])
    for slug in GOODS:
        sku = re.search(r'name="sku" value="([^"]+)"', buyer.get(f"/products/{slug}").text)
        assert sku, slug
        buyer.put(sku[1])
    cookies = [{"name": name, "value": value, "url": site} for name, value in buyer.cookies.items()]
    with phone(chromium) as context:  # a first visit: nothing is in the browser's cache
        context.add_cookies(cookies)  # type: ignore[arg-type]  # all that a cookie needs
        page = context.new_page()
        weight = weigh(page, site + in_language(lang, path))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert lang == "en" or violations(page) == []  # from left to right the test above looked
    assert weight.strangers == []
    assert 0 < weight.html <= CHECKOUT.html
    assert weight.total <= CHECKOUT.total
    assert weight.requests <= CHECKOUT.requests
