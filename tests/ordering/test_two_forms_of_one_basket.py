"""Two pages of one basket are sent in the same moment: what lies in it is ordered once, and nobody meets a fault."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import func, select

from app.catalog.models import Stock, Variant
from app.core.db import Database
from app.ordering.models import Checkout, Order
from app.ordering.service import NothingToOrder, ReviewChanged, place
from tests.factories.ordering import a_basket, a_wish, wrong


def test_of_two_forms_of_one_basket_one_has_the_orders_and_the_other_is_told(trade: Database) -> None:
    with trade.writing() as db:
        basket = a_basket(db, kiondo=2, mat=1)
        first, second = a_wish(db, basket), a_wish(db, basket)

    def send_the_other() -> None:
        with trade.writing() as db:
            place(db, db.merge(basket), second)

    with ThreadPoolExecutor(1) as hands:
        with trade.writing() as db:
            placed = place(db, db.merge(basket), first).id
            other = hands.submit(send_the_other)
            wait([other], timeout=0.5)  # it comes as far as it can while the first is at it
        with pytest.raises((NothingToOrder, ReviewChanged)):
            other.result()
    with trade.reading() as db:
        assert db.scalars(select(Checkout.id)).all() == [placed]
        assert db.scalar(select(func.count()).select_from(Order)) == 1
        assert db.scalar(select(Stock.held).join(Variant).where(Variant.sku == "kiondo")) == 2
    assert wrong(trade) == []
