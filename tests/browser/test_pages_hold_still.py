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
# words that reach out of a box that hides what does not fit; boxes for screen readers alone are a pixel wide
CUT_OFF = """() => {
  const cut = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = walker.nextNode());) {
    if (!text.data.trim() || !text.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const words = range.getBoundingClientRect();
    for (let box = text.parentElement; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box), edge = box.getBoundingClientRect();
      if (edge.width <= 2 || edge.height <= 2) break;
      const hides = axis => ['hidden', 'clip'].includes(style['overflow' + axis]);
      const below = hides('Y') && words.bottom > edge.bottom + 3;
      const beside = hides('X') && (words.right > edge.right + 3 || words.left < edge.left - 3);
      if (below || beside) cut.push(`${box.tagName}.${box.className}: ${text.data.trim().slice(0, 40)}`);
    }
  }
  return cut;
}"""


def _open(page: Page, address: str) -> None:
    page.goto(address, wait_until="load")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_jumps_and_nothing_runs_off_the_side(chromium: Browser, site: str, name: str) -> None:
    found = {}
    for first, other in ((360, 320), (768, 1280)):  # a phone, and what is none
        with phone(chromium, width=first) as context:
            page = context.new_page()
            page.add_init_script(WATCH)
            _open(page, site + PAGES[name])
            found[first] = page.evaluate(SIDEWAYS)
            if first < 768:
                page.evaluate(SCROLL)
            assert page.evaluate("window.jumped") == 0
            page.set_viewport_size({"width": other, "height": 740})
            found[other] = page.evaluate(SIDEWAYS)
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
