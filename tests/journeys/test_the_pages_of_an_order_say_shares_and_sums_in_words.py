"""What is asked first and what follows, sums as the reader writes them, and what an ended order no longer says."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.core.db import Database
from app.settings import Settings
from tests.factories.card_street import Street
from tests.journeys.test_an_order_from_basket_to_parcel import answer, number_of, placed, put
from tests.journeys.test_the_pages_of_an_order_say_what_became_of_its_money import paid, pressed, seen_at, words_in

Shop = tuple[Settings, Database, TestClient, TestClient]
SHARES = "Before work begins: KES 3,600. The rest, KES 3,600, before it is sent."


def test_checkout_and_order_say_both_halves_and_when_until_all_is_paid(buyer_and_phone: Shop) -> None:
    _settings, _database, buyer, phone = buyer_and_phone
    put(buyer, "kiondo")
    assert SHARES in seen_at(buyer, "/checkout?country=DE")
    order = placed(buyer, "order")
    number = number_of(buyer.get(order).text)
    assert f"How to pay KES 3,600 {SHARES}" in seen_at(buyer, order)
    answer(phone, number, "money", amount="3600", means="bank_transfer")
    assert f"Paid: KES 3,600{SHARES}" in seen_at(buyer, order)
    answer(phone, number, "rest")
    answer(phone, number, "money", amount="3600", means="bank_transfer")
    assert "Before work begins" not in seen_at(buyer, order)


def test_an_order_without_shares_says_nothing_of_them(buyer_and_phone: Shop) -> None:
    order, _page = paid(buyer_and_phone)
    assert "Before work begins" not in seen_at(buyer_and_phone[2], order)


@pytest.mark.parametrize(
    ("keeps", "heading", "opens"),
    [
        ({}, "Something wrong?", "Yes, something is wrong"),
        ({"together": "yes", "keeps": "1000"}, "Is that right?", "No, something is wrong"),
    ],
)
def test_a_question_about_what_is_kept_stands_only_where_something_is_kept(
    buyer_and_phone: Shop, keeps: dict[str, str], heading: str, opens: str
) -> None:
    order, page = paid(buyer_and_phone)
    assert "Can leave the group by" in seen_at(buyer_and_phone[3], page)
    answer(buyer_and_phone[3], page[3:], "decline", reason="No sisal", **keeps)
    read = buyer_and_phone[2].get(order).text
    assert [f"<h2>{one}</h2>" in read for one in ("Something wrong?", "Is that right?")].count(True) == 1
    assert f"<h2>{heading}</h2>" in read
    assert f"<summary>{opens}</summary>" in read
    for browser, address in ((buyer_and_phone[2], order), (buyer_and_phone[3], page)):
        assert "Can leave the group by" not in seen_at(browser, address)


@pytest.mark.parametrize(
    ("action", "sentence"),
    [("money", "You say that KES 1,250.50 came."), ("refund", "You say that KES 1,250.50 went back to the buyer.")],
)
def test_what_is_asked_once_more_is_the_sum_as_it_was_read(buyer_and_phone: Shop, action: str, sentence: str) -> None:
    _order, page = paid(buyer_and_phone)
    assert sentence in words_in(pressed(buyer_and_phone[3], page, action, amount="1250,5", how="M-Pesa").text)
    unread = pressed(buyer_and_phone[3], page, action, amount="much", how="M-Pesa")
    assert unread.status_code == 422
    assert "“much” is not an amount in KES." in unread.text


def test_a_refusal_tells_sums_as_the_reader_writes_them(card_street: Street) -> None:
    order = card_street.order("kiondo")
    card_street.back(card_street.pay_page(order).pay())
    card_street.news()
    asked = words_in(pressed(card_street.phone, f"/o/{card_street.number(order)}", "card_refund", amount="9000").text)
    assert "You send KES 9,000 back to the buyer’s card." in asked
    status, page = card_street.act(order, "card_refund", amount="9000")
    assert status == 422
    assert "Only KES 3,600 of what came in can still go back." in words_in(page)


def test_lists_and_stops_are_those_of_the_language(card_street: Street) -> None:
    buyer = card_street.buyer
    put(buyer, "kiondo")
    page = seen_at(buyer, "/ur/checkout?country=DE")
    assert "منزل کا ملک: جرمنی۔" in page
    assert "گروپ کو ادائیگی کے طریقے: بینک ٹرانسفر اور کارڈ" in page
    assert "Ways to pay the group: Bank transfer and Card" in seen_at(buyer, "/checkout?country=DE")
    assert "It goes to Germany. A group sees your town" in seen_at(buyer, "/checkout?country=DE")
