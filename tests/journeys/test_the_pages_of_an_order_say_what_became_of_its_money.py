"""Without script: what is kept, what went back and what is not paid yet stands on both pages, in words."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from app.core.clock import today
from app.core.db import Database
from app.core.tokens import Tokens, named_in
from app.settings import Settings
from tests.journeys.test_an_order_from_basket_to_parcel import HERE, answer, hidden, number_of, placed, put
from tests.ordering.test_money_at_hand_over_is_written_down import to_be_fetched
from tests.ordering.test_where_it_goes_is_known_before_it_leaves import agreed_by_phone

Shop = tuple[Settings, Database, TestClient, TestClient]
DAY = f"{today():%B} {today().day}, {today().year}"


@pytest.fixture
def shop(buyer_and_phone: tuple[Settings, Database, TestClient, TestClient]) -> Shop:
    return buyer_and_phone


def seen_at(browser: TestClient, address: str) -> str:
    """A page as it is read: its words, without the marks between them."""
    return words_in(browser.get(address).text)


def words_in(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", page).replace("\xa0", " ").split())


def pages_of(shop: Shop, id_: UUID) -> tuple[str, str]:
    """The buyer's page of an order, and the group's."""
    settings, _database, buyer, _phone = shop
    order = f"/orders/{Tokens(settings.key).make('order', id_)}"
    return order, f"/o/{number_of(buyer.get(order).text)}"


def pressed(phone: TestClient, page: str, action: str, **typed: str) -> Any:
    """Send a form of the group's page; what comes back before anybody is sure."""
    form = hidden(phone.get(page).text)
    told = {"version": form["version"], "form_key": form["form_key"], "action": action, **typed}
    return phone.post(page, data=told, headers=HERE)


def paid(shop: Shop) -> tuple[str, str]:
    """Both pages of an order of one kiondo that was paid."""
    _settings, _database, buyer, phone = shop
    put(buyer, "kiondo")
    order = placed(buyer, "order", country="KE")
    page = f"/o/{number_of(buyer.get(order).text)}"
    answer(phone, page[3:], "money", amount="3500", means="cash")
    return order, page


def test_a_group_that_would_keep_money_alone_is_told_so_before_it_is_asked_whether_it_is_sure(shop: Shop) -> None:
    _order, page = paid(shop)
    refused = pressed(shop[3], page, "decline", reason="It was begun", keeps="1000")
    assert refused.status_code == 422
    assert "Only what the buyer agrees to can be kept." in refused.text
    assert 'value="1000"' in refused.text


def test_what_is_kept_is_in_the_sentence_on_both_pages_and_open_to_objection(shop: Shop) -> None:
    _settings, _database, buyer, phone = shop
    order, page = paid(shop)
    assert "For work that is done" in seen_at(buyer, order)
    asked = pressed(phone, page, "decline", reason="It was begun", together="yes", keeps="1000")
    assert "the buyer agrees to end this order, and that the group keeps KES 1,000 of what" in words_in(asked.text)
    assert phone.post(page, data={**hidden(asked.text), "sure": "yes"}, headers=HERE).status_code == 303
    for browser, address in ((buyer, order), (phone, page)):
        assert f"The group keeps KES 1,000, says Rose on {DAY}: It was begun" in seen_at(browser, address)
    assert 'value="2500.00"' in phone.get(page).text  # what has to go back
    form = {"action": "broken", "words": "I never agreed", "version": hidden(buyer.get(order).text)["version"]}
    assert buyer.post(order, data=form, headers=HERE).status_code == 303
    assert "The buyer says that something is wrong." in seen_at(phone, page)


@pytest.mark.parametrize("together", ["", "yes"])
def test_who_keeps_nothing_is_told_that_all_has_to_go_back(shop: Shop, together: str) -> None:
    _order, page = paid(shop)
    asked = words_in(pressed(shop[3], page, "decline", reason="No sisal", together=together).text)
    assert "All that was paid has to go back." in asked
    assert ("The buyer agrees" in asked or "the buyer agrees" in asked) == bool(together)


def test_cash_at_hand_over_is_asked_for_in_words_and_written_down_after_it(shop: Shop) -> None:
    _settings, database, buyer, phone = shop
    order, page = pages_of(shop, to_be_fetched(database))
    assert "KES 3,200 is not paid yet." in seen_at(phone, page)
    assert "KES 3,200 is not paid yet." in words_in(pressed(phone, page, "handed").text)
    answer(phone, page[3:], "handed")
    assert '<details class="part" open><summary>Money came' in phone.get(page).text
    answer(phone, page[3:], "money", amount="3200", means="cash")
    for browser, address in ((buyer, order), (phone, page)):
        assert "Paid: KES 3,200" in seen_at(browser, address)
    assert "not paid yet" not in seen_at(phone, page)
    assert "Money came</summary>" not in phone.get(page).text


def test_money_for_a_broken_piece_goes_back_on_record_and_stays_to_be_read(shop: Shop) -> None:
    settings, _database, buyer, phone = shop
    order, page = paid(shop)
    answer(phone, page[3:], "parcel", words="By bus")
    answer(phone, page[3:], "refund", amount="500", how="M-Pesa to 0722 000 111", reference="QX12")
    told = f"KES 500 was sent back on {DAY}, says Rose."
    for browser, address in ((buyer, order), (phone, page)):
        assert told in seen_at(browser, address)
        assert "QX12" in seen_at(browser, address)
    form = hidden(buyer.get(order).text)
    came = {"action": "came", "version": form["version"], "refund": form["refund"]}
    assert buyer.post(order, data=came, headers=HERE).status_code == 303
    for browser, address in ((buyer, order), (phone, page)):
        assert f"{told} The buyer says that it came." in seen_at(browser, address)
    mailed = f"/orders/{Tokens(settings.key).make('order-mail', named_in(order.rpartition('/')[2]))}"
    assert told in seen_at(buyer, mailed)
    assert "0722" not in seen_at(buyer, mailed)  # before somebody said that the order is theirs


def test_where_it_goes_is_asked_of_who_agreed_by_phone(shop: Shop) -> None:
    _settings, database, buyer, phone = shop
    order, page = pages_of(shop, agreed_by_phone(database, advance_bp=0))
    assert "Nobody has said yet where this goes." in seen_at(phone, page)
    assert "A parcel leaves" not in phone.get(page).text
    asked = pressed(phone, page, "parcel", words="By air")
    refused = phone.post(page, data={**hidden(asked.text), "sure": "yes"}, headers=HERE)
    assert (refused.status_code, "Nobody has said yet where this goes." in refused.text) == (409, True)
    form = {"action": "where", "version": hidden(buyer.get(order).text)["version"], "city": "Bonn"}
    again = buyer.post(order, data=form, headers=HERE)
    assert (again.status_code, 'value="Bonn"' in again.text) == (422, True)
    where = {**form, "street_address": "Weg 1", "postal_code": "53111"}
    assert buyer.post(order, data=where, headers=HERE).status_code == 303
    assert "Weg 1" in seen_at(phone, page)
    answer(phone, page[3:], "parcel", words="By air")


def test_a_group_writes_down_where_it_goes_when_the_buyer_tells_it(shop: Shop) -> None:
    _settings, database, buyer, phone = shop
    order, page = pages_of(shop, agreed_by_phone(database))
    answer(phone, page[3:], "where", where="Weg 1, 53111 Bonn")
    for browser, address in ((buyer, order), (phone, page)):
        assert "Weg 1, 53111 Bonn" in seen_at(browser, address)
