"""Faults that were shipped elsewhere, each with the public thread that tells of it, and why it cannot happen here."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from app.affiliates.models import Group, Means
from app.catalog.models import Product, ProductText, Stock, Variant
from app.catalog.moves import StockChange, StockMove
from app.core.clock import now, today
from app.core.db import Database
from app.core.money import Money
from app.ordering import ending, fulfilment, holding, settle
from app.ordering.models import Checkout, Order
from app.ordering.order_view import order_view
from app.ordering.payable import NothingLeft
from app.ordering.service import Buyer, ReviewChanged, place
from app.ordering.settle import NoMoney
from app.ordering.states import OrderState
from tests.factories.ordering import BUYER, GROUP, a_basket, a_wish, an_order, changing, wrong
from tests.safety.hostile import SAME, Hostile
from tests.safety.striking import leaked, strike
from tests.safety.traded import traded


def told(database: Database, id_: UUID) -> tuple[object, ...]:
    """What an order says of its lines and sums."""
    with database.reading() as db:
        order = order_view(db, db.get_one(Order, id_))
        lines = [(line.title, line.own_title, line.unit, line.quantity, line.amount) for line in order.lines]
        return lines, order.goods, order.total, order.due_first


def test_a_renamed_product_with_another_price_leaves_an_old_order_as_it_was(trade: Database) -> None:
    """openfoodnetwork #3903: an old order showed the product's new words."""
    id_ = an_order(trade, kiondo=2)
    before = told(trade, id_)
    with trade.writing() as db:
        db.execute(update(ProductText).values(title="Another thing"))
        db.execute(update(Variant).where(Variant.price_amount.is_not(None)).values(price_amount=1))
    assert told(trade, id_) == before


def test_a_withdrawn_product_and_group_leave_an_old_order_as_it_was_and_it_goes_on(trade: Database) -> None:
    """openfoodnetwork #9734: an order could not be opened any more when its product was gone."""
    id_ = an_order(trade, kiondo=2)
    before = told(trade, id_)
    with trade.writing() as db:
        db.execute(update(Product).values(withdrawn_at=now()))
        db.execute(update(Group).values(withdrawn_at=now()))
    assert told(trade, id_) == before
    with changing(trade, id_) as (db, order):
        settle.record_money(db, order, order.due_first, means=Means.CASH, on=today(), by=GROUP)
        assert order.state is OrderState.CONFIRMED


def test_each_change_of_stock_happens_once_for_its_cause_however_often_it_is_told(trade: Database) -> None:
    """medusa #13625: a release that came twice gave back pieces of somebody else."""
    other = an_order(trade, kiondo=4)
    id_ = an_order(trade, kiondo=3)
    with changing(trade, id_) as (db, order):
        ending.withdraw(db, order, by=BUYER)
        for _again in range(3):
            holding.release(db, order, cause="again")
            holding.take(db, order, cause="again")
    with changing(trade, id_) as (db, order):
        settle.record_late_money(db, order, order.due_first, key="f", means=Means.CASH, on=today(), by=GROUP)
    with changing(trade, id_) as (db, order):
        ending.call_off(db, order, by=GROUP, note="No sisal")
        for _again in range(3):
            holding.put_back(db, order, cause="again")
    with trade.reading() as db:
        mine = select(StockMove.change, func.count()).group_by(StockMove.change)
        changes = {change: count for change, count in db.execute(mine)}
        assert changes == {StockChange.HOLD: 2, StockChange.RELEASE: 1, StockChange.LATE_TAKE: 1, StockChange.RETURN: 1}
        assert db.execute(select(Stock.on_hand, Stock.held).where(Stock.on_hand == 10)).one() == (10, 4)
    with changing(trade, other) as (db, order):
        settle.record_money(db, order, order.due_first, means=Means.CASH, on=today(), by=GROUP)


