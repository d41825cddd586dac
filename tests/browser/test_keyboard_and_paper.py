"""Everything can be reached by keyboard in a sensible order with the focus in sight; paper gets no menus."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.weighed import phone

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  const drawn = s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
  const frame = e.closest('.search, .product-card, .tile');  // some draw the ring around the whole of them
  return {
    what: e.matches('.skip') ? 'skip' : e.closest('header.site-head nav') ? 'nav' : e.matches('input[type=search]') ?
      'search' : e.closest('.product-card') ? 'card' : e.tagName.toLowerCase(),
    ring: drawn(getComputedStyle(e)) || drawn(getComputedStyle(e, '::after')) ||
      (frame !== null && drawn(getComputedStyle(frame))),
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""


@pytest.mark.parametrize("address", ["/products", "/ur/products", "/"])
def test_the_tab_key_leads_in_order_and_shows_where_one_is(chromium: Browser, site: str, address: str) -> None:
    with phone(chromium, width=1280) as context:
        page = context.new_page()
        page.goto(site + address)
        stops = []
        for _ in range(90):
            page.keyboard.press("Tab")
            stops.append(page.evaluate(FOCUSED))
            if stops[-1]["what"] == "card":
                break
    order = [stop["what"] for stop in stops]
    assert order[0] == "skip"
    assert order.index("skip") < order.index("nav") < order.index("search") < order.index("card")
    assert [stop for stop in stops if not stop["ring"] or not stop["seen"]] == []


def test_the_skip_link_leads_past_the_menu(chromium: Browser, site: str) -> None:
    with phone(chromium) as context:
        page = context.new_page()
        page.goto(f"{site}/products")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("address", ["/products/cushion-sprigs-indigo", "/ur/groups/machakos-cluster"])
def test_paper_gets_the_words_and_no_menus(chromium: Browser, site: str, address: str) -> None:
    with phone(chromium, width=768) as context:
        page = context.new_page()
        page.goto(site + address)
        assert page.locator("header.site-head nav").is_visible()
        assert not page.locator(".paper").is_visible()
        page.emulate_media(media="print")
        assert page.locator("h1").is_visible()
        assert page.locator("section.ways").is_visible()
        for menu in page.locator("nav").all():
            assert not menu.is_visible()
        for screen_only in (".skip", ".buy", ".to-basket", ".ways .button", ".ways > .plain"):
            for each in page.locator(screen_only).all():
                assert not each.is_visible(), screen_only
        assert page.locator(".paper svg").is_visible()  # leads a phone back here
