"""Without script and without an account: a buyer orders, the group answers on its phone, money and goods follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.affiliates.group_keys import LINK, new_key
from app.core.clock import today
from app.core.db import Database
from app.core.tokens import Tokens, named_in
from app.settings import Settings
from tests.factories.catalogue import a_group
from tests.factories.ordering import a_trading_world, the_group, wrong
from tests.factories.serving import client_for, settings_in

BUYER = {"name": "Asha", "email": "asha@example.org", "street_address": "Weg 1", "city": "Bonn", "postal_code": "53111"}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[Settings, Database]]:
    settings = settings_in(tmp_path / "shop")
    database = a_trading_world(Database(settings.database))
    yield settings, database
    database.close()


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page, and its radio buttons that are chosen."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    chosen = re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)" checked', page)
    return {name: unescape(value) for name, value in [*found, *chosen]}


def put(browser: TestClient, sku: str, pieces: int = 1) -> None:
    answer = browser.post("/basket", data={"sku": sku, "pieces": str(pieces)}, headers=HERE)
    assert answer.status_code == 303, answer.text


HERE = {"sec-fetch-site": "same-origin"}
IN_TWO_WEEKS = (today() + timedelta(days=14)).isoformat()


def placed(browser: TestClient, action: str, *, country: str = "DE", **more: str) -> str:
    """Place what lies in the basket; returns the address of the first order."""
    page = browser.get(f"/checkout?country={country}").text
    answer = browser.post("/checkout", data={**hidden(page), **BUYER, "action": action, **more}, headers=HERE)
    assert answer.status_code == 303, answer.text
    done = browser.get(answer.headers["location"]).text
    found = re.search(r'href="(/orders/[^"]+)"', done)
    assert found is not None
    return found[1]


def number_of(page: str) -> str:
    """The number of the order that a page is about."""
    found = re.search(r"Order ([A-Z0-9]{6})", page)
    assert found is not None
    return found[1]


def a_phone(settings: Settings, database: Database, browser: TestClient) -> None:
    """Make this browser the group's."""
    with database.writing() as db:
        token = Tokens(settings.key).make(LINK, new_key(db, the_group(db)).id)
    assert browser.get(f"/key/{token}").status_code == 200
    assert browser.post(f"/key/{token}", data={"device": "Rose"}, headers=HERE).status_code == 303
    assert browser.post(f"/key/{token}", data={"device": "Thief"}, headers=HERE).status_code == 409


def answer(phone: TestClient, number: str, action: str, **typed: str) -> None:
    """Press a button of the answer page, and say yes to the sentence that follows."""
    page = phone.get(f"/o/{number}").text
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))  # each label finds its own field
    form = {"version": hidden(page)["version"], "form_key": hidden(page)["form_key"], "action": action, **typed}
    asked = phone.post(f"/o/{number}", data=form, headers=HERE)
    assert asked.status_code == 200, asked.text
    done = phone.post(f"/o/{number}", data={**hidden(asked.text), "sure": "yes"}, headers=HERE)
    assert done.status_code == 303, done.text


def test_half_in_advance_then_the_rest_then_the_parcel(shop: tuple[Settings, Database]) -> None:
    settings, database = shop
    with client_for(settings) as buyer, client_for(settings) as phone:
        assert "Put into the basket" in buyer.get("/products/kiondo").text
        put(buyer, "kiondo", 2)
        assert "KES" in buyer.get("/basket").text or "KSh" in buyer.get("/basket").text
        order = placed(buyer, "order")
        assert "Till 0000" in buyer.get(order).text
        number = re.search(r"Order ([A-Z0-9]{6})", buyer.get(order).text)
        assert number is not None
        a_phone(settings, database, phone)
        answer(phone, number[1], "money", amount="5200", means="bank_transfer")
        assert "Work" in buyer.get(order).text or "work" in buyer.get(order).text
        answer(phone, number[1], "rest")
        answer(phone, number[1], "money", amount="5190", means="bank_transfer", note="charge of the bank")
        answer(phone, number[1], "parcel", words="By air", tracking="RR123")
        page = buyer.get(order).text
        assert "RR123" in page
        form = {"version": hidden(page)["version"], "action": "received"}
        assert buyer.post(order, data=form, headers=HERE).status_code == 303
        assert "Done" in buyer.get(order).text
    assert wrong(database) == []


