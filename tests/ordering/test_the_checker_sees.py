"""The checker is able to fail: one row broken by hand for each invariant, and it names the row."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update

from app.affiliates.models import Means
from app.catalog.models import Stock, Variant
from app.catalog.moves import CapacityMonth, CapacityUse, StockChange, StockMove
from app.catalog.service import count_pieces
from app.core.clock import now, today
from app.core.db import Database, uuid7
from app.core.money import Money
from app.ordering import ending, settle
from app.ordering.desk import Task, TaskKind, close_task, open_task
from app.ordering.models import Order, OrderEvent
from app.ordering.states import OrderState
from app.payments.models import Dispute, Payment, PaymentState, Refund
from tests.factories.ordering import BUYER, GROUP, an_order, changing, wrong


def number_of(database: Database, order_id: UUID) -> str:
    with database.reading() as db:
        return db.get_one(Order, order_id).number


def paid(database: Database) -> UUID:
    """An order that was paid and confirmed."""
    id_ = an_order(database, kiondo=2)
    with changing(database, id_) as (db, order):
        amount = Money(670_000, "KES")
        settle.record_money(db, order, amount, means=Means.CASH, on=today(), by=GROUP)
    return id_


def called_off(database: Database) -> UUID:
    """The same, and then the group could not; its money went back."""
    id_ = paid(database)
    with changing(database, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="No sisal")
    with changing(database, id_) as (db, order):
        back = {"how": "Cash", "reference": "", "on": today(), "by": GROUP}
        settle.send_back(db, order, Money(600_000, "KES"), key="r", **back)  # type: ignore[arg-type]
    return id_


def broken(database: Database, *statements: object) -> list[str]:
    """What the checker finds after these."""
    assert wrong(database) == []
    with database.writing() as db:
        for statement in statements:
            db.execute(statement)  # type: ignore[call-overload]
    return wrong(database)


def test_i1_pieces_that_no_move_explains_are_held(small_trade: Database) -> None:
    kiondo = select(Variant.id).where(Variant.sku == "kiondo").scalar_subquery()
    found = broken(small_trade, update(Stock).where(Stock.variant_id == kiondo).values(held=1))
    assert found == ["I1 kiondo: 1 pieces are held, its moves say 0"]


def test_i1_more_pieces_are_there_than_were_counted(small_trade: Database) -> None:
    paid(small_trade)
    found = broken(small_trade, update(Stock).where(Stock.on_hand == 8).values(on_hand=Stock.on_hand + 7))
    assert found == ["I1 kiondo: 15 pieces are there, 10 were counted and 2 taken"]


def test_i1_a_piece_that_was_taken_twice_is_missing_until_it_is_counted_again(small_trade: Database) -> None:
    paid(small_trade)
    found = broken(small_trade, update(Stock).where(Stock.on_hand == 8).values(on_hand=Stock.on_hand - 2))
    assert found == ["I1 kiondo: 6 pieces are there, 10 were counted and 2 taken"]
    with small_trade.writing() as db:
        count_pieces(db, db.scalars(select(Variant).where(Variant.sku == "kiondo")).one(), on_hand=6)
    assert wrong(small_trade) == []


def test_i1_counts_takes_and_returns_of_every_kind_add_up(trade: Database) -> None:
    id_ = paid(trade)
    for on_hand in (5, 0, 9):
        with trade.writing() as db:
            count_pieces(db, db.scalars(select(Variant).where(Variant.sku == "kiondo")).one(), on_hand=on_hand)
        assert wrong(trade) == []
    with changing(trade, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="No sisal")  # its pieces come back
    with changing(trade, late := an_order(trade, kiondo=1)) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    with changing(trade, late) as (db, order):
        came = {"means": Means.CASH, "on": today(), "by": GROUP}
        settle.record_late_money(db, order, Money(350_000, "KES"), key="f", **came)  # type: ignore[arg-type]
        assert order.state is OrderState.CONFIRMED
    with trade.reading() as db:
        assert db.scalars(select(Stock.on_hand).order_by(Stock.on_hand.desc())).first() == 9 + 2 - 1


def test_i1_an_order_that_waits_holds_its_pieces(small_trade: Database) -> None:
    number = number_of(small_trade, an_order(small_trade, kiondo=2))
    fewer = update(StockMove).values(pieces=1)
    assert any(f"I1 order {number}" in line for line in broken(small_trade, fewer))


def test_i1_a_request_whose_pieces_were_let_go_holds_none(small_trade: Database) -> None:
    id_ = an_order(small_trade, kiondo=2, wish=1)
    found = broken(small_trade, update(Order).where(Order.id == id_).values(let_go=True))
    assert found == [f"I1 order {number_of(small_trade, id_)}, requested: 2 held and 0 taken of 2 pieces"]


def test_i1_a_confirmed_order_took_its_pieces(small_trade: Database) -> None:
    number = number_of(small_trade, paid(small_trade))
    found = broken(small_trade, delete(StockMove).where(StockMove.change == StockChange.TAKE))
    assert any(f"I1 order {number}, confirmed: 2 held and 0 taken" in line for line in found)


@pytest.mark.parametrize("table", [CapacityMonth, CapacityUse])
def test_i1_capacity_is_what_lines_use(small_trade: Database, table: type[CapacityMonth] | type[CapacityUse]) -> None:
    an_order(small_trade, mat=3)
    assert [line[:14] for line in broken(small_trade, delete(table))] == ["I1 capacity of"]


def test_i2_less_came_than_was_due(small_trade: Database) -> None:
    number = number_of(small_trade, paid(small_trade))
    found = broken(small_trade, update(Payment).values(captured_amount=669_999))
    assert found == [f"I2 order {number}: 669999 came, 670000 was due before it was confirmed"]


def test_i3_nobody_says_that_money_came(small_trade: Database) -> None:
    number = number_of(small_trade, paid(small_trade))
    assert broken(small_trade, update(Payment).values(said_by="")) == [
        f"I3 payment {number}-first-1: nobody says that the money came"
    ]


def test_i4_nobody_sees_to_money_of_an_order_that_ended(small_trade: Database) -> None:
    number = number_of(small_trade, called_off(small_trade))
    found = broken(small_trade, delete(Task))
    assert found == [f"I4 order {number}: money of an order that ended, and nobody sees to it"]


@pytest.mark.parametrize("kind", [TaskKind.COMPLAINT, TaskKind.STUCK])
def test_i4_a_task_about_something_else_brings_no_money_back(small_trade: Database, kind: TaskKind) -> None:
    id_ = called_off(small_trade)
    with small_trade.writing() as db:
        open_task(db, kind, id_)
        close_task(db, TaskKind.REFUND_DUE, id_, by="Rose")
    found = [f"I4 order {number_of(small_trade, id_)}: money of an order that ended, and nobody sees to it"]
    assert wrong(small_trade) == found


@pytest.mark.parametrize("kind", [TaskKind.REFUND_DENIED, TaskKind.REFUND_FAILED, TaskKind.DISPUTE, TaskKind.DIFFERS])
def test_i4_a_task_about_the_money_is_somebody_who_sees_to_it(small_trade: Database, kind: TaskKind) -> None:
    id_ = called_off(small_trade)
    with small_trade.writing() as db:
        open_task(db, kind, id_)
        close_task(db, TaskKind.REFUND_DUE, id_, by="Rose")
    assert wrong(small_trade) == []


def test_i4_what_a_bank_took_is_nobodys_debt(small_trade: Database) -> None:
    id_ = called_off(small_trade)
    left = {"amount": 70_000, "currency": "KES", "state": "lost", "over": True, "noted_at": now()}
    with small_trade.reading() as db:
        payment = db.scalars(select(Payment.id).where(Payment.payable == id_)).one()
    taken = insert(Dispute).values(id=uuid7(), payment_id=payment, ref="dp_1", reason="", lost=True, **left)
    assert broken(small_trade, taken, delete(Task)) == []
    number = number_of(small_trade, id_)
    for wrong_one in ({"amount": 69_999}, {"currency": "TZS", "amount": 70_000}, {"lost": False, "currency": "KES"}):
        with small_trade.writing() as db:
            db.execute(update(Dispute).values(**wrong_one))
        assert wrong(small_trade) == [f"I4 order {number}: money of an order that ended, and nobody sees to it"]


def test_i5_more_went_back_than_came(small_trade: Database) -> None:
    number = number_of(small_trade, called_off(small_trade))
    found = broken(small_trade, update(Refund).values(amount=670_001))
    assert found == [f"I5 order {number}: 670001 went back of 670000 that came"]


def test_i6_an_order_that_ended_waits_for_money(small_trade: Database) -> None:
    id_ = an_order(small_trade, kiondo=1)
    with changing(small_trade, id_) as (db, order):
        ending.decline(db, order, by=GROUP, note="Sorry")
    found = broken(small_trade, update(Payment).values(state=PaymentState.OPEN))
    assert found == [f"I6 order {number_of(small_trade, id_)}: 1 open payments"]


def test_i7_a_line_of_a_history_is_missing(small_trade: Database) -> None:
    number = number_of(small_trade, paid(small_trade))
    found = broken(small_trade, delete(OrderEvent).where(OrderEvent.seq == 1))
    assert f"I7 order {number}: its history has a hole before line 2" in found


def test_i7_a_line_of_a_history_is_no_allowed_move(small_trade: Database) -> None:
    number = number_of(small_trade, paid(small_trade))
    found = broken(small_trade, update(OrderEvent).where(OrderEvent.seq == 2).values(by="buyer"))
    assert found == [f"I7 order {number}: line 2 is no allowed move"]


def test_i7_an_order_stands_elsewhere_than_its_history(small_trade: Database) -> None:
    id_ = paid(small_trade)
    more = {"order_id": id_, "seq": 3, "start": "confirmed", "end": "shipped", "by": "group", "because": "sent"}
    with small_trade.reading() as db:
        at = db.get_one(OrderEvent, (id_, 1)).at
    found = broken(small_trade, insert(OrderEvent).values(**more, at=at, name="", note="", told={}))
    assert found == [f"I7 order {number_of(small_trade, id_)}: it stands at confirmed, its history at shipped"]


def test_i9_somebody_takes_a_share(small_trade: Database) -> None:
    number = number_of(small_trade, paid(small_trade))
    told = {"payment_intent_data": {"application_fee_amount": 1}}
    assert broken(small_trade, update(Payment).values(frozen=told)) == [
        f"I9 payment {number}-first-1: somebody takes a share of it"
    ]
