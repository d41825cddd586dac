"""The day a group promises on its phone: asked for, shown before anything is done, and the same for both sides."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from app.core.clock import today
from app.core.db import Database
from app.core.i18n import date_words
from app.ordering.models import Delivery, Order
from app.ordering.tasks import sweep
from app.settings import Settings
from tests.factories.ordering import an_order
from tests.journeys.test_an_order_from_basket_to_parcel import (
    HERE,
    IN_TWO_WEEKS,
    answer,
    hidden,
    number_of,
    placed,
    put,
)
from tests.ordering.test_waiting_has_an_end import HOUR, goes_back

UNSAID = "Please say by which day it can leave the group: a day from today on"
LATE = "Others have ordered meanwhile: you cannot be ready by the day the buyer was told."
OFFER = {"pieces.0": "1", "price.0": "150", "delivery": "80", "advance": "50", "action": "offer"}
Shop = tuple[Database, TestClient, TestClient]


@pytest.fixture
def shop(buyer_and_phone: tuple[Settings, Database, TestClient, TestClient]) -> Shop:
    return buyer_and_phone[1:]


def began_with(page: str) -> str:
    """The day that stands in the form of an offer."""
    found = re.search(r'name="ready_on" type="date" value="([^"]*)" required', page)
    assert found is not None
    return found[1]


def told(day: date) -> str:
    return f"it can leave the group by {date_words(day, 'en')}"


@pytest.mark.parametrize("day", ["", "yesterday", (today() - timedelta(days=1)).isoformat(), "9999-12-31"])
def test_an_offer_without_a_day_to_come_is_asked_for_one_and_what_was_typed_stays(shop: Shop, day: str) -> None:
    _database, buyer, phone = shop
    put(buyer, "wish")
    here = f"/o/{number_of(buyer.get(placed(buyer, 'request')).text)}"
    form = {**hidden(phone.get(here).text), **OFFER, "words": "Gladly", "ready_on": day}
    for sure in ({}, {"sure": "yes"}):
        refused = phone.post(here, data={**form, **sure}, headers=HERE)
        assert (refused.status_code, UNSAID in refused.text) == (422, True)
        assert 'value="Gladly"' in refused.text


def test_the_day_of_an_offer_is_in_the_sentence_that_asks_and_on_both_pages(shop: Shop) -> None:
    _database, buyer, phone = shop
    put(buyer, "wish")
    order = placed(buyer, "request")
    here = f"/o/{number_of(buyer.get(order).text)}"
    form = {**hidden(phone.get(here).text), **OFFER, "ready_on": IN_TWO_WEEKS}
    asked = phone.post(here, data=form, headers=HERE)
    day = date.fromisoformat(IN_TWO_WEEKS)
    assert told(day) in asked.text
    assert phone.post(here, data={**hidden(asked.text), "sure": "yes"}, headers=HERE).status_code == 303
    said = f"Can leave the group by {date_words(day, 'en')}."
    assert said in phone.get(here).text
    page = buyer.get(order).text
    assert said in page
    assert buyer.post(order, data={"version": hidden(page)["version"], "action": "agree"}, headers=HERE).is_redirect
    assert said in buyer.get(order).text


def test_an_order_by_phone_says_its_day_before_it_is_written_down(shop: Shop) -> None:
    _database, _buyer, phone = shop
    form = hidden(phone.get("/answer/note").text)
    form |= {"sku.0": "kiondo", "pieces.0": "1", "price.0": "30", "how": "pickup", "name": "Wanjiku", "country": "KE"}
    unsaid = phone.post("/answer/note", data=form, headers=HERE)
    assert (unsaid.status_code, UNSAID in unsaid.text) == (422, True)
    asked = phone.post("/answer/note", data={**form, "ready_on": IN_TWO_WEEKS}, headers=HERE)
    assert told(date.fromisoformat(IN_TWO_WEEKS)) in asked.text


def test_an_offer_for_goods_that_were_ready_days_ago_begins_with_today(shop: Shop) -> None:
    database, buyer, phone = shop
    put(buyer, "kiondo")
    put(buyer, "wish")
    number = number_of(buyer.get(placed(buyer, "request")).text)
    with database.writing() as db:
        db.execute(update(Order).values(ready_on=today() - timedelta(days=3)))
    day = began_with(phone.get(f"/o/{number}").text)
    assert day == today().isoformat()
    answer(phone, number, "offer", **{"price.0": "3000", "price.1": "50", "delivery": "0", "ready_on": day})


def test_a_yes_that_comes_too_late_for_its_day_leads_to_an_offer_with_the_new_one(shop: Shop) -> None:
    database, _buyer, phone = shop
    id_ = an_order(database, told={"delivery": Delivery.PICKUP}, mat=20)
    with database.reading() as db:
        number = db.get_one(Order, id_).number
    goes_back(database, id_, 73 * HOUR)
    sweep(database)
    an_order(database, mat=5)
    before = began_with(phone.get(f"/o/{number}").text)
    form = {**hidden(phone.get(f"/o/{number}").text), "action": "accept", "sure": "yes"}
    refused = phone.post(f"/o/{number}", data=form, headers=HERE)
    assert (refused.status_code, LATE in unescape(refused.text)) == (409, True)
    later = began_with(refused.text)
    assert later > before
    assert re.search(r"<details class=\"part\" open><summary>Make an offer", refused.text)
    answer(phone, number, "offer", delivery="0", ready_on=later, advance="0")
    said = f"Can leave the group by {date_words(date.fromisoformat(later), 'en')}."
    assert said in phone.get(f"/o/{number}").text
