"""A rail's news before the buyer is back, after, never, or at the same moment; and news shuffled and repeated."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from threading import Thread

import pytest
from sqlalchemy import select

from app.core.mail import Letter
from app.ordering import cards
from app.payments import inbox
from app.payments.models import RailEvent
from app.payments.tasks import look_at_news
from tests.factories.carding import CardShop
from tests.factories.ordering import wrong
from tests.fakepay.sending import signature


def news_come(shop: CardShop, *, seed: int = 0, times: int = 1) -> None:
    """All that the rail told so far, shuffled and repeated; each piece is looked at as its job does."""
    events = [event for event in shop.fake.look("events") for _time in range(times)]
    random.Random(seed).shuffle(events)
    for event in events:
        body = json.dumps(event).encode()
        headers = {"stripe-signature": signature(body, shop.fake.secret, int(time.time()))}
        with shop.database.writing() as db:
            inbox.receive(db, "stripe", headers, body)
        with shop.database.reading() as db:
            kept = list(db.scalars(select(RailEvent.id).where(RailEvent.done_at.is_(None))))
        for one in kept:
            look_at_news(shop.database, one)


def before(shop: CardShop, come_back: Callable[[], None]) -> None:
    news_come(shop)
    come_back()


def after(shop: CardShop, come_back: Callable[[], None]) -> None:
    come_back()
    news_come(shop)


def never(shop: CardShop, come_back: Callable[[], None]) -> None:
    come_back()


def at_the_same_moment(shop: CardShop, come_back: Callable[[], None]) -> None:
    both = [Thread(target=come_back), Thread(target=news_come, args=(shop,)), Thread(target=come_back)]
    for one in both:
        one.start()
    for one in both:
        one.join()


@pytest.mark.parametrize("order_of_things", [before, after, never, at_the_same_moment])
def test_whatever_comes_first_the_order_is_confirmed_once(
    shop: CardShop, order_of_things: Callable[[CardShop, Callable[[], None]], None]
) -> None:
    order = shop.order()
    payment = shop.page(order)
    shop.buyer(payment, "pay")
    order_of_things(shop, lambda: cards.look(shop.database, order))
    cards.settle_order(shop.database, order)
    assert shop.state(order) == "confirmed"
    assert shop.charged() == 1
    assert wrong(shop.database) == []


@pytest.mark.parametrize("seed", range(3))
def test_shuffled_and_repeated_news_lead_to_one_state(small_shop: CardShop, seed: int) -> None:
    paid, expired, slow = (small_shop.order(mat=1) for _one in range(3))
    payments = [small_shop.page(order, slow=True) for order in (paid, expired, slow)]
    for payment, does in zip(payments, (("decline", "pay"), ("expire",), ("pay_slowly", "fail")), strict=True):
        for do in does:
            small_shop.buyer(payment, do)
    news_come(small_shop, seed=seed, times=3)
    for order in (paid, expired, slow):
        cards.settle_order(small_shop.database, order)
    states = [small_shop.state(order) for order in (paid, expired, slow)]
    assert states == ["confirmed", "awaiting_payment", "awaiting_payment"]
    assert wrong(small_shop.database) == []
    with small_shop.database.reading() as db:
        keys = list(db.scalars(select(Letter.key)))
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("looks_between", [True, False])
def test_money_of_which_some_went_back_at_the_rail_has_come_whenever_we_look(
    small_shop: CardShop, looks_between: bool
) -> None:
    order = small_shop.order()
    payment = small_shop.page(order)
    small_shop.buyer(payment, "pay")
    if looks_between:
        small_shop.look(payment)
    (money,) = small_shop.fake.look("money")
    small_shop.fake.stripe(small_shop.account).v1.refunds.create({"charge": money["charge"], "amount": 5_000})
    small_shop.look(payment)
    assert small_shop.state(order) == "confirmed"
    assert [one.amount for one in small_shop.refunds(order)] == [5_000]
    assert wrong(small_shop.database) == []
