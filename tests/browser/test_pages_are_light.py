"""A first visit on a phone stays within its budget, with the script and without, in long scripts too (P17)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.weighed import PAGES, WORDS, budget_of, phone, weigh

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_stays_within_its_budget(
    chromium: Browser, site: str, name: str, script: bool, record_property: pytest.RecordProperty
) -> None:
    with phone(chromium, script=script) as context:
        weight = weigh(context.new_page(), site + PAGES[name])
    record_property("weight", str(weight))
    print(f"{name}, {'script' if script else 'no script'}: {weight.total} B in all, {weight}")
    budget = budget_of(name)
    assert weight.strangers == []
    assert 0 < weight.html <= budget.html
    assert 0 < weight.css <= budget.css
    assert weight.js <= budget.js
    assert (weight.js > 0) is script
    assert weight.fonts == 0
    assert weight.pictures <= budget.pictures
    assert weight.total <= budget.total
    assert weight.requests <= budget.requests


@pytest.mark.parametrize("name", WORDS)
def test_the_pages_with_long_scripts_have_them(chromium: Browser, site: str, name: str) -> None:
    with phone(chromium) as context:
        page = context.new_page()
        page.goto(site + PAGES[name])
        lang = WORDS[name]
        assert (
            page.locator(f'[lang="{lang}"] p.story, p.story[lang="{lang}"], html[lang="{lang}"] p.story').count() >= 1
        )
