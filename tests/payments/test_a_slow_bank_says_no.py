"""A slow bank says no, days after the buyer did all: they are told, and have the time to pay again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from app.core.clock import now
from app.core.jobs import JobContext
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.ordering.models import Order
from app.ordering.tasks import sweep, tell_to_pay_again
from app.ordering.waiting import remind
from app.payments import sync
from app.payments.models import Payment, PaymentEnd
from tests.factories.carding import CardShop
from tests.factories.ordering import wrong

DAY = timedelta(days=1)


def at_bank(shop: CardShop) -> tuple[UUID, UUID]:
    """An order whose buyer did all, and its attempt; the order's own time is over."""
    order = shop.order(mat=1)
    payment = shop.page(order, slow=True)
    shop.buyer(payment, "pay_slowly")
    shop.look(payment)
    with shop.database.writing() as db:
        db.execute(update(Order).where(Order.id == order).values(expires_at=now() - timedelta(minutes=1)))
    return order, payment


def letters(shop: CardShop, order: UUID, payment: UUID) -> list[str]:
    """What the buyer was written, after the job ran twice."""
    context = JobContext(shop.database, None, tokens=Tokens(shop.settings.key), site=shop.settings.base_url)
    for _again in range(2):
        tell_to_pay_again(context, order_id=str(order), payment=str(payment))
    with shop.database.reading() as db:
        return list(db.scalars(select(Letter.text).where(Letter.key.contains(payment.hex))))


def test_a_no_that_came_after_the_time_of_the_order_does_not_end_it_and_gives_time_to_pay_again(
    shop: CardShop,
) -> None:
    order, payment = at_bank(shop)
    sweep(shop.database)
    assert shop.state(order) == "awaiting_payment"
    shop.buyer(payment, "fail")
    shop.look(payment)
    sweep(shop.database)
    assert shop.state(order) == "awaiting_payment"
    with shop.database.reading() as db:
        expires = db.get_one(Order, order).expires_at
    assert expires is not None
    assert expires > now() + 6 * DAY
    assert wrong(shop.database) == []
    shop.paid(order)
    assert shop.state(order) == "confirmed"
    assert wrong(shop.database) == []


def test_the_clock_ends_nothing_between_the_no_and_its_settling(small_shop: CardShop) -> None:
    order, payment = at_bank(small_shop)
    small_shop.buyer(payment, "fail")
    sync.sync(small_shop.database, payment)
    for _again in range(2):
        sweep(small_shop.database)
    assert small_shop.state(order) == "awaiting_payment"
    assert wrong(small_shop.database) == []


def test_the_buyer_is_written_once_that_nothing_was_charged(small_shop: CardShop) -> None:
    order, payment = at_bank(small_shop)
    small_shop.buyer(payment, "fail")
    small_shop.look(payment)
    (body,) = letters(small_shop, order, payment)
    assert "The bank said no to your payment" in body
    assert "Nothing was charged." in body
    assert "/orders/" in body


def test_who_paid_meanwhile_is_written_nothing(small_shop: CardShop) -> None:
    order, payment = at_bank(small_shop)
    small_shop.buyer(payment, "fail")
    small_shop.look(payment)
    small_shop.paid(order)
    assert letters(small_shop, order, payment) == []


def test_a_page_that_ran_out_gives_no_more_time(small_shop: CardShop) -> None:
    order = small_shop.order(mat=1)
    payment = small_shop.page(order)
    small_shop.buyer(payment, "expire")
    with small_shop.database.writing() as db:
        db.execute(update(Order).where(Order.id == order).values(expires_at=now() - timedelta(minutes=1)))
    small_shop.look(payment)
    assert small_shop.payment(payment).ended is PaymentEnd.RAN_OUT
    sweep(small_shop.database)
    assert small_shop.state(order) == "cancelled"


def test_who_waits_for_a_bank_is_not_reminded_to_pay(small_shop: CardShop) -> None:
    order, payment = at_bank(small_shop)
    with small_shop.database.writing() as db:
        db.execute(update(Payment).values(asked_at=now() - 3 * DAY))
        assert remind(db) == 0
    small_shop.buyer(payment, "fail")
    small_shop.look(payment)
    with small_shop.database.writing() as db:
        db.execute(update(Payment).where(Payment.payable == order).values(asked_at=now() - 3 * DAY))
        assert remind(db) == 1
