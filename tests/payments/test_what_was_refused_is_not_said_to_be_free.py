"""A person refused what no rail tells plainly: nobody says then that the bank said no, or that nothing was charged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.clock import now
from app.core.tokens import Tokens
from app.ordering.models import Order
from app.ordering.order_view import CardState
from app.ordering.telling import LINK
from app.payments import deciding
from app.payments.models import Payment, PaymentState
from app.payments.rail import Standing
from tests.factories.carding import CardShop
from tests.factories.near_rail import NearShop, seen
from tests.factories.serving import client_for
from tests.payments.test_a_person_decides_what_differs import another_amount, card, goes_on, taken_back
from tests.payments.test_a_slow_bank_says_no import letters


@pytest.mark.parametrize("standing", [*Standing, None])
def test_that_the_bank_said_no_is_said_only_where_the_rail_said_so(near: NearShop, standing: Standing | None) -> None:
    id_ = near.attempt(ref="page_1", at_bank=standing is None)
    with near.database.writing() as db:
        told = None if standing is None else seen(standing, fee=1)
        there = deciding.refuse(db, db.get_one(Payment, id_), by="Rose", note="x", seen=told)
    payment = near.payment(id_)
    assert there is (standing is Standing.CAPTURED)
    assert (payment.state, payment.at_bank, payment.decided) == (PaymentState.CLOSED, False, True)
    assert payment.bank_said_no is (standing is Standing.FAILED)


def test_who_is_refused_where_nobody_could_look_is_not_told_that_nothing_was_charged(small_shop: CardShop) -> None:
    order, payment = taken_back(small_shop)
    goes_on(small_shop, order, accepted=False)
    (body,) = letters(small_shop, order, payment)
    assert "could not be taken" in body
    assert "If money has left your account" in body
    assert "Nothing was charged" not in body
    with small_shop.database.reading() as db:
        assert db.get_one(Order, order).expires_at > now() + timedelta(days=6)


def test_the_page_of_what_was_refused_says_the_same_until_another_is_begun(small_shop: CardShop) -> None:
    order, _payment = another_amount(small_shop)
    goes_on(small_shop, order, accepted=False)
    assert card(small_shop, order) is CardState.NOT_TAKEN
    with small_shop.database.writing() as db:
        db.get_one(Order, order).address = {"city": "Nyeri", "country_code": "KE"}
    token = Tokens(small_shop.settings.key).make(LINK, order, 0)
    with client_for(small_shop.settings) as browser:
        text = browser.get(f"/orders/{token}").text
    assert "If money has left your account" in text
    assert "Nothing was charged" not in text
    small_shop.page(order)
    assert card(small_shop, order) is CardState.BEGUN
