"""The pages of an order, which no address shows by itself: one browser buys, another answers for the group."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, Response

from tools.audit.pages import in_language
from tools.audit.stage import ROOT

PHONE = {"width": 360, "height": 740}
GOODS = ("sisal-market-bag", "chikan-cloth-white", "allo-tote-indigo-band")  # of three groups in three countries
HOLDER = "homenet-kenya"
WHO = {"name": "Anna Muster", "email": "anna@example.org"}
WHERE = {"street_address": "Weg 1", "postal_code": "53111", "city": "Bonn"}


@dataclass(frozen=True)
class Shown:
    """A page in an open browser, and its document as it came."""

    name: str
    page: Page
    body: bytes


class _Visitor:
    """A phone of its own: what it opens or presses is kept as the document that came last."""

    def __init__(self, browser: Browser, base: str, lang: str) -> None:
        # axe is put into the page by the driver, which the pages' own policy would rightly refuse
        self.context = browser.new_context(viewport=PHONE, bypass_csp=True)  # type: ignore[arg-type]  # a TypedDict
        self.page = self.context.new_page()
        self._base, self._lang = base, lang
        self._last: Response | None = None
        self.page.on("response", self._keep)

    def _keep(self, response: Response) -> None:
        if response.request.is_navigation_request() and not 300 <= response.status < 400:
            self._last = response

    def open(self, path: str) -> None:
        """Go to a page in the visitor's language."""
        self.page.goto(self._base + in_language(self._lang, path))

    def press(self, selector: str) -> None:
        """Press what leads to another page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def fill(self, fields: dict[str, str]) -> None:
        """Type into fields that the page has."""
        for name, value in fields.items():
            self.page.fill(f'main [name="{name}"]', value)

    def shown(self, name: str) -> Shown:
        """What is before the visitor's eyes."""
        if self._last is None:
            raise RuntimeError(f"nothing was opened for {name}")
        return Shown(f"{name} ({self._lang})", self.page, self._last.body())


def pages_of_an_order(browser: Browser, base: str, data: Path, lang: str) -> Iterator[Shown]:
    """Buy from three groups and answer one of the orders; yields every page on the way, each while it is open."""
    buyer = _Visitor(browser, base, lang)
    with buyer.context:
        yield from _buy(buyer)
        number = _number_in(buyer)
        buyer.open(f"/o/{number}")
        yield buyer.shown("answer, not this phone's")
        yield from _ask(buyer)
        asked = _number_in(buyer)
    group = _Visitor(browser, base, lang)
    with group.context:
        group.open(_key_path(data))
        yield from _answer(group, number)
        yield from _talk(group, asked)


def _number_in(visitor: _Visitor) -> str:
    found = re.search(r"\b[A-Z0-9]{6}\b", visitor.page.locator("h1").inner_text())
    if found is None:
        raise RuntimeError("the page does not say the number of what it shows")
    return found[0]


def _buy(buyer: _Visitor) -> Iterator[Shown]:
    buyer.open("/basket")
    yield buyer.shown("basket, empty")
    for slug in GOODS:
        buyer.open(f"/products/{slug}")
        buyer.press("form.buy button")
    yield buyer.shown("basket")
    buyer.open("/checkout")
    yield buyer.shown("checkout, no country yet")
    buyer.open("/checkout?country=DE")
    yield buyer.shown("checkout")
    buyer.press('button[name="action"][value="order"]')
    yield buyer.shown("checkout, refused")
    buyer.fill({**WHO, **WHERE})
    buyer.press('button[name="action"][value="order"]')
    yield buyer.shown("checkout, done")
    buyer.press("section.part h2 a")
    yield buyer.shown("order")
    if buyer.page.locator("a[href$=invoice]").count():
        buyer.press("a[href$=invoice]")
        yield buyer.shown("invoice")


def _answer(group: _Visitor, number: str) -> Iterator[Shown]:
    yield group.shown("key")
    group.fill({"device": "A phone"})
    group.press("main form button")
    yield group.shown("orders of a group")
    group.open("/answer/messages")
    yield group.shown("messages to send on")
    group.open("/answer/note")
    yield group.shown("note, which group")
    group.press("main ul a")
    yield group.shown("note of an order")
    group.open(f"/o/{number}")
    yield group.shown("answer, waiting for money")
    group.press("main details[open] form button")
    yield group.shown("answer, are you sure")
    group.press('button[name="sure"]')
    yield group.shown("answer, confirmed")


def _ask(buyer: _Visitor) -> Iterator[Shown]:
    """Without an e-mail address, so that the affiliate's desk reads first."""
    buyer.open(f"/enquiries/new?product={GOODS[0]}")
    yield buyer.shown("question")
    buyer.press("main form button")
    yield buyer.shown("question, refused")
    buyer.fill({"words": "In blue?", "name": WHO["name"], "phone": _a_number()})
    buyer.page.select_option('main [name="country"]', "DE")
    buyer.press("main form button")
    yield buyer.shown("conversation of a buyer")


def _a_number() -> str:
    """A number that is kept for films, another one each time: one number asks only so often in a day."""
    return f"+44 7700 900{secrets.randbelow(1000):03}"


def _talk(group: _Visitor, number: str) -> Iterator[Shown]:
    group.open(f"/q/{number}")
    yield group.shown("conversation at the desk")
    group.press('button[value="pass_on"]')
    group.page.fill("#answer-words", "Yes, in two weeks.")
    group.press('button[value="answer"]')
    yield group.shown("conversation of a group")
    group.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    group.fill({"pieces.0": "2", "price.0": "1500", "delivery": "900", "ready_on": _in_two_weeks()})
    group.press('details:has([name="pieces.0"]) form button')
    yield group.shown("conversation, are you sure")


def _in_two_weeks() -> str:
    return (datetime.now(UTC).date() + timedelta(days=14)).isoformat()


def _key_path(data: Path) -> str:
    """The path of a new one-time link."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BAZAAR_")}
    command = [sys.executable, "-m", "app", "group-key", HOLDER, "--data", str(data)]
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True)
    return "/key/" + said.stdout.split()[-1].partition("/key/")[2]
