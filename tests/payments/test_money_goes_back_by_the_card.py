"""Money back by the rail it came by: pressed twice, in ten parts, failing later, while the rail has a bad day."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.money import Money
from app.ordering import cards, ending
from app.ordering.desk import TaskKind, waits
from app.ordering.models import Actor, Order
from app.ordering.states import ActorKind
from app.payments import refunding, sync
from app.payments.models import RefundState
from app.payments.rail import RailAway
from app.payments.service import TooMuchBack
from app.payments.tasks import sweep
from tests.factories.carding import CardShop
from tests.factories.ordering import wrong

AT_ONCE = timedelta(seconds=-1)
ASKS = "POST /v1/refunds"


def give_back(shop: CardShop, order: UUID, amount: int, key: str) -> None:
    """What the group's button does."""
    with shop.database.writing() as db:
        db.scalars(select(Order).where(Order.id == order).with_for_update()).one()
        refunding.send_back(db, order, Money(amount, "KES"), key=key, said_by="Rose")


def clock(shop: CardShop) -> None:
    """A round of the clock in which all is due."""
    sweep(shop.database, look_again=AT_ONCE, refund_again=AT_ONCE, refund_look=AT_ONCE, news_again=AT_ONCE)


def refunded(shop: CardShop) -> int:
    """What truly went back, in minor units."""
    return sum(one["refunded"] + one["refunding"] for one in shop.fake.look("money"))


def test_a_button_pressed_twice_at_the_same_moment_sends_money_once(shop: CardShop) -> None:
    order = shop.order()
    shop.paid(order)
    presses = [Thread(target=give_back, args=(shop, order, 5_000, "form-1")) for _press in range(4)]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    shop.send_refunds(order)
    assert (len(shop.refunds(order)), refunded(shop)) == (1, 5_000)
    assert wrong(shop.database) == []


def test_ten_parts_are_all_of_it_and_an_eleventh_is_refused(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.payment(small_shop.paid(order))
    part, rest = payment.captured_amount // 10 // 100 * 100, payment.captured_amount
    for number in range(10):
        amount = part if number < 9 else rest
        give_back(small_shop, order, amount, f"form-{number}")
        rest -= amount
        small_shop.send_refunds(order)
    with pytest.raises(TooMuchBack):
        give_back(small_shop, order, 100, "form-10")
    assert refunded(small_shop) == payment.captured_amount
    assert wrong(small_shop.database) == []


def test_money_that_comes_back_later_is_a_persons_task(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.paid(order)
    give_back(small_shop, order, 5_000, "form-1")
    small_shop.send_refunds(order)
    assert small_shop.refunds(order)[0].state is RefundState.SUCCEEDED
    small_shop.fake.refund_fails(refund=small_shop.refunds(order)[0].ref)
    small_shop.look(payment)
    assert small_shop.refunds(order)[0].state is RefundState.FAILED
    with small_shop.database.reading() as db:
        assert waits(db, TaskKind.REFUND_FAILED, order)
    assert wrong(small_shop.database) == []


@pytest.mark.parametrize("when", ["within", "after"])
def test_a_fault_that_the_rail_keeps_neither_loses_nor_doubles_a_refund(small_shop: CardShop, when: str) -> None:
    order = small_shop.order()
    small_shop.paid(order)
    give_back(small_shop, order, 5_000, "form-1")
    small_shop.fake.fault(when=when, how="500", path=ASKS)
    for _again in range(4):
        clock(small_shop)
    assert small_shop.refunds(order)[0].state is RefundState.SUCCEEDED
    assert refunded(small_shop) == 5_000


def test_after_an_hour_without_the_rail_the_clock_goes_on(small_shop: CardShop) -> None:
    order = small_shop.order()
    small_shop.paid(order)
    with small_shop.database.writing() as db:
        mine = db.get_one(Order, order, with_for_update=True)
        ending.call_off(db, mine, by=Actor(ActorKind.GROUP, "Rose"), note="no more sisal")
    small_shop.fake.down()
    refund = small_shop.refunds(order)[0].id
    for _try in range(5):  # what the job does before it gives up
        with pytest.raises(RailAway):
            sync.send_refund(small_shop.database, refund)
    clock(small_shop)
    small_shop.fake.calm()
    clock(small_shop)
    cards.settle_order(small_shop.database, order)
    assert [one["charged"] - one["refunded"] for one in small_shop.fake.look("money")] == [0]
    assert small_shop.state(order) == "cancelled"
    assert wrong(small_shop.database) == []
