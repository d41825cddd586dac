"""Many buyers at once: as many orders as pieces, a kind no for the others, no deadlock, and the checker is content."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from app.catalog.models import Stock, Variant
from app.core.db import Database
from app.ordering.service import Buyer, place
from app.ordering.states import OrderState
from tests.factories.ordering import a_basket, a_wish, an_order, changing, wrong

from app.catalog.capacity import NoCapacity, makers_of, ready_on  # isort: skip
from app.catalog.stock import OutOfStock  # isort: skip
from app.ordering.service import NothingToOrder, ReviewChanged  # isort: skip

KIND = (OutOfStock, NoCapacity, NothingToOrder, ReviewChanged)
HANDS = 8


def at_once(buyers: int, order: Callable[[int], None]) -> Counter[str]:
    """What came of so many buyers who order side by side."""

    def one(number: int) -> str:
        try:
            order(number)
        except KIND:
            return "refused"
        return "ordered"

    with ThreadPoolExecutor(HANDS) as hands:
        return Counter(hands.map(one, range(buyers)))


def test_ten_pieces_make_ten_orders(trade: Database) -> None:
    def order(number: int) -> None:
        with trade.writing() as db:
            basket = a_basket(db, kiondo=1)
            wish = a_wish(db, basket, buyer=Buyer(f"B{number}", email=f"b{number}@example.org"))
        with trade.writing() as db:
            place(db, db.merge(basket), wish)

    assert at_once(40, order) == {"ordered": 10, "refused": 30}
    assert wrong(trade) == []


def test_mixed_baskets_in_any_order_never_wait_in_a_circle(trade: Database) -> None:
    def order(number: int) -> None:
        chosen = random.Random(number).sample(["kiondo", "throne", "mat"], 2)
        with trade.writing() as db:
            basket = a_basket(db, **dict.fromkeys(chosen, 1))
            wish = a_wish(db, basket, buyer=Buyer(f"B{number}", email=f"b{number}@example.org"))
        with trade.writing() as db:
            place(db, db.merge(basket), wish)

    came = at_once(40, order)
    assert came["ordered"] >= 10
    assert wrong(trade) == []
    with trade.reading() as db:
        assert all(held <= on_hand for on_hand, held in db.execute(select(Stock.on_hand, Stock.held)))


def test_capacity_is_shared_by_all_who_order(trade: Database) -> None:
    first, second = an_order(trade, mat=20), an_order(trade, mat=5)
    with changing(trade, second) as (_db, order):
        later = order.ready_on
        assert order.state is OrderState.AWAITING_PAYMENT
    with changing(trade, first) as (_db, order):
        assert later is not None
        assert order.ready_on is not None
        assert later > order.ready_on


def test_lines_that_share_a_capacity_are_forecast_one_after_the_other(small_trade: Database) -> None:
    with small_trade.writing() as db:
        ids = {sku: db.scalars(select(Variant.id).where(Variant.sku == sku)).one() for sku in ("mat", "wish")}
        makers = makers_of(db, ids.values())
        mats, wishes = (makers[ids[sku]] for sku in ("mat", "wish"))
        alone, together = ready_on(db, [(mats, 20)]), ready_on(db, [(mats, 20), (wishes, 20)])
        assert alone is not None
        assert together is not None
        assert together > alone
