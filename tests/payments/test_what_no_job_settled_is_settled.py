"""Money is written down, and the job that brings it to its order failed for good: the clock does it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from app.core.clock import now
from app.ordering.desk import TaskKind, close_task, waits
from app.ordering.models import Order
from app.ordering.tasks import sweep
from app.payments import sync
from app.payments.models import Payment, PaymentState
from tests.factories.carding import CardShop
from tests.factories.ordering import wrong


def unsettled(shop: CardShop, **pieces: int) -> UUID:
    """An order whose money is written down, and nobody told it."""
    order = shop.order(**pieces)
    payment = shop.page(order)
    shop.buyer(payment, "pay")
    sync.sync(shop.database, payment)
    return order


def over(shop: CardShop, *orders: UUID) -> None:
    with shop.database.writing() as db:
        db.execute(update(Order).where(Order.id.in_(orders)).values(expires_at=now() - timedelta(minutes=1)))


def test_an_order_whose_money_is_there_is_confirmed_by_the_clock(shop: CardShop) -> None:
    order = unsettled(shop)
    over(shop, order)
    sweep(shop.database)
    assert shop.state(order) == "confirmed"
    assert wrong(shop.database) == []


def ended_with_money(shop: CardShop) -> UUID:
    """An order that ended, whose goods are gone; its money came after that, and nobody told it."""
    order = shop.order(throne=1)
    payment = shop.page(order)
    with shop.database.writing() as db:
        db.get_one(Payment, payment).state = PaymentState.CLOSED
    over(shop, order)
    sweep(shop.database)
    assert shop.state(order) == "cancelled"
    shop.order(throne=1)
    shop.buyer(payment, "pay")
    sync.sync(shop.database, payment)
    return order


def test_money_of_an_order_that_ended_goes_back_by_the_clock_once(small_shop: CardShop) -> None:
    order = ended_with_money(small_shop)
    for _again in range(3):
        sweep(small_shop.database)
    assert len(small_shop.refunds(order)) == 1
    assert wrong(small_shop.database) == []


def test_what_a_person_saw_to_is_not_taken_up_again_every_minute(small_shop: CardShop) -> None:
    order = ended_with_money(small_shop)
    sweep(small_shop.database)
    small_shop.fake.next_refunds(statuses=["failed"])
    small_shop.send_refunds(order)
    kinds = (TaskKind.REFUND_DUE, TaskKind.REFUND_FAILED)
    with small_shop.database.writing() as db:
        assert [waits(db, kind, order) for kind in kinds] == [True, True]
        for kind in kinds:
            close_task(db, kind, order, by="Rose")
    sweep(small_shop.database)
    with small_shop.database.reading() as db:
        assert [waits(db, kind, order) for kind in kinds] == [False, False]


def test_an_order_that_cannot_be_settled_keeps_no_other_from_it(small_shop: CardShop) -> None:
    orders = [unsettled(small_shop) for _one in range(2)]
    over(small_shop, *orders)
    with small_shop.database.writing() as db:  # a history that does not fit: it cannot move
        db.execute(update(Order).where(Order.id == orders[0]).values(seq=0))
    sweep(small_shop.database)
    assert [small_shop.state(order) for order in orders] == ["awaiting_payment", "confirmed"]


def test_the_checker_names_money_that_nobody_brought_to_its_order(small_shop: CardShop) -> None:
    order = unsettled(small_shop)
    assert wrong(small_shop.database) == []  # a job may be at it
    with small_shop.database.writing() as db:
        db.execute(update(Payment).where(Payment.ref.is_not(None)).values(looked_at=now() - timedelta(minutes=11)))
        number = db.get_one(Order, order).number
    assert wrong(small_shop.database) == [f"I2 order {number}: money came for it by a rail, and it still waits for it"]
