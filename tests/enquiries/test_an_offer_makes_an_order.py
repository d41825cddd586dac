"""The group's offer makes an order of a conversation and offers it at once, or does nothing at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.catalog.models import Stock
from app.catalog.stock import OutOfStock
from app.core.clock import today
from app.core.db import Database
from app.core.money import Money
from app.enquiries import service
from app.enquiries.models import Enquiry, EnquiryKind, EnquiryMessage, Told
from app.enquiries.offering import OfferStands, make_offer
from app.enquiries.queries import enquiry_of_order
from app.enquiries.service import ThreadClosed
from app.ordering import answering, ending
from app.ordering.answering import BadOffer, NeedsAddress
from app.ordering.models import Checkout, Delivery, Order, OrderEvent
from app.ordering.noting import NotForSaleHere, OfferedLine, Proposal, choices
from app.ordering.states import Cause, OrderState
from tests.factories.catalogue import a_group, a_product
from tests.factories.enquiring import ASHA, asked, talking
from tests.factories.ordering import BUYER, GROUP, changing, wrong


def kes(shillings: int) -> Money:
    return Money(shillings * 100, "KES")


def proposal(sku: str = "kiondo", pieces: int = 5, **told: Any) -> Proposal:
    said = {"delivery": kes(4000), "ready_on": today() + timedelta(days=20), "words": "Gladly.", "advance_bp": 5000}
    return Proposal([OfferedLine(sku, pieces, kes(3000))], **{**said, **told})


def offered(database: Database, id_: UUID, **told: Any) -> UUID:
    with talking(database, id_) as (db, enquiry):
        return make_offer(db, enquiry, proposal(**told), by=GROUP).id


def counted(database: Database, table: Any) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def test_one_button_makes_an_order_that_waits_for_the_buyer(trade: Database) -> None:
    id_ = asked(trade, confirmed=True, kind=EnquiryKind.WHOLESALE, pieces=5)
    order_id = offered(trade, id_)
    assert wrong(trade) == []
    with trade.reading() as db:
        order = db.get_one(Order, order_id)
        assert (order.state, order.total, order.due_first) == (OrderState.OFFERED, kes(19_000), kes(9_500))
        events = db.scalars(order.events.select().order_by(OrderEvent.seq)).all()
        assert [event.because for event in events] == [Cause.NOTED, Cause.OFFERED]
        assert db.get_one(Checkout, order.checkout_id).email == "asha@example.org"
        assert db.scalars(select(Stock.held).order_by(Stock.held.desc())).first() == 5
        talk = enquiry_of_order(db, order_id)
        assert talk is not None
        line = db.get_one(EnquiryMessage, (id_, talk.seq))
        assert (talk.id, line.told, line.words) == (id_, Told.OFFERED, order.number)


def test_the_buyer_says_where_it_goes_when_taking_the_offer(trade: Database) -> None:
    order_id = offered(trade, asked(trade, confirmed=True))
    with pytest.raises(NeedsAddress), changing(trade, order_id) as (db, order):
        answering.agree(db, order, by=BUYER)
    with changing(trade, order_id) as (db, order):
        answering.agree(db, order, by=BUYER, address={"country_code": "DE", "city": "Bonn"})
        assert (order.state, order.address["city"]) == (OrderState.AWAITING_PAYMENT, "Bonn")


def test_what_is_collected_needs_no_address(small_trade: Database) -> None:
    order_id = offered(small_trade, asked(small_trade, confirmed=True), delivery=None, advance_bp=0)
    with changing(small_trade, order_id) as (db, order):
        assert (order.delivery, order.total) == (Delivery.PICKUP, kes(15_000))
        answering.agree(db, order, by=BUYER)
        assert order.state is OrderState.CONFIRMED


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"pieces": 11}, OutOfStock),
        ({"pieces": 0}, BadOffer),
        ({"sku": "no-such"}, NotForSaleHere),
        ({"sku": "theirs"}, NotForSaleHere),
    ],
)
def test_an_offer_that_cannot_be_leaves_nothing_behind(trade: Database, told: Any, refusal: type[Exception]) -> None:
    id_ = asked(trade, confirmed=True)
    with trade.writing() as db:
        a_product(db, a_group(db, "other"), "theirs", variant={"sku": "theirs"})
    with pytest.raises(refusal):
        offered(trade, id_, **told)
    assert (counted(trade, Order), counted(trade, Checkout), counted(trade, EnquiryMessage)) == (0, 0, 1)
    assert wrong(trade) == []


def test_one_offer_at_a_time_and_another_after_the_first_was_cancelled(small_trade: Database) -> None:
    id_ = asked(small_trade, confirmed=True)
    first = offered(small_trade, id_)
    with pytest.raises(OfferStands):
        offered(small_trade, id_)
    with changing(small_trade, first) as (db, order):
        ending.withdraw(db, order, by=BUYER)
    second = offered(small_trade, id_)
    with small_trade.reading() as db:
        assert db.get_one(Enquiry, id_).order_id == second != first


def test_no_offer_comes_of_a_conversation_that_is_closed_or_not_confirmed(small_trade: Database) -> None:
    unconfirmed, closed = asked(small_trade), asked(small_trade, confirmed=True)
    with talking(small_trade, closed) as (db, enquiry):
        service.close(db, enquiry, by=ASHA)
    for id_ in (unconfirmed, closed):
        with pytest.raises(ThreadClosed):
            offered(small_trade, id_)


def test_a_group_chooses_from_the_product_or_from_all_it_shows(small_trade: Database) -> None:
    about_one, about_none = asked(small_trade), asked(small_trade, product_id=None, title="", own_title="")
    with small_trade.reading() as db:
        both = [db.get_one(Enquiry, id_) for id_ in (about_one, about_none)]
        one, none = (choices(db, each.group_id, each.product_id, lang="en") for each in both)
    assert [choice.sku for choice in one] == ["kiondo"]
    assert {choice.sku for choice in none} == {"kiondo", "throne", "mat", "wish"}
