"""Every page of an order is open to everyone where lines run from right to left, too: axe looks at each of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from app.settings import Settings
from tests.browser.conftest import chromium, pictured, site
from tools.audit.axe import violations
from tools.audit.pages import LANGS
from tools.audit.trading import pages_of_an_order

__all__ = ["chromium", "pictured", "site"]
pytestmark = [pytest.mark.proof, pytest.mark.browser]


@pytest.mark.parametrize("lang", LANGS)
def test_axe_finds_nothing_on_any_page_of_an_order(
    chromium: Browser,  # the fixtures of the shorter test
    site: str,
    pictured: Settings,
    lang: str,
) -> None:
    for shown in pages_of_an_order(chromium, site, pictured.data, lang):
        assert violations(shown.page) == [], shown.name
