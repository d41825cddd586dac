"""Neither side learns how to reach the other before that one chose so: not in a page, not in a letter."""

from __future__ import annotations

import pytest

from app.affiliates.service import set_notify_address
from app.core.db import Database
from app.enquiries import service
from app.enquiries.guards import LineBreak
from app.enquiries.models import Enquiry, Side
from app.enquiries.queries import ThreadView, masked, thread_view
from app.enquiries.service import NoContact
from tests.factories.enquiring import ASHA, MAIL, PHONE, ROSE, asked, letters_of, talking
from tests.factories.ordering import the_group


def seen_by(database: Database, id_: object, side: Side) -> ThreadView:
    with database.reading() as db:
        return thread_view(db, db.get_one(Enquiry, id_), reader=side)


def test_a_group_sees_the_buyers_address_when_the_buyer_shows_it(trade: Database) -> None:
    id_ = asked(trade, confirmed=True, phone=PHONE)
    told = seen_by(trade, id_, Side.GROUP)
    assert (told.buyer, told.country) == ("Asha", "DE")
    assert MAIL not in repr(told)
    assert PHONE not in repr(told)
    with talking(trade, id_) as (db, enquiry):
        service.show_contact(db, enquiry, by=ASHA)
        service.show_contact(db, enquiry, by=ASHA)
    told = seen_by(trade, id_, Side.GROUP)
    assert (told.buyer_email, told.buyer_phone, told.seq) == (MAIL, PHONE, 2)


def test_a_buyer_sees_of_the_group_what_the_group_shows(trade: Database) -> None:
    with trade.writing() as db:
        set_notify_address(db, group=the_group(db), email="rose@example.org", phone="+254700000001")
    id_ = asked(trade, confirmed=True)
    assert "rose@example.org" not in repr(seen_by(trade, id_, Side.BUYER))
    with talking(trade, id_) as (db, enquiry):
        service.show_contact(db, enquiry, by=ROSE, contact="+254 700 000 002")
    told = seen_by(trade, id_, Side.BUYER)
    assert told.group_contact == "+254 700 000 002"
    assert "rose@example.org" not in repr(told)


@pytest.mark.parametrize(("contact", "refusal"), [("", NoContact), ("a\nBcc: b@example.org", LineBreak)])
def test_a_group_shows_one_line(small_trade: Database, contact: str, refusal: type[Exception]) -> None:
    id_ = asked(small_trade, confirmed=True)
    with pytest.raises(refusal), talking(small_trade, id_) as (db, enquiry):
        service.show_contact(db, enquiry, by=ROSE, contact=contact)


def test_no_letter_holds_the_address_of_the_other_side(small_trade: Database) -> None:
    with small_trade.writing() as db:
        set_notify_address(db, group=the_group(db), email="rose@example.org")
    id_ = asked(small_trade, confirmed=True)
    with talking(small_trade, id_) as (db, enquiry):
        service.answer(db, enquiry, "Yes, in blue too.", by=ROSE)
    letters = letters_of(small_trade, id_)
    assert letters["1-group"].to == "rose@example.org"
    assert MAIL not in letters["1-group"].text
    assert letters["2-buyer"].to == MAIL
    assert "rose@example.org" not in letters["2-buyer"].text
    assert "Yes, in blue too." in letters["2-buyer"].text


def test_an_address_is_told_back_so_that_only_its_owner_knows_it() -> None:
    assert masked(MAIL) == "a…@example.org"
