"""What a year cannot make is asked for, and the group says the day; one piece comes back when its order ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.models import Means
from app.catalog import capacity
from app.catalog.models import Stock, Variant
from app.catalog.moves import CapacityMonth, CapacityUse
from app.catalog.stock import Pieces
from app.core.clock import today
from app.core.db import Database, uuid7
from app.core.money import Money
from app.ordering import answering, ending, holding, settle
from app.ordering.basket import MOST_PIECES, BadQuantity
from app.ordering.models import Order, OrderLine
from app.ordering.states import OrderState
from tests.factories.ordering import BUYER, GROUP, an_order, changing


def test_more_than_a_year_can_make_is_refused_by_name(small_trade: Database) -> None:
    with small_trade.writing() as db, pytest.raises(capacity.NoCapacity, match="Mat"):
        mat = db.scalars(select(Variant.id).where(Variant.sku == "mat")).one()
        capacity.take(db, [Pieces(uuid7(), mat, 1_000, "Mat")])


def test_one_piece_that_was_taken_comes_back(small_trade: Database) -> None:
    id_ = an_order(small_trade, kiondo=1)
    with changing(small_trade, id_) as (db, order):
        came = {"means": Means.CASH, "on": today(), "by": GROUP}
        settle.record_money(db, order, Money(350_000, "KES"), **came)  # type: ignore[arg-type]
    with changing(small_trade, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="No sisal")
    with small_trade.reading() as db:
        left = db.scalars(select(Stock.on_hand).join(Variant).where(Variant.sku == "kiondo")).one()
        assert left == 10


def months_ahead(database: Database, count: int) -> list[date]:
    """The first days of so many months, from the one in which a mat ordered now could be ready."""
    with database.reading() as db:
        lead = db.scalars(select(Variant.lead_days).where(Variant.sku == "mat")).one()
    soonest = today() + timedelta(days=lead)
    numbers = [soonest.year * 12 + soonest.month - 1 + more for more in range(count)]
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def months(db: Session) -> dict[date, int]:
    """What is taken of each month that was opened."""
    return {one.month: one.taken for one in db.scalars(select(CapacityMonth))}


def test_pieces_are_taken_from_the_soonest_months_and_are_ready_when_the_last_of_them_ends(
    small_trade: Database,
) -> None:
    first, second, third, fourth = months_ahead(small_trade, 4)
    line = uuid7()
    with small_trade.writing() as db:
        mat = db.scalars(select(Variant.id).where(Variant.sku == "mat")).one()
        maker = capacity.makers_of(db, [mat])[mat]
        assert capacity.ready_on(db, [(maker, 50)]) == fourth - timedelta(days=1)
        assert capacity.ready_on(db, [(maker, 20)]) == today() + timedelta(days=maker.lead_days)
        capacity.take(db, [Pieces(line, mat, 50, "Mat")])
        assert capacity.ready_on(db, [(maker, 10)]) == fourth - timedelta(days=1)
    with small_trade.reading() as db:
        used = {use.month: use.pieces for use in db.scalars(select(CapacityUse).where(CapacityUse.line_id == line))}
        assert used == {first: 20, second: 20, third: 10} == months(db)  # and no later month is opened for nothing


def test_twelve_months_are_promised_and_not_one_piece_more(small_trade: Database) -> None:
    with small_trade.writing() as db:
        mat = db.scalars(select(Variant.id).where(Variant.sku == "mat")).one()
        maker = capacity.makers_of(db, [mat])[mat]
        assert capacity.ready_on(db, [(maker, 241)]) is None
        assert capacity.ready_on(db, [(maker, 240)]) is not None
        capacity.take(db, [Pieces(uuid7(), mat, 240, "Mat")])
        with pytest.raises(capacity.NoCapacity):
            capacity.take(db, [Pieces(uuid7(), mat, 1, "Mat")])
        assert capacity.ready_on(db, [(maker, 1)]) is None


def test_who_needs_its_months_no_more_leaves_those_of_others_as_they_are(small_trade: Database) -> None:
    first, second = months_ahead(small_trade, 2)
    gone, stays = uuid7(), uuid7()
    with small_trade.writing() as db:
        mat = db.scalars(select(Variant.id).where(Variant.sku == "mat")).one()
        capacity.take(db, [Pieces(gone, mat, 30, "Mat")])
        capacity.take(db, [Pieces(stays, mat, 10, "Mat")])
    with small_trade.writing() as db:
        capacity.give_back(db, [gone])
        capacity.give_back(db, [gone])
    with small_trade.reading() as db:
        assert months(db) == {first: 0, second: 10}


def test_more_than_a_year_can_make_is_written_down_as_a_request_that_takes_no_month(small_trade: Database) -> None:
    id_ = an_order(small_trade, mat=241, kiondo=1)
    with small_trade.reading() as db:
        order = db.get_one(Order, id_)
        assert (order.state, order.ready_on, months(db)) == (OrderState.REQUESTED, None, {})
        held = db.scalars(select(Stock.held).join(Variant).where(Variant.sku == "kiondo")).one()
        assert held == 1  # what lies there is set aside as ever


def test_a_group_that_has_not_said_the_day_cannot_simply_say_yes(small_trade: Database) -> None:
    id_ = an_order(small_trade, mat=241)
    with pytest.raises(answering.NeedsDay), changing(small_trade, id_) as (db, order):
        answering.accept(db, order, by=GROUP)


def test_a_group_offers_more_than_its_figure_and_the_year_is_full_then(small_trade: Database) -> None:
    id_ = an_order(small_trade, mat=250)
    day = today() + timedelta(days=500)
    with changing(small_trade, id_) as (db, order):
        line = db.scalars(select(OrderLine).where(OrderLine.order_id == id_)).one()
        proposed = answering.Offer({}, {line.id: Money(140_000, "KES")}, Money(30_000, "KES"), day, "", 5_000)
        answering.offer(db, order, proposed, by=GROUP)
    with small_trade.reading() as db:
        assert db.get_one(Order, id_).ready_on == day
        assert sum(months(db).values()) == 240
        mat = db.scalars(select(Variant.id).where(Variant.sku == "mat")).one()
        assert capacity.ready_on(db, [(capacity.makers_of(db, [mat])[mat], 1)]) is None
    with changing(small_trade, id_) as (db, order):
        ending.decline(db, order, by=GROUP, note="Too much after all")
    with small_trade.reading() as db:
        assert sum(months(db).values()) == 0


def test_what_was_offered_beyond_a_year_lives_again_by_late_money_and_keeps_its_day(small_trade: Database) -> None:
    id_ = an_order(small_trade, mat=250)
    day = today() + timedelta(days=500)
    with changing(small_trade, id_) as (db, order):
        answering.offer(db, order, answering.Offer({}, {}, Money(0, "KES"), day, "", 5_000), by=GROUP)
    with changing(small_trade, id_) as (db, order):
        answering.agree(db, order, by=BUYER, address={"city": "Nyeri"})
    with changing(small_trade, id_) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    with changing(small_trade, id_) as (db, order):
        came = {"means": Means.CASH, "on": today(), "by": GROUP}
        settle.record_late_money(db, order, order.due_first, key="f", **came)  # type: ignore[arg-type]
        assert (order.state, order.ready_on) == (OrderState.CONFIRMED, day)


def test_what_nobody_offered_comes_back_by_late_money_only_while_its_year_has_room(
    small_trade: Database,
) -> None:
    """The group has not said the day of this one, so that only its figure can say whether it makes so many."""
    id_ = an_order(small_trade, mat=10)
    with changing(small_trade, id_) as (db, order):
        ending.withdraw(db, order, by=BUYER)
        mat = db.scalars(select(Variant.id).where(Variant.sku == "mat")).one()
        capacity.take(db, [Pieces(uuid7(), mat, 231, "Mat")])
    with small_trade.writing() as db:
        order = db.get_one(Order, id_)
        came = {"means": Means.CASH, "on": today(), "by": GROUP}
        settle.record_late_money(db, order, order.due_first, key="f", **came)  # type: ignore[arg-type]
        assert order.state is OrderState.CANCELLED
        assert sum(months(db).values()) == 231


def test_a_yes_that_came_when_the_year_was_full_asks_for_an_offer_with_a_day(small_trade: Database) -> None:
    id_ = an_order(small_trade, mat=1, told={"country": "UG"})
    with changing(small_trade, id_) as (db, order):
        holding.release(db, order, cause="waited")
        order.let_go, order.total_amount, order.due_first_amount = True, 150_000, 150_000
    with small_trade.writing() as db:
        mat = db.scalars(select(Variant.id).where(Variant.sku == "mat")).one()
        capacity.take(db, [Pieces(uuid7(), mat, 240, "Mat")])
    with pytest.raises(answering.NeedsDay), small_trade.writing() as db:
        answering.accept(db, db.get_one(Order, id_), by=GROUP)


def test_what_fits_into_its_first_month_had_room_all_along_and_what_does_not_had_none_before_it_leaves(
    small_trade: Database,
) -> None:
    first, second = months_ahead(small_trade, 2)
    one, more = uuid7(), uuid7()
    with small_trade.writing() as db:
        mat = db.scalars(select(Variant.id).where(Variant.sku == "mat")).one()
        soonest = today() + timedelta(days=capacity.makers_of(db, [mat])[mat].lead_days)
        promised = capacity.take(db, [Pieces(one, mat, 5, "Mat")])[one]
        assert (promised.ready_on, promised.no_room_before) == (soonest, first)
        promised = capacity.take(db, [Pieces(more, mat, 20, "Mat")])[more]
        last = second.replace(day=28) + timedelta(days=4)
        assert promised.ready_on == promised.no_room_before == last - timedelta(days=last.day)


def test_what_can_leave_on_the_first_of_a_month_leaves_on_that_day(small_trade: Database) -> None:
    first = (today().replace(day=1) + timedelta(days=32)).replace(day=1)
    with small_trade.writing() as db:
        mat = db.scalars(select(Variant).where(Variant.sku == "mat")).one()
        mat.lead_days = (first - today()).days
        db.flush()
        maker = capacity.makers_of(db, [mat.id])[mat.id]
        assert capacity.ready_on(db, [(maker, 1)]) == first
        line = uuid7()
        assert capacity.take(db, [Pieces(line, mat.id, 1, "Mat")])[line].ready_on == first


def test_nobody_offers_more_pieces_than_a_basket_takes(small_trade: Database) -> None:
    id_ = an_order(small_trade, mat=250)
    with pytest.raises(BadQuantity), changing(small_trade, id_) as (db, order):
        line = db.scalars(select(OrderLine).where(OrderLine.order_id == id_)).one()
        proposed = answering.Offer({line.id: MOST_PIECES + 1}, {}, Money(0, "KES"), today(), "", 5_000)
        answering.offer(db, order, proposed, by=GROUP)
