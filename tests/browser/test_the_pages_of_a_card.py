"""How a payment by card stands, on both sides' pages: open to everyone, narrow enough, and paid by keyboard alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from starlette.testclient import TestClient

from app.core.tokens import Tokens
from app.main import create_app
from app.payments.accounts import ACCOUNT, connect
from app.payments.models import RailAccount
from tests.factories.card_street import Street, street, with_phone
from tests.factories.carding import card_shop
from tests.factories.ordering import the_group
from tests.fakepay.running import fakepay
from tools.audit.axe import violations
from tools.audit.pages import LANGS, in_language
from tools.audit.stage import answers, free_port

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Street, str]]:
    """A street, and the address where a browser finds the same bazaar."""
    folder: Path = tmp_path_factory.mktemp("cards")
    port = free_port()
    with (
        fakepay() as fake,
        card_shop(folder / "shop", fake) as shop,
        street(shop.settings, shop.database, fake) as all_,
    ):
        told = uvicorn.Config(create_app(shop.settings), port=port, log_level="error", access_log=False)
        server = uvicorn.Server(told)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not answers(port):
            time.sleep(0.05)
        yield with_phone(all_), f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def states(served: tuple[Street, str]) -> dict[str, str]:
    """An order in each standing, by what its page must say in English."""
    shop, _base = served
    found: dict[str, str] = {"Or without a card": shop.order("kiondo")}
    found["You began to pay"] = _begun(shop)
    found["did not accept the card"] = declined = shop.order("kiondo")
    shop.pay_page(declined).decline()
    for words, bank in (("still working", ""), ("came to nothing", "fail")):
        found[words] = slow = shop.order("mat")
        payer = shop.pay_page(slow)
        payer.slow()
        if bank:
            shop.fake.buyer(session=shop.session(payer), do=bank)
    found["page closed before"] = late = shop.order("kiondo")
    shop.fake.buyer(session=shop.session(shop.pay_page(late)), do="expire")
    shop.news()
    found["Confirmed"] = paid = _paid(shop)
    shop.act(paid, "rest")
    found["is being sent back"] = back = _paid(shop)
    shop.act(back, "card_refund", amount="100")
    return found


def _begun(shop: Street) -> str:
    order = shop.order("kiondo")
    shop.pay_page(order)
    return order


def _paid(shop: Street) -> str:
    order = shop.order("kiondo")
    shop.back(shop.pay_page(order).pay())
    return order


def open_to_everyone(page: Page, name: str) -> None:
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


@pytest.mark.parametrize("lang", LANGS)
def test_every_standing_of_a_card_is_open_to_everyone_on_both_sides(
    chromium: Browser, served: tuple[Street, str], states: dict[str, str], lang: str
) -> None:
    shop, base = served
    # axe is put into the page by the driver, which the pages' own policy would rightly refuse
    with chromium.new_context(viewport=PHONE, bypass_csp=True) as context:  # type: ignore[arg-type]  # a TypedDict
        context.add_cookies([{"name": "device", "value": _cookie(shop.phone), "url": base}])
        page = context.new_page()
        for words, order in states.items():
            page.goto(base + in_language(lang, order))
            assert lang != "en" or words in page.inner_text("main"), words
            open_to_everyone(page, words)
        for words in ("You began to pay", "still working", "is being sent back"):
            page.goto(base + in_language(lang, f"/o/{shop.number(states[words])}"))
            open_to_everyone(page, f"group: {words}")


@pytest.mark.parametrize("lang", LANGS)
def test_every_standing_of_an_account_is_open_to_everyone(
    chromium: Browser, served: tuple[Street, str], lang: str
) -> None:
    shop, base = served
    with shop.database.reading() as db:
        group = the_group(db).id
        account = db.scalars(select(RailAccount.account)).one()
    token = Tokens(shop.settings.key).make(f"{ACCOUNT}-stripe", group)
    with chromium.new_context(viewport=PHONE, bypass_csp=True) as context:  # type: ignore[arg-type]  # as above
        page = context.new_page()
        for standing in ("new", "checking", "rejected", "taken back", "ready"):
            with shop.database.writing() as db:
                connect(db, group, "stripe", "acct_gone" if standing == "taken back" else account)
            if standing != "taken back":
                shop.fake.stand(account=account, standing=standing)
            page.goto(base + in_language(lang, f"/pay/stripe/account/{token}"))
            open_to_everyone(page, standing)


def _cookie(browser: TestClient) -> str:
    return next(cookie.value for cookie in browser.cookies.jar if cookie.name == "device" and cookie.value)


def test_by_keyboard_and_without_script_one_pays_and_comes_back(chromium: Browser, served: tuple[Street, str]) -> None:
    shop, base = served
    order = shop.order("mat")
    with chromium.new_context(viewport=PHONE, java_script_enabled=False) as context:  # type: ignore[arg-type]  # as above
        page = context.new_page()
        page.goto(base + order)
        for _tab in range(40):
            page.keyboard.press("Tab")
            if page.locator('button[value="card"]:focus').count():
                break
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.url.startswith(f"{shop.fake.url}/c/pay/")  # the pages' own policy let the form lead there
        assert "TEST PAYMENT PAGE" in page.inner_text("body")
