"""A group sends a part back for a broken piece: that is no debt again, and what never came still is one."""

from __future__ import annotations

import re

import pytest

from tests.journeys.test_a_button_pressed_twice_is_pressed_once import begun, half_paid
from tests.journeys.test_an_order_from_basket_to_parcel import HERE, answer, hidden
from tests.journeys.test_the_pages_of_an_order_say_what_became_of_its_money import (
    Shop,
    pages_of,
    pressed,
    seen_at,
    words_in,
)

BACK = {"amount": "500", "how": "M-Pesa"}
AGAIN = "KES 500 went back to the buyer. Ask for it only if it is to be paid again."


@pytest.fixture
def shop(buyer_and_phone: Shop) -> Shop:
    return buyer_and_phone


def test_only_what_never_came_is_said_to_be_left_and_asked_for(shop: Shop) -> None:
    _settings, database, buyer, phone = shop
    order, page = pages_of(shop, half_paid(database))
    answer(phone, page[3:], "refund", **BACK)
    told = seen_at(phone, page)
    assert "KES 3,600 is left to pay." in told
    assert AGAIN in told
    assert "KES 3,600 is not paid yet." in told  # before a parcel leaves
    assert re.search(r'id="rest.amount"[^>]* value="3600.00"', phone.get(page).text)
    asked = pressed(phone, page, "rest", amount="3600")
    assert "You ask the buyer for KES 3,600." in words_in(asked.text)
    assert phone.post(page, data={**hidden(asked.text), "sure": "yes"}, headers=HERE).status_code == 303
    assert "How to pay KES 3,600" in seen_at(buyer, order)


def test_of_an_order_that_was_paid_nothing_is_left_and_what_went_back_can_be_asked_for_on_purpose(shop: Shop) -> None:
    """It had been written down wrongly, say."""
    _settings, database, buyer, phone = shop
    order, page = pages_of(shop, begun(database))
    answer(phone, page[3:], "refund", **BACK)
    told = seen_at(phone, page)
    assert "left to pay" not in told
    assert "not paid yet" not in told
    assert AGAIN in told
    answer(phone, page[3:], "rest", amount="500")
    assert "How to pay KES 500" in seen_at(buyer, order)


def test_where_all_went_back_all_is_left(shop: Shop) -> None:
    _settings, database, _buyer, phone = shop
    _order, page = pages_of(shop, begun(database))
    answer(phone, page[3:], "refund", amount="3500", how="M-Pesa")
    told = seen_at(phone, page)
    assert "KES 3,500 is left to pay." in told
    assert "KES 3,500 is not paid yet." in told
    assert "Ask for it only if" not in told


@pytest.mark.parametrize("amount", ["3600.01", "0"])
def test_more_than_is_left_or_nothing_is_not_asked_for(shop: Shop, amount: str) -> None:
    _settings, database, _buyer, phone = shop
    _order, page = pages_of(shop, half_paid(database))
    asked = {**hidden(pressed(phone, page, "rest", amount=amount).text), "sure": "yes"}
    refused = phone.post(page, data=asked, headers=HERE)
    assert refused.status_code == 422
    assert f'value="{amount}"' in refused.text
    assert "Waits for" not in seen_at(phone, page)


def test_what_is_no_amount_is_refused_before_anybody_is_asked_whether_it_is_right(shop: Shop) -> None:
    _settings, database, _buyer, phone = shop
    _order, page = pages_of(shop, half_paid(database))
    refused = pressed(phone, page, "rest", amount="-1")
    assert (refused.status_code, 'value="-1"' in refused.text) == (422, True)
