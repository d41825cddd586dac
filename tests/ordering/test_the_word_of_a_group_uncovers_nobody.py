"""Who asked first and took nothing yet stays out of the group's sight, whatever the group writes down of the order."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.affiliates.models import Means
from app.core.clock import today
from app.core.db import Database
from app.core.money import Money
from app.enquiries.models import Enquiry
from app.enquiries.offering import make_offer
from app.ordering import answering, ending, settle
from app.ordering.models import Delivery, Order
from app.ordering.noting import About, OfferedLine, Proposal, agreed_by_phone
from app.ordering.order_view import order_view
from app.ordering.service import Buyer
from app.ordering.states import OrderState
from app.payments.rail import Standing
from tests.factories.enquiring import MAIL, PHONE, asked, talking
from tests.factories.near_rail import NearShop
from tests.factories.ordering import BUYER, GROUP, an_order, changing, the_group
from tests.ordering.test_orders_follow_what_rails_say import hears

BONN = {"country_code": "DE", "city": "Bonn", "street_address": "Weg 1"}


def proposal() -> Proposal:
    line = OfferedLine("kiondo", 1, Money(300_000, "KES"))
    return Proposal([line], Money(400_000, "KES"), today() + timedelta(days=9), advance_bp=5_000)


def offered(database: Database) -> UUID:
    """An offer to somebody who asked and has shown no address."""
    with talking(database, asked(database, confirmed=True, phone=PHONE)) as (db, enquiry):
        return make_offer(db, enquiry, proposal(), by=GROUP).id


def the_enquiry(database: Database) -> UUID:
    with database.reading() as db:
        return db.scalars(select(Enquiry.id)).one()


def said_by_phone(database: Database) -> UUID:
    """The same offer, of which the group says that it was taken."""
    id_ = offered(database)
    with changing(database, id_) as (db, order):
        answering.agree_by_phone(db, order, by=GROUP, note="She called")
    return id_


def reachable(database: Database, id_: UUID) -> bool:
    """Whether an order alone lets the group see how to reach the buyer."""
    with database.reading() as db:
        return order_view(db, db.get_one(Order, id_)).reachable


def paid_by_hand(database: Database, id_: UUID) -> None:
    with changing(database, id_) as (db, order):
        paid = {"means": Means.BANK_TRANSFER, "on": today(), "by": GROUP, "note": "charge of the bank"}
        settle.money_came(db, order, Money(350_000, "KES"), key="form", **paid)  # type: ignore[arg-type]
        assert order.state is OrderState.CONFIRMED


def test_no_press_of_the_group_uncovers_who_asked(trade: Database) -> None:
    id_ = said_by_phone(trade)
    assert not reachable(trade, id_)
    paid_by_hand(trade, id_)
    assert not reachable(trade, id_)


def test_no_offer_that_ended_and_came_back_by_the_groups_word_does_either(small_trade: Database) -> None:
    id_ = said_by_phone(small_trade)
    with changing(small_trade, id_) as (db, order):
        ending.decline(db, order, by=GROUP, note="No sisal")
    with talking(small_trade, the_enquiry(small_trade)) as (db, enquiry):
        make_offer(db, enquiry, proposal(), by=GROUP)  # the conversation knows its last order alone
    paid_by_hand(small_trade, id_)
    assert not reachable(small_trade, id_)


def test_who_takes_the_offer_lets_the_group_see_it(trade: Database) -> None:
    id_ = offered(trade)
    assert not reachable(trade, id_)
    with changing(trade, id_) as (db, order):
        answering.agree(db, order, by=BUYER, address=BONN)
    assert reachable(trade, id_)


def test_money_that_a_rail_says_came_is_the_buyers_own_doing(near: NearShop) -> None:
    id_ = said_by_phone(near.database)
    with near.database.writing() as db:
        payment = near.begin(db, id_).id
    assert not reachable(near.database, id_)
    hears(near, id_, payment, Standing.CAPTURED)
    assert reachable(near.database, id_)


def test_of_orders_that_came_of_no_conversation_the_group_sees_it_once_it_said_yes(small_trade: Database) -> None:
    assert reachable(small_trade, an_order(small_trade, kiondo=1))
    assert not reachable(small_trade, an_order(small_trade, wish=1))
    about = About("enquiry-forged", Buyer("Wanjiku", MAIL), "en", Delivery.PICKUP, {"country_code": "KE"})
    with small_trade.writing() as db:
        noted = agreed_by_phone(db, the_group(db), about, proposal(), by=GROUP, note="At the market").id
    assert reachable(small_trade, noted)
