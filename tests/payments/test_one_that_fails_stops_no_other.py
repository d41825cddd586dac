"""The clock and the jobs go on past an attempt, a refund or an account that does not answer."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import ColumnElement, select, update

from app.core.clock import now
from app.core.db import Database
from app.core.money import Money
from app.ordering.cards import AWAY_AT_MOST
from app.ordering.desk import TaskKind, waits
from app.ordering.models import Order
from app.ordering.tasks import sweep
from app.payments import attempts, rail, refunding, sync
from app.payments.inbox import not_done
from app.payments.models import Payment, PaymentEnd, PaymentState, RailAccount, RailEvent
from app.payments.rail import Barred, RailAway, Rails
from app.payments.service import disputes_of
from app.payments.tasks import look_at_news
from app.payments.tasks import sweep as sweep_payments
from tests.factories.carding import CardShop
from tests.factories.ordering import ASHA, an_order, wrong

AT_ONCE = timedelta(seconds=-1)
SWEPT = {"look_again": AT_ONCE, "refund_again": AT_ONCE, "refund_look": AT_ONCE, "news_again": AT_ONCE}


def times_over(shop: CardShop, *orders: UUID) -> None:
    """Time is over for orders, and for the pages that were opened for them."""
    hour = timedelta(hours=1)
    with shop.database.writing() as db:
        db.execute(update(Order).where(Order.id.in_(orders)).values(expires_at=now() - timedelta(minutes=1)))
        for payment in db.scalars(select(Payment).where(Payment.payable.in_(orders), Payment.until.is_not(None))):
            payment.asked_at, payment.until = payment.asked_at - hour, now() - hour
            frozen = payment.frozen or {}
            payment.frozen = {**frozen, "expires_at": int((now() - hour).timestamp())}


def one_hidden_among(shop: CardShop, count: int = 2) -> list[UUID]:
    """Orders with open pages; the session of the first answers nothing but faults."""
    orders = [shop.order() for _one in range(count)]
    payments = [shop.page(order) for order in orders]
    shop.fake.fault(
        when="before", how="503", path=f"GET /v1/checkout/sessions/{shop.payment(payments[0]).ref}", times=None
    )
    return orders


def test_an_order_whose_page_cannot_be_closed_keeps_no_other_from_ending(small_shop: CardShop) -> None:
    stuck, other = one_hidden_among(small_shop)
    times_over(small_shop, stuck, other)
    sweep(small_shop.database)
    assert (small_shop.state(stuck), small_shop.state(other)) == ("awaiting_payment", "cancelled")
    with small_shop.database.reading() as db:
        assert waits(db, TaskKind.STUCK, stuck)
    small_shop.fake.calm()
    sweep(small_shop.database)
    assert small_shop.state(stuck) == "cancelled"
    assert wrong(small_shop.database) == []


def test_an_account_that_cannot_be_looked_at_keeps_no_order_from_ending(small_shop: CardShop) -> None:
    order = small_shop.order()
    times_over(small_shop, order)
    with small_shop.database.writing() as db:
        db.execute(update(RailAccount).values(checked_at=now() - timedelta(days=2)))
    small_shop.fake.fault(when="before", how="503", path=f"GET /v1/accounts/{small_shop.account}", times=None)
    sweep(small_shop.database)
    assert small_shop.state(order) == "cancelled"
    with small_shop.database.reading() as db:
        assert db.scalars(select(RailAccount.live)).one()  # what nobody answered is not believed to be shut


def test_an_attempt_that_does_not_answer_hides_no_other_from_the_sweep(small_shop: CardShop) -> None:
    _stuck, *others = one_hidden_among(small_shop, 3)
    for order in others:
        with small_shop.database.reading() as db:
            payment = db.scalars(select(Payment.id).where(Payment.payable == order, Payment.rail == "stripe")).one()
        small_shop.buyer(payment, "pay")
    sweep_payments(small_shop.database, **SWEPT)
    with small_shop.database.reading() as db:
        captured = db.scalars(select(Payment.payable).where(Payment.state == PaymentState.CAPTURED)).all()
    assert sorted(captured) == sorted(others)


def test_an_account_that_was_taken_back_is_away_while_its_page_may_be_open(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.page(order)
    small_shop.fake.disconnect(account=small_shop.account)
    with pytest.raises(RailAway) as away:
        sync.sync(small_shop.database, payment)
    assert not isinstance(away.value, Barred)
    assert small_shop.state(order) == "awaiting_payment"


def test_an_account_that_was_taken_back_before_a_page_was_made_ends_the_order_in_its_time(
    small_shop: CardShop,
) -> None:
    order = small_shop.order()
    payment = small_shop.begin(order)
    small_shop.fake.disconnect(account=small_shop.account)
    times_over(small_shop, order)
    sweep_payments(small_shop.database, **SWEPT)
    sweep(small_shop.database)
    assert (small_shop.state(order), small_shop.payment(payment).ended) == ("cancelled", PaymentEnd.FAILED)
    assert wrong(small_shop.database) == []


def test_what_nobody_may_look_at_any_more_keeps_no_other_order_from_ending(small_shop: CardShop) -> None:
    """More of them than the clock waits for rails that are away."""
    orders = [small_shop.order() for _one in range(AWAY_AT_MOST + 1)]
    for order in orders:
        small_shop.page(order)
    small_shop.fake.disconnect(account=small_shop.account)
    times_over(small_shop, *orders)
    sweep(small_shop.database)
    with small_shop.database.reading() as db:
        assert all(small_shop.payment(one).looked_at for one in db.scalars(select(Payment.id).where(by_card())))
        assert not any(waits(db, TaskKind.STUCK, order) for order in orders)


def by_card() -> ColumnElement[bool]:
    return Payment.rail == "stripe"


def test_without_the_rail_that_a_page_was_opened_at_other_orders_end_as_ever(small_shop: CardShop) -> None:
    order = small_shop.order()
    small_shop.page(order)
    other = small_shop.order()
    times_over(small_shop, order, other)
    without = Database(small_shop.settings.database, info={**small_shop.settings.info, rail.INFO: Rails()})
    sweep_payments(without, **SWEPT)
    sweep(without)
    without.close()
    assert (small_shop.state(order), small_shop.state(other)) == ("awaiting_payment", "cancelled")


def test_a_refund_that_cannot_be_asked_for_hides_no_other(small_shop: CardShop) -> None:

    orders = [small_shop.order() for _one in range(2)]
    payments = [small_shop.paid(order) for order in orders]
    with small_shop.database.writing() as db:
        for order in orders:
            refunding.send_back(db, order, Money(5_000, "KES"), key=f"back-{order.hex[-8:]}", said_by="Rose")
    charge = small_shop.payment(payments[0]).charge
    assert charge
    small_shop.fake.fault(when="before", how="503", path="POST /v1/refunds", times=1)
    sweep_payments(small_shop.database, **SWEPT)
    assert [str(one.state) for order in orders for one in small_shop.refunds(order)] == ["pending", "succeeded"]
    sweep_payments(small_shop.database, **SWEPT)
    assert [str(one.state) for order in orders for one in small_shop.refunds(order)] == ["succeeded", "succeeded"]
    assert wrong(small_shop.database) == []


def test_news_that_no_job_could_look_at_is_looked_at_by_the_clock(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.paid(order)
    dispute = small_shop.fake.dispute(charge=small_shop.fake.look("money")[0]["charge"])
    with small_shop.database.writing() as db:
        event = RailEvent(rail="stripe", account=small_shop.account, event="evt_1", kind="charge.dispute.created")
        event.about, event.received_at = [small_shop.payment(payment).charge, dispute["id"]], now()
        db.add(event)
    small_shop.fake.down()
    with pytest.raises(RailAway):
        look_at_news(small_shop.database, event.id)
    small_shop.fake.calm()
    sweep_payments(small_shop.database, **SWEPT)
    with small_shop.database.reading() as db:
        assert not_done(db, before=now() + timedelta(minutes=1)) == []
        assert len(disputes_of(db, order)) == 1


def looked_at(shop: CardShop, payment: UUID, *, days: float, begun: float = 0) -> None:
    """Nobody looked at a payment for so many days; it was begun so many days ago."""
    told = {"looked_at": now() - timedelta(days=days), "asked_at": now() - timedelta(days=begun or days)}
    with shop.database.writing() as db:
        db.execute(update(Payment).where(Payment.id == payment).values(**told))


def test_money_that_came_is_looked_at_once_a_day_for_as_long_as_a_bank_can_take_it_back(small_shop: CardShop) -> None:
    """Without news nobody ever learnt of a refund made at Stripe, or of a dispute."""
    order = small_shop.order()
    payment = small_shop.paid(order)
    small_shop.fake.dispute(charge=small_shop.fake.look("money")[0]["charge"])
    for days, begun, seen in ((0.9, 0, 0), (1.1, 121, 0), (1.1, 119, 1), (1.1, 119, 1)):
        looked_at(small_shop, payment, days=days, begun=begun)
        sweep_payments(small_shop.database)
        with small_shop.database.reading() as db:
            assert len(disputes_of(db, order)) == seen
    before = len(small_shop.fake.look("ledger"))
    sweep_payments(small_shop.database)
    assert len(small_shop.fake.look("ledger")) == before, "not a second time on the same day"


def test_few_payments_a_round_are_looked_at_and_those_nobody_looked_at_for_longest_come_first(
    small_shop: CardShop,
) -> None:
    payments = [small_shop.paid(small_shop.order()) for _one in range(3)]
    for payment, days in zip(payments, (3, 5, 4), strict=True):
        looked_at(small_shop, payment, days=days)
    with small_shop.database.reading() as db:
        some = attempts.paid_to_look_at(db, since=now() - timedelta(days=120), before=now(), limit=2)
    assert some == [payments[1], payments[2]]


def test_an_order_at_the_bank_is_not_asked_to_close_again_and_again(small_shop: CardShop) -> None:
    order = small_shop.order(mat=1)
    payment = small_shop.page(order, slow=True)
    small_shop.buyer(payment, "pay_slowly")
    small_shop.look(payment)
    times_over(small_shop, order)
    before = len(small_shop.fake.look("ledger"))
    sweep(small_shop.database)
    assert len(small_shop.fake.look("ledger")) == before
    assert small_shop.state(order) == "awaiting_payment"
    assert an_order(small_shop.database, told={"buyer": ASHA}, mat=1)
