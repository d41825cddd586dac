"""Nothing jumps, nothing runs off the side, nothing is cut off when the text is twice as large."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.weighed import PAGES, phone

pytestmark = pytest.mark.browser

WATCH = """
window.jumped = 0;
new PerformanceObserver(list => { for (const one of list.getEntries()) window.jumped += one.value; })
  .observe({type: 'layout-shift', buffered: true});
"""
SCROLL = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 400) {
    scrollTo(0, y);
    await new Promise(done => setTimeout(done, 40));
  }
}"""
SIDEWAYS = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
# what stands in a box that hides what does not fit, and does not fit; words for screen readers alone are meant to
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter(e => {
  const s = getComputedStyle(e);
  const closed = [s.overflowX, s.overflowY].some(o => o === 'hidden' || o === 'clip');
  const big = e.clientWidth > 2 && e.clientHeight > 2;
  const over = e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2;
  return closed && big && over && e.textContent.trim();
}).map(e => e.tagName + '.' + e.className)"""


def _open(page: Page, address: str) -> None:
    page.goto(address, wait_until="load")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_jumps(chromium: Browser, site: str, name: str) -> None:
    with phone(chromium) as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        _open(page, site + PAGES[name])
        page.evaluate(SCROLL)
        assert page.evaluate("window.jumped") == 0


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_off_the_side(chromium: Browser, site: str, name: str) -> None:
    found = {}
    for width in (320, 360, 768, 1280):
        with phone(chromium, width=width) as context:
            page = context.new_page()
            _open(page, site + PAGES[name])
            found[width] = page.evaluate(SIDEWAYS)
    assert found == {320: 0, 360: 0, 768: 0, 1280: 0}


@pytest.mark.parametrize("name", PAGES)
def test_text_of_twice_the_size_fits(chromium: Browser, site: str, name: str) -> None:
    with phone(chromium) as context:
        page = context.new_page()
        _open(page, site + PAGES[name])
        before = page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        after = page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")
        assert after > before * 1.2
        assert page.evaluate(SIDEWAYS) == 0
        assert page.evaluate(CUT_OFF) == []