def test_a_request_is_offered_and_taken(shop: tuple[Settings, Database]) -> None:
    settings, database = shop
    with client_for(settings) as buyer, client_for(settings) as phone:
        put(buyer, "wish", 200)
        order = placed(buyer, "request")
        number = re.search(r"Order ([A-Z0-9]{6})", buyer.get(order).text)
        assert number is not None
        a_phone(settings, database, phone)
        assert "1 order waits" in phone.get("/answer").text
        told = {"price.0": "150", "delivery": "8000", "advance": "50", "ready_on": IN_TWO_WEEKS, "words": "Gladly"}
        answer(phone, number[1], "offer", **told)
        page = buyer.get(order).text
        assert "Gladly" in page
        form = {"version": hidden(page)["version"], "action": "agree"}
        assert buyer.post(order, data=form, headers=HERE).status_code == 303
        assert "19,000" in buyer.get(order).text
    assert wrong(database) == []


def test_what_changed_between_review_and_placing_is_shown_and_asked_again(shop: tuple[Settings, Database]) -> None:
    settings, _database = shop
    with client_for(settings) as first, client_for(settings) as second:
        for browser in (first, second):
            put(browser, "throne")
        page = first.get("/checkout?country=DE").text
        placed(second, "order")
        late = first.post("/checkout", data={**hidden(page), **BUYER, "action": "order"}, headers=HERE)
        assert late.status_code == 303  # nothing is left that could be ordered
        assert "Sold out" in first.get("/basket").text


def test_the_same_form_twice_is_one_checkout(shop: tuple[Settings, Database]) -> None:
    settings, database = shop
    with client_for(settings) as buyer:
        put(buyer, "kiondo")
        page = buyer.get("/checkout?country=DE").text
        form = {**hidden(page), **BUYER, "action": "order"}
        places = {buyer.post("/checkout", data=form, headers=HERE).headers.get("location") for _again in range(5)}
        assert len(places) == 1
    assert wrong(database) == []


def test_a_stranger_learns_nothing_of_an_order(shop: tuple[Settings, Database]) -> None:
    settings, _database = shop
    with client_for(settings) as buyer, client_for(settings) as stranger:
        put(buyer, "kiondo")
        number = re.search(r"Order ([A-Z0-9]{6})", buyer.get(placed(buyer, "order")).text)
        assert number is not None
        there, not_there = stranger.get(f"/o/{number[1]}"), stranger.get("/o/ZZZZZZ")
        assert (there.status_code, not_there.status_code) == (403, 403)
        form = {"action": "accept", "version": "1", "sure": "yes"}
        assert stranger.post(f"/o/{number[1]}", data=form, headers=HERE).status_code == 403
        assert stranger.get("/orders/" + "A" * 43).status_code == 404


def test_a_mistyped_form_comes_back_with_everything_that_was_typed(shop: tuple[Settings, Database]) -> None:
    settings, _database = shop
    with client_for(settings) as buyer:
        put(buyer, "kiondo")
        page = buyer.get("/checkout?country=DE").text
        wrong_form = {**hidden(page), **BUYER, "email": "asha@", "postal_code": "x", "action": "order"}
        again = buyer.post("/checkout", data=wrong_form, headers=HERE)
        assert again.status_code == 422
        assert "asha@" in again.text
        assert again.text.count('class="trouble"') == 2


def test_the_key_of_another_group_learns_nothing_either(shop: tuple[Settings, Database]) -> None:
    settings, database = shop
    with client_for(settings) as buyer, client_for(settings) as phone:
        put(buyer, "kiondo")
        number = re.search(r"Order ([A-Z0-9]{6})", buyer.get(placed(buyer, "order")).text)
        assert number is not None
        with database.writing() as db:
            other = a_group(db, "kisumu")
            db.flush()
            token = Tokens(settings.key).make(LINK, new_key(db, other).id)
        phone.post(f"/key/{token}", data={"device": "Mary"}, headers=HERE)
        answers = [phone.get(f"/o/{one}") for one in (number[1], "ZZZZZZ")]
        assert [one.status_code for one in answers] == [403, 403]


def test_a_mailed_link_changes_nothing_before_somebody_says_the_order_is_theirs(
    shop: tuple[Settings, Database],
) -> None:
    settings, _database = shop
    with client_for(settings) as buyer:
        put(buyer, "kiondo")
        order = placed(buyer, "order")
        id_ = named_in(order.rpartition("/")[2])
        mailed = f"/orders/{Tokens(settings.key).make('order-mail', id_)}"
        page = buyer.get(mailed).text
        assert "Weg 1" not in page
        form = {"version": hidden(buyer.get(order).text)["version"], "action": "withdraw"}
        assert buyer.post(mailed, data=form, headers=HERE).status_code == 404
        assert buyer.post(mailed, data={"action": "confirm"}, headers=HERE).status_code == 303
        assert "Weg 1" in buyer.get(mailed).text
