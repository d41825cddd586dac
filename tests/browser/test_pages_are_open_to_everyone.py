"""axe finds no violation on the main pages, in either direction. `make audit` looks at every template."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tools.audit.axe import violations
from tools.audit.pages import LANGS, MAIN, in_language

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", MAIN)
def test_axe_finds_nothing(chromium: Browser, site: str, name: str, lang: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    with context:
        page = context.new_page()
        page.goto(site + in_language(lang, MAIN[name]))
        assert violations(page) == []


def test_axe_would_find_something(chromium: Browser, site: str) -> None:
    with chromium.new_context(bypass_csp=True) as context:
        page = context.new_page()
        page.goto(f"{site}/about")
        page.evaluate("document.querySelector('main').innerHTML = '<img src=x><button></button>'")
        assert len(violations(page)) >= 2
