"""Money that nobody had asked for, as cash at hand-over, is written down before and after an order is done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from app.affiliates.models import Means
from app.core.clock import today
from app.core.db import Database
from app.ordering import answering, fulfilment, settle
from app.ordering.answering import SeenTooOld, seen
from app.ordering.models import Delivery, Order
from app.ordering.order_view import order_view
from app.ordering.payable import NothingLeft
from app.payments.service import NothingAsked
from tests.factories.ordering import BUYER, GROUP, an_order, changing
from tests.ordering.test_the_life_of_an_order import kes, pay

CAME: dict[str, Any] = {"means": Means.CASH, "on": today(), "by": GROUP}


def to_be_fetched(database: Database) -> UUID:
    """A confirmed order that is paid when the buyer comes for it: KES 3,200."""
    id_ = an_order(database, told={"delivery": Delivery.PICKUP}, kiondo=1)
    with changing(database, id_) as (db, order):
        answering.accept(db, order, by=GROUP)
    return id_


def came(database: Database, id_: UUID, shillings: int, *, key: str = "form", note: str = "") -> None:
    with changing(database, id_) as (db, order):
        settle.money_came(db, order, kes(shillings), key=key, note=note, **CAME)


def sums_of(database: Database, id_: UUID) -> tuple[int, int]:
    """What came, and what never did, in hundredths."""
    with database.reading() as db:
        view = order_view(db, db.get_one(Order, id_))
    return view.paid.amount, view.not_paid.amount if view.not_paid else 0


@pytest.mark.parametrize("handed", [False, True], ids=["before", "after"])
def test_cash_is_written_down_before_and_after_the_goods_are_handed_over(trade: Database, handed: bool) -> None:
    id_ = to_be_fetched(trade)
    assert sums_of(trade, id_) == (0, 320_000)
    if handed:
        with changing(trade, id_) as (db, order):
            fulfilment.hand_over(db, order, by=GROUP)
    came(trade, id_, 3200)
    assert sums_of(trade, id_) == (320_000, 0)


def test_what_the_buyer_has_and_nobody_asked_the_rest_for_is_still_paid(small_trade: Database) -> None:
    id_ = an_order(small_trade, told={"country": "DE"}, kiondo=2)
    pay(small_trade, id_, 5200)
    with changing(small_trade, id_) as (db, order):
        fulfilment.send(db, order, key="form", on=today(), words="By air", tracking="", by=GROUP)
    with changing(small_trade, id_) as (db, order):
        fulfilment.receive(db, order, by=BUYER)
    came(small_trade, id_, 5200)
    assert sums_of(small_trade, id_) == (1_040_000, 0)


def test_the_same_form_twice_is_the_same_money(trade: Database) -> None:
    id_ = to_be_fetched(trade)
    came(trade, id_, 1000, note="The rest on Friday")
    with pytest.raises(NothingAsked):
        came(trade, id_, 1000, note="The rest on Friday")
    came(trade, id_, 2200, key="another")
    with pytest.raises(NothingLeft):
        came(trade, id_, 1, key="a third")
    assert sums_of(trade, id_) == (320_000, 0)


def test_a_part_needs_a_word(small_trade: Database) -> None:
    with pytest.raises(settle.NeedsNote):
        came(small_trade, to_be_fetched(small_trade), 1000)


def test_who_saw_the_page_before_money_was_written_down_reads_it_again(small_trade: Database) -> None:
    id_ = to_be_fetched(small_trade)
    with small_trade.reading() as db:
        version = db.get_one(Order, id_).version
    came(small_trade, id_, 1000, note="The rest on Friday")
    with pytest.raises(SeenTooOld), changing(small_trade, id_) as (db, order):
        seen(db, order, version)


def test_money_that_went_back_for_a_broken_piece_is_not_called_unpaid(small_trade: Database) -> None:
    id_ = to_be_fetched(small_trade)
    came(small_trade, id_, 3200)
    with changing(small_trade, id_) as (db, order):
        back = {"how": "Cash", "reference": "", "on": today(), "by": GROUP}
        settle.send_back(db, order, kes(500), key="r", **back)  # type: ignore[arg-type]
    assert sums_of(small_trade, id_) == (270_000, 0)
