"""From placing to the buyer's hands, by both routes, with every way out; the checker looks after each step."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.affiliates.models import Means
from app.catalog.models import Stock
from app.core.clock import now, today
from app.core.db import Database
from app.core.money import Money
from app.ordering import answering, ending, fulfilment, settle, thread
from app.ordering.answering import NeedsOffer, Offer, SeenTooOld
from app.ordering.desk import Task, TaskKind
from app.ordering.models import Delivery, Order
from app.ordering.payable import NothingLeft
from app.ordering.service import lines_by_order
from app.ordering.states import Cause, ForbiddenMove, OrderState
from app.payments.models import PaymentState
from app.payments.service import NothingAsked, TooMuchBack, payments_of
from tests.factories.ordering import BUYER, GROUP, an_order, changing, wrong


def kes(shillings: int) -> Money:
    return Money(shillings * 100, "KES")


def state_of(database: Database, order_id: object) -> OrderState:
    with database.reading() as db:
        return db.scalars(select(Order.state).where(Order.id == order_id)).one()


def stock_of(database: Database) -> set[tuple[int, ...]]:
    with database.reading() as db:
        return {tuple(row) for row in db.execute(select(Stock.on_hand, Stock.held))}


def pay(database: Database, order_id: object, shillings: int, note: str = "") -> None:
    with changing(database, order_id) as (db, order):  # type: ignore[arg-type]
        settle.record_money(db, order, kes(shillings), means=Means.BANK_TRANSFER, on=today(), by=GROUP, note=note)


def test_all_known_the_order_is_binding_paid_confirmed_sent_and_received(trade: Database) -> None:
    id_ = an_order(trade, kiondo=2)
    assert state_of(trade, id_) is OrderState.AWAITING_PAYMENT
    assert stock_of(trade) == {(10, 2), (1, 0)}
    pay(trade, id_, 6700)
    assert state_of(trade, id_) is OrderState.CONFIRMED
    assert stock_of(trade) == {(8, 0), (1, 0)}
    with changing(trade, id_) as (db, order):
        fulfilment.send(db, order, key="form", on=today(), words="By bus", tracking="", by=GROUP)
    with changing(trade, id_) as (db, order):
        fulfilment.receive(db, order, by=BUYER)
    with trade.reading() as db:
        order = db.scalars(select(Order)).one()
        events = db.scalars(order.events.select()).all()
        assert [event.because for event in events] == [Cause.PLACED, Cause.PAID, Cause.SENT, Cause.RECEIVED]
        assert [event.seq for event in events] == [1, 2, 3, 4]


def test_a_price_on_request_makes_it_a_request_that_cannot_be_accepted_without_an_offer(trade: Database) -> None:
    id_ = an_order(trade, wish=1)
    assert state_of(trade, id_) is OrderState.REQUESTED
    with pytest.raises(NeedsOffer), changing(trade, id_) as (db, order):
        answering.accept(db, order, by=GROUP)


def an_offer(order: Order, line: object, *, quantity: int, unit: int, advance_bp: int = 10_000) -> Offer:
    units = {line: kes(unit)}
    return Offer({line: quantity}, units, kes(500), today() + timedelta(days=9), "Gladly.", advance_bp)  # type: ignore[dict-item]


def test_an_offer_holds_what_it_offers_and_becomes_an_order_by_the_buyers_word(trade: Database) -> None:
    id_ = an_order(trade, told={"country": "UG"}, kiondo=8)
    with changing(trade, id_) as (db, order):
        (line,) = lines_by_order(db, [order])[order.id]
        answering.offer(db, order, an_offer(order, line.id, quantity=5, unit=3000, advance_bp=5000), by=GROUP)
    assert stock_of(trade) == {(10, 5), (1, 0)}
    with changing(trade, id_) as (db, order):
        assert (order.total, order.due_first) == (kes(15_500), kes(7_750))
        answering.agree(db, order, by=BUYER)
    assert state_of(trade, id_) is OrderState.AWAITING_PAYMENT


def test_what_is_paid_at_hand_over_is_confirmed_when_the_group_accepts(trade: Database) -> None:
    id_ = an_order(trade, told={"delivery": Delivery.PICKUP}, kiondo=1)
    with changing(trade, id_) as (db, order):
        assert (order.state, order.due_first.amount) == (OrderState.REQUESTED, 0)
        answering.accept(db, order, by=GROUP)
        assert order.state is OrderState.CONFIRMED
    with changing(trade, id_) as (db, order):
        fulfilment.hand_over(db, order, by=GROUP)
    assert state_of(trade, id_) is OrderState.COMPLETED


def test_short_money_needs_a_note_and_is_enough_with_one(trade: Database) -> None:
    id_ = an_order(trade, kiondo=1)
    with pytest.raises(settle.NeedsNote):
        pay(trade, id_, 3450)
    pay(trade, id_, 3450, "The charge of the transfer")
    assert state_of(trade, id_) is OrderState.CONFIRMED


def test_an_offer_can_be_made_anew_while_the_buyer_has_not_answered(trade: Database) -> None:
    id_ = an_order(trade, told={"country": "UG"}, kiondo=1)
    for delivery in (400, 300):
        with changing(trade, id_) as (db, order):
            answering.offer(db, order, Offer({}, {}, kes(delivery), today() + timedelta(days=9)), by=GROUP)
    with trade.reading() as db:
        order = db.get_one(Order, id_)
        assert (order.state, order.total) == (OrderState.OFFERED, kes(3_500))


def test_half_in_advance_then_the_rest_is_asked_once(trade: Database) -> None:
    id_ = an_order(trade, told={"country": "DE"}, kiondo=2)
    with changing(trade, id_) as (db, order):
        assert (order.total, order.due_first) == (kes(10_400), kes(5_200))
    pay(trade, id_, 5200)
    with changing(trade, id_) as (db, order):
        asked = fulfilment.ask_for_rest(db, order)
        assert asked.asked == kes(5_200)
        assert fulfilment.ask_for_rest(db, order) is asked  # pressed twice
    pay(trade, id_, 5200)
    with pytest.raises(NothingLeft), changing(trade, id_) as (db, order):
        fulfilment.ask_for_rest(db, order)
    with pytest.raises(NothingAsked):
        pay(trade, id_, 1)


@pytest.mark.parametrize("verb", [ending.withdraw, ending.decline])
def test_an_order_that_ends_before_it_binds_gives_its_pieces_back(small_trade: Database, verb: object) -> None:
    id_ = an_order(small_trade, kiondo=3, throne=1)
    by = BUYER if verb is ending.withdraw else GROUP
    with changing(small_trade, id_) as (db, order):
        verb(db, order, by=by, note="Sorry")  # type: ignore[operator]
    assert stock_of(small_trade) == {(10, 0), (1, 0)}
    with small_trade.reading() as db:
        assert {payment.state for payment in payments_of(db, id_)} == {PaymentState.CLOSED}


def test_what_nobody_answers_expires_once(trade: Database) -> None:
    id_ = an_order(trade, kiondo=3)
    with changing(trade, id_) as (db, order):
        order.expires_at = now() - timedelta(seconds=1)
    with trade.writing() as db:
        assert ending.expire(db) == 1
    with trade.writing() as db:
        assert ending.expire(db) == 0
    assert wrong(trade) == []
    assert stock_of(trade) == {(10, 0), (1, 0)}


def test_late_money_brings_an_order_back_while_its_goods_are_there(trade: Database) -> None:
    id_ = an_order(trade, kiondo=3)
    with changing(trade, id_) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    with changing(trade, id_) as (db, order):
        settle.record_late_money(db, order, kes(9_900), key="f", means=Means.BANK_TRANSFER, on=today(), by=GROUP)
    assert state_of(trade, id_) is OrderState.CONFIRMED
    assert stock_of(trade) == {(7, 0), (1, 0)}


def test_late_money_for_goods_that_are_gone_is_a_persons_task_until_it_went_back(trade: Database) -> None:
    id_ = an_order(trade, throne=1)
    with changing(trade, id_) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    an_order(trade, throne=1)
    with changing(trade, id_) as (db, order):
        settle.record_late_money(db, order, kes(9_300), key="f", means=Means.BANK_TRANSFER, on=today(), by=GROUP)
        assert order.state is OrderState.CANCELLED
    back = {"how": "M-Pesa", "reference": "", "on": date(2026, 11, 27), "by": GROUP}
    with pytest.raises(TooMuchBack), changing(trade, id_) as (db, order):
        settle.send_back(db, order, kes(9_301), key="r1", **back)  # type: ignore[arg-type]
    with changing(trade, id_) as (db, order):
        for _again in range(2):  # a double click
            settle.send_back(db, order, kes(9_300), key="r1", **back)  # type: ignore[arg-type]
        assert db.scalars(select(Task.closed_at)).one() is not None


def test_a_group_that_calls_off_owes_the_money_or_keeps_a_part_with_a_name(trade: Database) -> None:
    id_ = an_order(trade, kiondo=2)
    pay(trade, id_, 6700)
    with pytest.raises(ending.KeepsTooMuch), changing(trade, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="As agreed", together=True, keeps=670_001)
    with changing(trade, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="As agreed", together=True, keeps=300_000)
        assert db.scalars(select(Task)).one().closed_at is None
    assert stock_of(trade) == {(10, 0), (1, 0)}


def test_the_clock_completes_what_nobody_complained_about(small_trade: Database) -> None:
    id_ = an_order(small_trade, kiondo=1)
    pay(small_trade, id_, 3500)
    with changing(small_trade, id_) as (db, order):
        fulfilment.send(db, order, key="form", on=today(), words="", tracking="", by=GROUP)
        order.shipped_at = now() - timedelta(days=31)
    with small_trade.writing() as db:
        assert fulfilment.complete_quiet_ones(db) == 1
    assert state_of(small_trade, id_) is OrderState.COMPLETED


def test_the_clock_leaves_alone_what_somebody_complained_about(small_trade: Database) -> None:
    id_ = an_order(small_trade, kiondo=1)
    pay(small_trade, id_, 3500)
    with changing(small_trade, id_) as (db, order):
        fulfilment.send(db, order, key="form", on=today(), words="", tracking="", by=GROUP)
        order.shipped_at = now() - timedelta(days=31)
        thread.complain(db, order, "A handle is broken", by=BUYER)
    with small_trade.writing() as db:
        assert fulfilment.complete_quiet_ones(db) == 0
    assert state_of(small_trade, id_) is OrderState.SHIPPED


def test_who_acts_on_an_old_page_is_told_so(small_trade: Database) -> None:
    id_ = an_order(small_trade, kiondo=1)
    with small_trade.reading() as db:
        version = db.scalars(select(Order.version)).one()
    with changing(small_trade, id_) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    with pytest.raises(SeenTooOld), changing(small_trade, id_) as (db, order):
        answering.seen(db, order, version)


def test_a_move_by_the_wrong_hand_is_forbidden(small_trade: Database) -> None:
    id_ = an_order(small_trade, wish=1)
    with pytest.raises(ForbiddenMove), changing(small_trade, id_) as (db, order):
        fulfilment.hand_over(db, order, by=BUYER)


def test_a_buyer_says_whether_money_came_back_and_a_no_waits_for_a_person(trade: Database) -> None:
    id_ = an_order(trade, kiondo=1)
    pay(trade, id_, 3500)
    with changing(trade, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="No sisal this year")
    with changing(trade, id_) as (db, order):
        back = {"how": "M-Pesa", "reference": "", "on": today(), "by": GROUP}
        refund = settle.send_back(db, order, kes(3500), key="r1", **back)  # type: ignore[arg-type]
        settle.answer_refund(db, order, refund.id, arrived=False, by=BUYER)
    with trade.reading() as db:
        assert {task.kind for task in db.scalars(select(Task).where(Task.closed_at.is_(None)))} == {
            TaskKind.REFUND_DENIED,
            TaskKind.REFUND_DUE,
        }
    with changing(trade, id_) as (db, order):
        for arrived in (True, False):  # what came stays so
            settle.answer_refund(db, order, refund.id, arrived=arrived, by=BUYER)
    with trade.reading() as db:
        assert db.scalars(select(Task).where(Task.closed_at.is_(None), Task.kind == TaskKind.REFUND_DUE)).all() == []


def test_money_that_was_sent_a_second_time_cannot_have_come_twice(trade: Database) -> None:
    id_ = an_order(trade, kiondo=1)
    pay(trade, id_, 3500)
    back = {"how": "M-Pesa", "reference": "", "on": today(), "by": GROUP}
    with changing(trade, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="No sisal this year")
    with changing(trade, id_) as (db, order):
        first = settle.send_back(db, order, kes(3500), key="r1", **back)  # type: ignore[arg-type]
        settle.answer_refund(db, order, first.id, arrived=False, by=BUYER)
        second = settle.send_back(db, order, kes(3500), key="r2", **back)  # type: ignore[arg-type]
    with pytest.raises(TooMuchBack), changing(trade, id_) as (db, order):
        settle.answer_refund(db, order, first.id, arrived=True, by=BUYER)
    with changing(trade, id_) as (db, order):
        settle.answer_refund(db, order, second.id, arrived=True, by=BUYER)


def test_late_money_told_twice_by_one_form_is_counted_once(trade: Database) -> None:
    id_ = an_order(trade, throne=1)
    with changing(trade, id_) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    an_order(trade, throne=1)
    came = {"key": "f", "means": Means.CASH, "on": today(), "by": GROUP}
    with changing(trade, id_) as (db, order):
        settle.record_late_money(db, order, kes(9_300), **came)  # type: ignore[arg-type]
    with pytest.raises(NothingAsked), changing(trade, id_) as (db, order):
        settle.record_late_money(db, order, kes(9_300), **came)  # type: ignore[arg-type]
    with trade.reading() as db:
        assert sum(payment.captured_amount for payment in payments_of(db, id_)) == 930_000
