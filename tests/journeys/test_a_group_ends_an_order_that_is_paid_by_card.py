"""A group says no while a card page is open, and calls off what a card paid for: no button is dead, no money lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from anyio import CapacityLimiter
from httpx2 import HTTPStatusError

from app.core.tokens import named_in
from app.payments.models import RefundState
from app.payments.service import refunds_of
from app.web import asking
from tests.factories.card_street import Street
from tests.journeys.test_a_card_pays_from_basket_to_parcel import charged, paid
from tests.journeys.test_the_pages_of_an_order_say_what_became_of_its_money import words_in


def test_a_no_closes_the_page_first_so_that_nobody_can_pay_any_more(card_street: Street) -> None:
    order = card_street.order("kiondo")
    payer = card_street.pay_page(order)
    assert card_street.act(order, "decline", reason="No sisal")[0] == 303
    assert "No sisal" in card_street.page(order)
    with pytest.raises(HTTPStatusError):
        payer.pay()
    assert charged(card_street) == []


def test_who_was_quicker_has_paid_and_the_group_reads_so(card_street: Street) -> None:
    order = card_street.order("kiondo")
    card_street.pay_page(order).pay()
    status, page = card_street.act(order, "decline", reason="No sisal")
    assert status == 409
    assert "The payment for this order has just come" in page
    assert 'value="No sisal"' in page
    assert "Confirmed" in card_street.page(order)


def test_while_stripe_is_away_an_order_is_not_let_go_and_the_group_reads_why(card_street: Street) -> None:
    order = card_street.order("kiondo")
    card_street.pay_page(order)
    card_street.fake.down()
    status, page = card_street.act(order, "decline", reason="No sisal")
    card_street.fake.calm()
    assert status == 503
    assert "does not answer just now" in page
    assert card_street.act(order, "decline", reason="No sisal")[0] == 303


def test_a_no_on_an_old_page_closes_nothing(card_street: Street) -> None:
    order = card_street.order("kiondo")
    card_street.pay_page(order)
    status, page = card_street.act(order, "decline", reason="No sisal", version="0")
    assert (status, "This order has changed since you looked." in page) == (409, True)
    assert "The buyer began to pay by card" in card_street.answer_page(order)


def test_no_is_not_offered_while_the_bank_is_at_it(card_street: Street) -> None:
    order = card_street.order("mat")
    card_street.back(card_street.pay_page(order).slow())
    assert "a bank that takes some days" in card_street.answer_page(order)
    assert "Say no" not in card_street.answer_page(order)


def test_a_page_for_the_rest_is_closed_when_the_order_is_called_off(card_street: Street) -> None:
    order = paid(card_street)
    assert card_street.act(order, "rest")[0] == 303
    payer = card_street.pay_page(order)
    assert card_street.act(order, "decline", reason="No sisal")[0] == 303
    with pytest.raises(HTTPStatusError):
        payer.pay()
    card_street.news()
    assert [one["refunded"] for one in card_street.fake.look("money")] == charged(card_street) == [360_000]


def test_what_could_not_go_back_by_itself_is_owed_in_words_and_the_group_can_send_it(card_street: Street) -> None:
    """After one small refund had failed, all of the money stayed, and nobody was told how much."""
    order = paid(card_street)
    card_street.fake.next_refunds(statuses=["failed"])
    assert card_street.act(order, "card_refund", amount="10")[0] == 303
    card_street.news()
    assert card_street.act(order, "decline", reason="No sisal")[0] == 303
    card_street.news()
    assert "KES 3,600 is owed to you" in words_in(card_street.page(order))
    page = card_street.answer_page(order)
    assert "Send money back by card" in page
    assert 'value="3600.00"' in page
    assert card_street.act(order, "card_refund", amount="3600")[0] == 303
    card_street.news()
    assert "owed to you" not in card_street.page(order)
    assert "Send money back by card" not in card_street.answer_page(order)
    with card_street.database.reading() as db:
        states = [one.state for one in refunds_of(db, named_in(order.rpartition("/")[2]))]
    assert states == [RefundState.FAILED, RefundState.SUCCEEDED]


def test_while_the_buyers_bank_has_the_money_no_page_offers_to_send_it_back(card_street: Street) -> None:
    """By hand neither: it would be gone twice."""
    order = paid(card_street)
    charge = card_street.fake.look("money")[0]["charge"]
    dispute = card_street.fake.dispute(charge=charge)["id"]
    card_street.news()
    assert "The buyer’s bank wants" in card_street.answer_page(order)
    assert "Send money back by card" not in card_street.answer_page(order)
    assert card_street.act(order, "decline", reason="No sisal")[0] == 303
    for words in ("Send money back by card", "Money was sent back"):
        assert words not in card_street.answer_page(order)
    card_street.fake.close_dispute(dispute=dispute, won=True)
    card_street.news()
    card_street.news()
    assert "went back by card" in card_street.page(order)


def test_who_finds_no_room_at_the_rail_waits_a_moment_and_keeps_the_page_of_the_order(
    card_street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ninth of those who paid at once read that Stripe was away, on a page that led nowhere."""
    monkeypatch.setattr(asking, "ROOM", 0.3)
    order = card_street.order("kiondo")
    with taken(card_street):
        status, page = card_street.press(order, "card")
        assert status == 503
        assert "Many people are paying just now." in page
        assert f"Order {card_street.number(order)}" in page
        assert card_street.buyer.get(f"/paid/{card_street.number(order)}").status_code == 200
    with taken(card_street, seconds=0.1):
        assert card_street.press(order, "card")[0] == 303


@contextmanager
def taken(street: Street, seconds: float | None = None) -> Iterator[None]:
    """All threads that ask rails are at it, for so long."""
    application: Any = street.buyer.app
    limiter: CapacityLimiter = application.state.askers
    portal = street.buyer.portal
    assert portal is not None
    others = list(range(int(limiter.total_tokens)))

    def ends() -> None:
        for each in others:
            portal.call(limiter.release_on_behalf_of, each)

    for each in others:
        portal.call(limiter.acquire_on_behalf_of_nowait, each)
    clock = threading.Timer(seconds or 0, ends)
    if seconds:
        clock.start()
    try:
        yield
    finally:
        clock.join() if seconds else ends()
