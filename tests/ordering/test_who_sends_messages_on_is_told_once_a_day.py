"""Messages for people with only a phone wait for an affiliate's people, who hear of it by mail, once a day at most."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.affiliates.models import Affiliate
from app.affiliates.service import set_notify_address
from app.core import clock
from app.core.db import Database
from app.core.jobs import JobContext
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.ordering import tasks
from app.ordering.passing_on import PhoneMessage, sent_on, to_send_on
from app.ordering.service import Buyer, place
from app.ordering.tasks import tell, tell_who_sends_on
from tests.factories.ordering import a_basket, a_wish, order_of

SITE, DESK = "https://bazaar.example.org", "desk@example.org"


def context(database: Database, desk: str = DESK) -> JobContext:
    return JobContext(database, None, tokens=Tokens(b"k" * 32), site=SITE, desk=desk)


def a_message_waits(database: Database) -> str:
    """The number of the order it is about."""
    with database.writing() as db:
        basket = a_basket(db, wish=1)
        buyer = Buyer("Asha", phone="+254722000111")
        order = order_of(db, place(db, basket, a_wish(db, basket, buyer=buyer)))
    tell(context(database), order_id=str(order.id), seq=1)
    return order.number


def letters(database: Database) -> list[Letter]:
    """Those about messages to send on."""
    with database.reading() as db:
        return list(db.scalars(select(Letter).where(Letter.key.like("send-on-%")).order_by(Letter.id)))


def mailed(database: Database, email: str) -> None:
    with database.writing() as db:
        set_notify_address(db, affiliate=db.scalars(select(Affiliate)).one(), email=email)


def test_an_affiliate_is_told_once_a_day_in_its_language_while_messages_wait(
    trade: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailed(trade, "joan@example.org")
    a_message_waits(trade)
    for _minute in range(3):
        tell_who_sends_on(context(trade))
    (letter,) = letters(trade)
    assert (letter.to, letter.lang) == ("joan@example.org", "sw")
    assert f"{SITE}/sw/answer/messages" in letter.text
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(tasks, "today", lambda: tomorrow)
    tell_who_sends_on(context(trade))
    assert len(letters(trade)) == 2


def test_nobody_is_told_when_all_is_sent_on(trade: Database) -> None:
    mailed(trade, "joan@example.org")
    a_message_waits(trade)
    with trade.writing() as db:
        above = db.scalars(select(Affiliate.id)).one()
        for message in to_send_on(db, above):
            sent_on(db, above, message.id, by="Joan")
    tell_who_sends_on(context(trade))
    assert letters(trade) == []


def test_the_desk_hears_for_an_affiliate_without_a_mailbox_and_without_a_desk_nobody(small_trade: Database) -> None:
    a_message_waits(small_trade)
    tell_who_sends_on(context(small_trade, desk=""))
    assert letters(small_trade) == []
    tell_who_sends_on(context(small_trade))
    assert [letter.to for letter in letters(small_trade)] == [DESK]


def test_the_message_itself_says_which_order_it_is_about(small_trade: Database) -> None:
    number = a_message_waits(small_trade)
    with small_trade.reading() as db:
        text = db.scalars(select(PhoneMessage.text)).one()
    words, _line, link = text.rpartition("\n")
    assert number in words
    assert link.startswith(SITE)
    assert text.count("We have written down") == 1  # the subject says it, the text does not repeat it
