"""axe: no violation on any page template, in either direction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, sync_playwright

from tools.audit.browser import FLAGS, chromium_path
from tools.audit.pages import LANGS, every_page
from tools.audit.report import Section
from tools.audit.stage import Say, Stage
from tools.audit.trading import pages_of_an_order


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven."""
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        yield opened
        opened.close()


def violations(page: Page) -> list[str]:
    """What axe finds wrong on an open page: rule, how bad, where first."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']} ({one['impact']}) at {one['nodes'][0]['target']}" for one in found]


def measure(stage: Stage, say: Say) -> Section:
    """Look at every page template, and at the pages of an order."""
    section = Section("axe", "0 violations")
    say("axe on every page template")
    with browser() as opened:
        # axe is put into the page by the driver, which the pages' own policy would rightly refuse
        context = opened.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
        page = context.new_page()
        for name, path in every_page():
            page.goto(stage.url + path)
            _add(section, name, page)
        for lang in LANGS:
            for shown in pages_of_an_order(opened, stage.url, stage.data, lang):
                _add(section, shown.name, shown.page)
    return section


def _add(section: Section, name: str, page: Page) -> None:
    found = violations(page)
    section.add(name, "; ".join(found) or "none", not found)
