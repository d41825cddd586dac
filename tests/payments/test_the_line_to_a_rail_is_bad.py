"""The line to a rail is bad, in each way that lines are: who waits is answered in time, and pays once afterwards."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from app.core.money import Money
from app.payments import refunding, sync
from app.payments.rail import RailAway, patient_for
from tests.factories.carding import CardShop, card_shop
from tests.factories.line import BAD, Line, line
from tests.factories.ordering import wrong
from tests.fakepay.client import Fakepay

WAITS, MORE = 1.2, 0.8  # seconds: how long somebody waits, and what may come on top on a busy machine


@pytest.fixture
def between(fake: Fakepay) -> Iterator[Line]:
    with line(urlsplit(fake.url).port or 80) as made:
        yield made


@pytest.fixture
def far_shop(tmp_path: Path, fake: Fakepay, between: Line) -> Iterator[CardShop]:
    with card_shop(tmp_path / "shop", fake, stripe_api=between.url) as made:
        yield made


def is_paid_once(shop: CardShop, order: UUID, payment: UUID) -> None:
    """The line is good again: its buyer comes to the page, and pays."""
    sync.start(shop.database, payment)
    shop.buyer(payment, "pay")
    shop.look(payment)
    assert shop.state(order) == "confirmed"
    assert shop.charged() == 1
    assert wrong(shop.database) == []


@pytest.mark.parametrize("bad", BAD)
def test_who_waits_is_answered_in_time_and_pays_once_afterwards(far_shop: CardShop, between: Line, bad: str) -> None:
    order = far_shop.order()
    between.bad = bad
    payment = far_shop.begin(order)
    for _press in range(2):
        began = time.monotonic()
        with patient_for(WAITS), pytest.raises(RailAway):
            sync.start(far_shop.database, payment)
        assert time.monotonic() - began < WAITS + MORE
    between.bad = ""
    is_paid_once(far_shop, order, payment)


def test_a_line_that_refuses_is_told_at_once_and_the_same_page_is_paid_when_it_is_back(
    far_shop: CardShop, between: Line
) -> None:
    order = far_shop.order()
    payment = far_shop.begin(order)
    between.hang_up()
    for _press in range(2):
        began = time.monotonic()
        with pytest.raises(RailAway):
            sync.start(far_shop.database, payment)
        assert time.monotonic() - began < MORE
    between.pick_up()
    is_paid_once(far_shop, order, payment)


def test_a_refund_whose_answer_is_lost_goes_back_once(far_shop: CardShop, between: Line) -> None:
    order = far_shop.order()
    far_shop.paid(order)
    with far_shop.database.writing() as db:
        refunding.send_back(db, order, Money(5_000, "KES"), key="a.b", said_by="Rose")
    between.bad = "answer lost"
    with pytest.raises(RailAway):
        far_shop.send_refunds(order)
    between.bad = ""
    far_shop.send_refunds(order)
    (money,) = far_shop.fake.look("money")
    assert money["refunded"] + money["refunding"] == 5_000
    assert wrong(far_shop.database) == []
