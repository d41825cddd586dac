"""An offer that was taken by phone may leave open where it goes: either side can say so, and nothing leaves before."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.clock import today
from app.core.db import Database
from app.core.jobs import JobContext
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.enquiries.offering import make_offer
from app.ordering import answering, ending, fulfilment
from app.ordering.answering import NeedsAddress, WhereKnown
from app.ordering.fulfilment import NowhereToGo
from app.ordering.models import Order
from app.ordering.noting import OfferedLine, Proposal
from app.ordering.states import OrderState
from app.ordering.tasks import tell
from tests.factories.enquiring import asked, talking
from tests.factories.ordering import GROUP, an_order, changing
from tests.ordering.test_the_life_of_an_order import kes, pay

BONN = {"country_code": "DE", "city": "Bonn", "street_address": "Weg 1"}


def agreed_by_phone(database: Database, *, advance_bp: int = 5_000) -> UUID:
    """An order to be sent to Germany, and that is all that is known: it came of a conversation."""
    with talking(database, asked(database, confirmed=True)) as (db, enquiry):
        lines, ready = [OfferedLine("kiondo", 1, kes(3000))], today() + timedelta(days=9)
        id_ = make_offer(db, enquiry, Proposal(lines, kes(4000), ready, advance_bp=advance_bp), by=GROUP).id
    with changing(database, id_) as (db, order):
        answering.agree_by_phone(db, order, by=GROUP, note="She called")
    return id_


def sent(database: Database, id_: UUID, key: str = "form") -> None:
    with changing(database, id_) as (db, order):
        fulfilment.send(db, order, key=key, on=today(), words="By air", tracking="", by=GROUP)


def test_nothing_leaves_before_somebody_said_where_to(small_trade: Database) -> None:
    id_ = agreed_by_phone(small_trade, advance_bp=0)
    with pytest.raises(NowhereToGo):
        sent(small_trade, id_)
    with changing(small_trade, id_) as (db, order):
        answering.say_where(db, order, address=BONN)
    sent(small_trade, id_)
    sent(small_trade, id_, "another")
    with small_trade.reading() as db:
        order = db.get_one(Order, id_)
        assert (order.state, order.address["city"]) == (OrderState.SHIPPED, "Bonn")


def test_an_address_whose_fields_are_all_empty_is_none(small_trade: Database) -> None:
    id_ = agreed_by_phone(small_trade, advance_bp=0)
    with changing(small_trade, id_) as (_db, order):
        order.address = {"street_address": "", "country_code": "DE"}
        assert order.needs_address
    with pytest.raises(NowhereToGo):
        sent(small_trade, id_)


def test_it_is_said_while_money_is_waited_for_too(small_trade: Database) -> None:
    id_ = agreed_by_phone(small_trade)
    with pytest.raises(NeedsAddress), changing(small_trade, id_) as (db, order):
        answering.say_where(db, order, address=None)
    with changing(small_trade, id_) as (db, order):
        answering.say_where(db, order, address=BONN)
        assert (order.state, order.needs_address) == (OrderState.AWAITING_PAYMENT, False)
    pay(small_trade, id_, 3500)
    sent(small_trade, id_)


def test_what_is_known_is_not_changed_so_and_what_ended_is_not_asked(small_trade: Database) -> None:
    known, over = an_order(small_trade, kiondo=1), agreed_by_phone(small_trade)
    with changing(small_trade, over) as (db, order):
        ending.decline(db, order, by=GROUP, note="No sisal")
    for id_ in (known, over):
        with pytest.raises(WhereKnown), changing(small_trade, id_) as (db, order):
            answering.say_where(db, order, address=BONN)


def test_the_letter_about_the_call_asks_where_it_goes(small_trade: Database) -> None:
    id_ = agreed_by_phone(small_trade)
    context = JobContext(small_trade, None, tokens=Tokens(b"k" * 32), site="https://bazaar.example.org")
    tell(context, order_id=str(id_), seq=3)
    with small_trade.reading() as db:
        text = db.scalars(select(Letter.text).where(Letter.to == "asha@example.org")).one()
    assert "say on the page of your order where it should go" in text
