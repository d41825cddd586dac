"""While nobody came by the mailed link the buyer changes the address; links in letters to the old one open nothing."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.clock import now
from app.core.db import Database
from app.core.jobs import JobContext
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.ordering.correcting import MOST, AddressProved, ChangedEnough, change_email
from app.ordering.models import Checkout, Order
from app.ordering.tasks import tell
from app.ordering.telling import MAILED
from tests.factories.ordering import an_order

TOKENS = Tokens(b"k" * 32)


def correct(database: Database, email: str) -> None:
    with database.writing() as db:
        change_email(db, db.scalars(select(Checkout)).one(), email)


def letter_to(database: Database, id_: UUID, address: str) -> Letter:
    tell(JobContext(database, None, tokens=TOKENS, site="https://bazaar.example.org"), order_id=str(id_), seq=1)
    with database.reading() as db:
        return db.scalars(select(Letter).where(Letter.to == address)).one()


def test_the_new_address_gets_a_letter_and_the_old_link_opens_nothing(trade: Database) -> None:
    id_ = an_order(trade, kiondo=1)
    old = letter_to(trade, id_, "asha@example.org").text
    correct(trade, "asha.w@example.org")
    new = letter_to(trade, id_, "asha.w@example.org").text
    with trade.reading() as db:
        times = db.scalars(select(Checkout.corrections)).one()
    live = TOKENS.make(MAILED, id_, times)
    assert (live in new, live in old) == (True, False)
    letter_to(trade, id_, "asha.w@example.org")  # told twice, written once


def test_an_address_that_was_proved_stays(small_trade: Database) -> None:
    an_order(small_trade, kiondo=1)
    with small_trade.writing() as db:
        db.scalars(select(Checkout)).one().email_proved_at = now()
    with pytest.raises(AddressProved):
        correct(small_trade, "thief@example.org")


def test_who_gave_only_a_phone_may_say_a_mailbox_even_after_the_message_was_opened(small_trade: Database) -> None:
    id_ = an_order(small_trade, kiondo=1)
    with small_trade.writing() as db:
        checkout = db.scalars(select(Checkout)).one()
        checkout.email, checkout.mailbox, checkout.phone, checkout.email_proved_at = "", "", "+254700000001", now()
    correct(small_trade, "asha@example.org")
    with small_trade.reading() as db:
        checkout = db.scalars(select(Checkout)).one()
        assert (checkout.email, checkout.email_proved_at) == ("asha@example.org", None)  # nobody has seen it arrive
        assert checkout.corrections == 0  # the link in the message to the phone lives on
    assert TOKENS.make(MAILED, id_, 0) in letter_to(small_trade, id_, "asha@example.org").text


def test_it_is_changed_so_often_and_the_same_again_is_no_change(small_trade: Database) -> None:
    an_order(small_trade, kiondo=1)
    for number in range(MOST):
        for _again in range(2):
            correct(small_trade, f"asha{number}@example.org")
    with pytest.raises(ChangedEnough):
        correct(small_trade, "asha9@example.org")
    with small_trade.reading() as db:
        assert db.scalars(select(Checkout.email)).one() == f"asha{MOST - 1}@example.org"
        assert db.scalars(select(Order.generation)).one() == 0  # the buyer's own link still opens it
