"""A payment by card, seen from the order: paid, declined, slow, run out, given up, late."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.core.clock import now
from app.ordering import cards, ending
from app.ordering.desk import TaskKind, waits
from app.ordering.models import Actor, Order
from app.ordering.states import ActorKind
from app.ordering.tasks import sweep
from app.payments import sync
from app.payments.models import Payment, PaymentEnd, PaymentState
from app.payments.rail import RailAway, Standing
from app.payments.service import MANUAL, PaidElsewhere, open_payment
from tests.factories.carding import CardShop
from tests.factories.ordering import wrong


def test_money_of_a_card_confirms_the_order(shop: CardShop) -> None:
    order = shop.order()
    payment = shop.paid(order)
    assert shop.state(order) == "confirmed"
    assert shop.payment(payment).state is PaymentState.CAPTURED
    assert shop.payment(payment).said_by == "stripe"
    assert shop.charged() == 1
    assert wrong(shop.database) == []


def test_beginning_twice_is_one_attempt_and_one_page(shop: CardShop) -> None:
    order = shop.order()
    first = shop.begin(order)
    pages = {sync.start(shop.database, shop.begin(order)) for _again in range(3)}
    assert len(pages) == 1
    assert shop.begin(order) == first
    made = [
        one for one in shop.fake.look("ledger") if one["path"] == "/v1/checkout/sessions" and one["method"] == "POST"
    ]
    assert len({one["key"] for one in made}) == 1


def test_a_declined_card_charges_nothing_and_the_page_stays_open(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.page(order)
    small_shop.buyer(payment, "decline")
    small_shop.look(payment)
    assert small_shop.payment(payment).declined
    assert small_shop.payment(payment).state is PaymentState.OPEN
    assert small_shop.state(order) == "awaiting_payment"
    small_shop.buyer(payment, "pay")
    small_shop.look(payment)
    assert small_shop.state(order) == "confirmed"


def test_a_slow_payment_is_neither_paid_nor_failed_until_the_bank_says_so(small_shop: CardShop) -> None:
    order = small_shop.order(mat=1)
    payment = small_shop.page(order, slow=True)
    small_shop.buyer(payment, "pay_slowly")
    assert small_shop.look(payment).standing is Standing.AT_BANK
    assert small_shop.payment(payment).at_bank
    assert small_shop.state(order) == "awaiting_payment"
    with pytest.raises(cards.PaidMeanwhile):
        cards.close(small_shop.database, order)
    small_shop.buyer(payment, "settle")
    small_shop.look(payment)
    assert small_shop.state(order) == "confirmed"
    assert wrong(small_shop.database) == []


def test_a_slow_payment_that_fails_leaves_the_order_to_be_paid_again(small_shop: CardShop) -> None:
    order = small_shop.order(mat=1)
    payment = small_shop.page(order, slow=True)
    small_shop.buyer(payment, "pay_slowly")
    small_shop.look(payment)
    small_shop.buyer(payment, "fail")
    small_shop.look(payment)
    assert small_shop.payment(payment).ended is PaymentEnd.FAILED
    with small_shop.database.reading() as db:
        asked = open_payment(db, order)
        assert asked is not None
        assert asked.rail == MANUAL
    small_shop.paid(order)
    assert small_shop.state(order) == "confirmed"
    assert wrong(small_shop.database) == []


def test_a_page_that_ran_out_can_be_opened_again(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.page(order)
    small_shop.buyer(payment, "expire")
    small_shop.look(payment)
    assert small_shop.payment(payment).ended is PaymentEnd.RAN_OUT
    again = small_shop.paid(order)
    assert again != payment
    assert small_shop.charged() == 1


def test_an_order_is_not_given_up_while_its_page_is_open(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.page(order)
    buyer = Actor(ActorKind.BUYER, "Asha")
    with pytest.raises(PaidElsewhere), small_shop.database.writing() as db:
        ending.withdraw(db, db.get_one(Order, order), by=buyer)
    cards.close(small_shop.database, order)
    with small_shop.database.writing() as db:
        ending.withdraw(db, db.get_one(Order, order), by=buyer)
    assert small_shop.payment(payment).ended is PaymentEnd.GIVEN_UP
    with pytest.raises(Exception, match="Session is expired"):
        small_shop.buyer(payment, "pay")
    assert wrong(small_shop.database) == []


def over(shop: CardShop, order: UUID) -> None:
    """Time is over for an order."""
    with shop.database.writing() as db:
        db.execute(update(Order).where(Order.id == order).values(expires_at=now() - timedelta(minutes=1)))


def test_pieces_are_let_go_only_when_the_page_is_closed(shop: CardShop) -> None:
    order = shop.order()
    payment = shop.page(order)
    over(shop, order)
    shop.fake.down()
    sweep(shop.database)
    assert shop.state(order) == "awaiting_payment"
    with shop.database.reading() as db:
        assert waits(db, TaskKind.STUCK, order)
    shop.fake.calm()
    sweep(shop.database)
    assert shop.state(order) == "cancelled"
    assert shop.payment(payment).state is PaymentState.CLOSED
    with shop.database.reading() as db:
        assert not waits(db, TaskKind.STUCK, order)
    assert wrong(shop.database) == []


def test_who_paid_in_the_last_second_has_the_order(shop: CardShop) -> None:
    order = shop.order()
    payment = shop.page(order)
    shop.buyer(payment, "pay")
    over(shop, order)
    sweep(shop.database)
    assert shop.state(order) == "confirmed"
    assert wrong(shop.database) == []


def late(shop: CardShop, **pieces: int) -> tuple[UUID, UUID]:
    """An order that ended while its bank was still at it, as after a fault of ours."""
    order = shop.order(told=None, **pieces)
    payment = shop.page(order, slow=True)
    shop.buyer(payment, "pay_slowly")
    with shop.database.writing() as db:
        db.get_one(Payment, payment).state = PaymentState.CLOSED
    over(shop, order)
    sweep(shop.database)
    assert shop.state(order) == "cancelled"
    shop.buyer(payment, "settle")
    return order, payment


def test_late_money_brings_an_order_back_whose_goods_are_there(small_shop: CardShop) -> None:
    order, payment = late(small_shop, mat=1)
    small_shop.look(payment)
    assert small_shop.state(order) == "confirmed"
    assert wrong(small_shop.database) == []


def test_late_money_for_goods_that_are_gone_goes_back_in_full(small_shop: CardShop) -> None:
    order, payment = late(small_shop, throne=1)
    other = small_shop.order(throne=1)
    small_shop.look(payment)
    assert small_shop.state(order) == "cancelled"
    small_shop.send_refunds(order)
    small_shop.fake.refund_succeeds(refund=small_shop.refunds(order)[0].ref)
    small_shop.look(payment)
    assert [str(one.state) for one in small_shop.refunds(order)] == ["succeeded"]
    assert small_shop.refunds(order)[0].amount == small_shop.payment(payment).captured_amount
    assert small_shop.state(other) == "awaiting_payment"
    assert wrong(small_shop.database) == []


def test_a_rail_that_is_away_changes_nothing(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.begin(order)
    small_shop.fake.down()
    with pytest.raises(RailAway):
        sync.start(small_shop.database, payment)
    small_shop.fake.calm()
    assert sync.start(small_shop.database, small_shop.begin(order))
    with small_shop.database.reading() as db:
        assert len(db.scalars(select(Payment).where(Payment.rail == "stripe")).all()) == 1


def test_money_of_an_attempt_that_seemed_over_leaves_nothing_to_pay(small_shop: CardShop) -> None:
    order = small_shop.order(mat=1)
    payment = small_shop.page(order, slow=True)
    small_shop.buyer(payment, "pay_slowly")
    with small_shop.database.writing() as db:  # a fault of ours: the bank is still at it
        db.get_one(Payment, payment).state, db.get_one(Payment, payment).ended = PaymentState.CLOSED, PaymentEnd.FAILED
    cards.settle_order(small_shop.database, order)
    with small_shop.database.reading() as db:
        assert open_payment(db, order) is not None
    small_shop.buyer(payment, "settle")
    small_shop.look(payment)
    assert small_shop.state(order) == "confirmed"
    with small_shop.database.reading() as db:
        assert open_payment(db, order) is None
    assert wrong(small_shop.database) == []


def test_what_was_paid_twice_by_card_goes_back(shop: CardShop) -> None:
    order = shop.order(mat=1)
    first = shop.page(order, slow=True)
    shop.buyer(first, "pay_slowly")
    with shop.database.writing() as db:
        db.get_one(Payment, first).state, db.get_one(Payment, first).ended = PaymentState.CLOSED, PaymentEnd.FAILED
    cards.settle_order(shop.database, order)
    shop.paid(order)
    shop.buyer(first, "settle")
    shop.look(first)
    shop.send_refunds(order)
    assert shop.charged() == 2
    with shop.database.reading() as db:
        total = db.get_one(Order, order).total_amount
    assert [one.amount for one in shop.refunds(order)] == [total]
    assert wrong(shop.database) == []


def test_an_order_whose_money_is_written_down_and_not_settled_yet_does_not_end(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.page(order)
    small_shop.buyer(payment, "pay")
    over(small_shop, order)
    sync.sync(small_shop.database, payment)
    sweep(small_shop.database)
    assert small_shop.refunds(order) == []
    cards.settle_order(small_shop.database, order)
    assert small_shop.state(order) == "confirmed"
