"""News that claim to come from a rail: 200 what is kept, 400 what is forged or unreadable, 500 what cannot be kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.main import create_app
from tests.factories.carding import CardShop
from tests.factories.forging import Claim, claims, picture

NEWS = "/pay/stripe/events"


@pytest.fixture
def browser(shop: CardShop) -> TestClient:
    return TestClient(create_app(shop.settings), raise_server_exceptions=False)


def answer(browser: TestClient, claim: Claim) -> int:
    headers: Mapping[bytes, bytes] = {b"Stripe-Signature": claim.header} if claim.header is not None else {}
    return browser.post(NEWS, content=claim.body, headers=dict(headers)).status_code


def test_nothing_that_is_forged_broken_or_strange_changes_anything(shop: CardShop, browser: TestClient) -> None:
    order = shop.order()
    payment = shop.page(order)
    shop.buyer(payment, "pay")
    event = next(one for one in shop.fake.look("events") if one["type"] == "checkout.session.completed")
    first = next(one for one in claims(event, shop.fake.secret, 8, seed=1) if one.kind == "told again")
    with browser:
        assert answer(browser, first) == 200
        before = picture(shop.database)
        wrong = Counter(
            (claim.kind, claim.status, came)
            for claim in claims(event, shop.fake.secret, 130, seed=2)
            if (came := answer(browser, claim)) != claim.status
        )
    assert wrong == {}
    assert picture(shop.database) == before
    assert shop.state(order) == "awaiting_payment"


def test_what_cannot_be_kept_is_told_to_come_again(small_shop: CardShop) -> None:
    payment = small_shop.page(small_shop.order())
    small_shop.buyer(payment, "pay")
    event = next(one for one in small_shop.fake.look("events") if one["type"] == "checkout.session.completed")
    true = next(one for one in claims(event, small_shop.fake.secret, 8, seed=1) if one.kind == "told again")
    with TestClient(create_app(small_shop.settings), raise_server_exceptions=False) as browser:
        with small_shop.database.writing() as db:
            db.execute(text("ALTER TABLE rail_event RENAME TO away"))
        assert answer(browser, true) == 500
        with small_shop.database.writing() as db:
            db.execute(text("ALTER TABLE away RENAME TO rail_event"))
        assert answer(browser, true) == 200


def test_a_rail_that_is_not_set_up_has_no_such_address(small_shop: CardShop) -> None:
    with TestClient(create_app(small_shop.settings)) as browser:
        assert browser.post("/pay/paypal/events", content=b"{}").status_code == 404