def test_the_same_form_sent_twenty_times_at_once_is_one_checkout(trade: Database) -> None:
    """A double click, a reload, a phone that sends again on a weak line."""
    with trade.writing() as db:
        basket = a_basket(db, kiondo=1)
        wish = a_wish(db, basket)

    def send(_number: int) -> UUID:
        with trade.writing() as db:
            return place(db, db.merge(basket), wish).id

    with ThreadPoolExecutor(8) as hands:
        assert len(set(hands.map(send, range(20)))) == 1
    with trade.reading() as db:
        assert db.scalar(select(func.count()).select_from(Order)) == 1
        assert db.scalar(select(func.count()).select_from(Checkout)) == 1
    assert wrong(trade) == []


@pytest.mark.parametrize("form_key", ["", "1", "a" * 24])
def test_the_key_of_somebody_elses_form_opens_nobodys_orders(trade: Database, form_key: str) -> None:
    """A form without a key, or with a guessed one, led to the first checkout that had the same."""
    with trade.writing() as db:
        first = a_basket(db, kiondo=1)
        hers = place(db, first, a_wish(db, first, form_key=form_key)).id
    with trade.writing() as db:
        second = a_basket(db, mat=1)
        his = place(db, second, a_wish(db, second, form_key=form_key, buyer=Buyer("Ben", email="ben@example.org"))).id
    assert hers != his


def test_totals_of_another_basket_place_nothing(trade: Database) -> None:
    """What is placed is computed here; what the form says of it only has to be the same."""
    with trade.writing() as db:
        cheap, dear = a_basket(db, mat=1), a_basket(db, throne=1)
        seen = a_wish(db, cheap).seen
        wish = a_wish(db, dear, seen=seen)
    with pytest.raises(ReviewChanged), trade.writing() as db:
        place(db, db.merge(dear), wish)
    with trade.reading() as db:
        assert db.scalars(select(Order)).all() == []


def test_the_rest_is_asked_for_only_when_something_was_agreed(trade: Database) -> None:
    """Asked for on a request, it left a second open payment in the way of the first one."""
    id_ = an_order(trade, told={"country": "UG"}, kiondo=1)
    with trade.writing() as db:
        db.execute(update(Order).values(total_amount=350_000))
    with pytest.raises(NothingLeft), changing(trade, id_) as (db, order):
        fulfilment.ask_for_rest(db, order)


def test_nothing_is_no_payment(trade: Database) -> None:
    """A payment of 0 with a note confirmed an order that nobody had paid for."""
    id_ = an_order(trade, kiondo=1)
    came = {"means": Means.CASH, "on": today(), "by": GROUP, "note": "Next month"}
    with pytest.raises(NoMoney), changing(trade, id_) as (db, order):
        settle.record_money(db, order, Money(0, "KES"), **came)  # type: ignore[arg-type]
    with changing(trade, id_) as (db, order):
        assert order.state is OrderState.AWAITING_PAYMENT


BY_NUMBER = ("/o/{}", "/orders/{}", "/orders/{}/invoice", "/orders/{}/pay", "/checkouts/{}", "/paid/{}", "/q/{}")


def test_an_order_number_alone_shows_nothing(tmp_path: Path) -> None:
    """spree #9662: who knew or guessed a number could open somebody's order. Here it does not even say there is one."""
    with traded(tmp_path / "shop") as world:
        before, answers = world.fingerprint(), dict[tuple[str, str], set[str]]()
        for number in (*world.asha.numbers.values(), *world.berta.numbers.values(), "ZZZZZZ"):
            for method in ("GET", "POST"):
                for address in BY_NUMBER:
                    form = {"action": "withdraw", "version": "1"} if method == "POST" else {}
                    asked = Hostile("number", method, address.format(number), {}, form, SAME)
                    status, words = strike(world, asked)
                    assert leaked(world, asked, words.replace(number, "")) == [], (method, address)
                    page = words.partition("</html>")[0].replace(number, "NUMBER")
                    answers.setdefault((method, address), set()).add(f"{status} {page}")
        assert {asked: len(told) for asked, told in answers.items() if len(told) > 1} == {}
        assert world.fingerprint() == before
