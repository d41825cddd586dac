"""A payment page from opening to its end, as a buyer without script walks it."""

from __future__ import annotations

import time
from typing import Any

import pytest
import stripe

from tests.fakepay.client import Fakepay
from tests.fakepay.payer import Payer
from tests.fakepay.shopping import BACK, Shop


def test_a_new_session_is_open_unpaid_and_has_no_intent_yet(shop: Shop) -> None:
    session = shop.open(client_reference_id="order 7", customer_email="a@example.org", locale="de")
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert (session.amount_total, session.currency, session.livemode) == (2500, "eur", False)
    assert (session.client_reference_id, session.locale) == ("order 7", "de")


def test_the_page_says_that_it_is_a_test_and_runs_no_script(shop: Shop) -> None:
    words = Payer(shop.open().url).open()
    assert "TEST PAYMENT PAGE - no real money" in words
    assert "25.00 EUR" in words
    assert "<script" not in words


def test_paying_completes_the_session_and_leads_back_with_its_id(shop: Shop) -> None:
    session = shop.open()
    assert Payer(session.url).pay() == f"{BACK}/paid?session={session.id}"
    paid = shop.look(session)
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert (paid.payment_intent.status, paid.payment_intent.amount_received) == ("succeeded", 2500)
    assert paid.payment_intent.metadata["payment"] == "p-1"
    assert paid.payment_intent.latest_charge.metadata["payment"] == "p-1"


def test_pressing_pay_twice_charges_once(shop: Shop, fake: Fakepay) -> None:
    session = shop.open()
    payer = Payer(session.url)
    payer.pay()
    payer.browser.post(session.url, data={"do": "pay"})
    assert [each["charged"] for each in fake.look("money")] == [2500]


def test_a_declined_card_leaves_the_page_open_for_another_try(shop: Shop) -> None:
    session = shop.open()
    payer = Payer(session.url)
    assert payer.decline() is None
    assert "Your card was declined." in payer.shown
    declined = shop.look(session)
    assert (declined.status, declined.payment_intent.status) == ("open", "requires_payment_method")
    assert declined.payment_intent.last_payment_error.code == "card_declined"
    payer.pay()
    paid = shop.look(session)
    assert (paid.payment_status, paid.payment_intent.id) == ("paid", declined.payment_intent.id)
    assert paid.payment_intent.last_payment_error is None


def test_cancelling_leads_back_and_leaves_the_session_open(shop: Shop) -> None:
    session = shop.open()
    assert Payer(session.url).cancel() == f"{BACK}/basket"
    assert shop.look(session).status == "open"


@pytest.mark.parametrize(("bank", "paid", "intent"), [("settle", "paid", "succeeded"), ("fail", "unpaid", None)])
def test_a_slow_method_is_complete_but_unpaid_until_the_bank_speaks(
    shop: Shop, fake: Fakepay, bank: str, paid: str, intent: str | None
) -> None:
    session = shop.open()
    Payer(session.url).slow()
    waiting = shop.look(session)
    assert (waiting.status, waiting.payment_status, waiting.payment_intent.status) == (
        "complete",
        "unpaid",
        "processing",
    )
    fake.buyer(session=session.id, do=bank)
    ended = shop.look(session)
    assert (ended.status, ended.payment_status) == ("complete", paid)
    assert ended.payment_intent.status == (intent or "requires_payment_method")


def test_a_session_for_cards_alone_offers_no_slow_method(shop: Shop) -> None:
    narrowings: list[dict[str, Any]] = [
        {"allowed_payment_method_types": ["card"]},
        {"excluded_payment_method_types": ["sepa_debit"]},
    ]
    for narrowed in narrowings:
        session = shop.open(**narrowed)
        assert session.payment_method_types == ["card"]
        with pytest.raises(LookupError):
            Payer(session.url).slow()


def test_only_an_open_session_can_be_expired(shop: Shop) -> None:
    session = shop.open()
    sessions = shop.client.v1.checkout.sessions
    assert sessions.expire(session.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError, match="status of `expired`"):
        sessions.expire(session.id)
    assert Payer(session.url).browser.post(session.url, data={"do": "pay"}).status_code == 410
    assert shop.look(session).payment_status == "unpaid"


def test_the_clock_expires_a_session(shop: Shop, fake: Fakepay) -> None:
    session = shop.open(expires_at=int(time.time()) + 1900)
    fake.clock(add=1800)
    assert shop.look(session).status == "open"
    fake.clock(add=200)
    assert shop.look(session).status == "expired"
    assert fake.look("events")[-1]["type"] == "checkout.session.expired"


@pytest.mark.parametrize("seconds", [60, 1700, 25 * 3600])
def test_a_session_lasts_between_thirty_minutes_and_a_day(shop: Shop, seconds: int) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="expires_at"):
        shop.open(expires_at=int(time.time()) + seconds)


def test_sessions_are_listed_newest_first_page_by_page(shop: Shop) -> None:
    opened = [shop.open().id for _ in range(5)]
    sessions = shop.client.v1.checkout.sessions
    first = sessions.list({"limit": 2, "created": {"gte": int(time.time()) - 60}})
    assert ([each.id for each in first.data], first.has_more) == (opened[:2:-1], True)
    assert [each.id for each in first.auto_paging_iter()] == opened[::-1]
    assert sessions.list({"created": {"gte": int(time.time()) + 60}}).data == []


def test_a_session_is_found_by_its_intent(shop: Shop) -> None:
    intent = shop.sell()
    shop.open()
    sessions = shop.client.v1.checkout.sessions
    found = sessions.list({"payment_intent": intent.id}).data
    assert [each.payment_intent for each in found] == [intent.id]
    listed = sessions.list({"expand": ["data.payment_intent"]}).data
    assert listed[0].payment_intent is None
    assert isinstance(listed[1].payment_intent, stripe.PaymentIntent)
    assert [line.description for line in sessions.line_items.list(found[0].id).data] == ["A basket"]


def test_one_account_does_not_see_what_is_anothers(shop: Shop, fake: Fakepay) -> None:
    session = shop.open()
    other = fake.stripe(fake.account()["id"])
    for client in (other, fake.stripe()):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.checkout.sessions.retrieve(session.id)
        assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
        assert client.v1.checkout.sessions.list().data == []
