"""Who can be told by mail gets a letter; who has only a phone, a message that the affiliate's people send on, once."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.models import Affiliate
from app.affiliates.service import set_notify_address
from app.core.db import Database
from app.core.jobs import JobContext
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.ordering.passing_on import NoSuchMessage, PhoneMessage, sent_on, to_send_on
from app.ordering.service import Buyer, place
from app.ordering.tasks import tell, tell_of_pay_change
from tests.factories.catalogue import an_affiliate
from tests.factories.ordering import a_basket, a_wish, order_of, the_group

BY_PHONE = Buyer("Asha", phone="+254722000111")


def placed_by(database: Database, buyer: Buyer) -> UUID:
    with database.writing() as db:
        basket = a_basket(db, wish=1)
        return order_of(db, place(db, basket, a_wish(db, basket, buyer=buyer))).id


def told(database: Database, id_: UUID, desk: str = "") -> tuple[set[str], set[str]]:
    """Which addresses got a letter, and which numbers a message, after the job ran twice."""
    context = JobContext(database, None, tokens=Tokens(b"k" * 32), site="https://bazaar.example.org", desk=desk)
    for _again in range(2):
        tell(context, order_id=str(id_), seq=1)
    with database.reading() as db:
        letters, messages = list(db.scalars(select(Letter.to))), list(db.scalars(select(PhoneMessage.phone)))
        assert len(letters) + len(messages) == len({*letters, *messages})
        return set(letters), set(messages)


def test_a_buyer_and_a_group_with_only_a_phone_get_messages(trade: Database) -> None:
    with trade.writing() as db:
        set_notify_address(db, group=the_group(db), phone="+254733000222")
    assert told(trade, placed_by(trade, BY_PHONE)) == (set(), {"+254722000111", "+254733000222"})
    with trade.reading() as db:
        texts = {row.phone: row.text for row in db.scalars(select(PhoneMessage))}
    assert "/orders/" in texts["+254722000111"]
    assert "/sw/o/" in texts["+254733000222"]  # tells nobody else anything


def test_a_group_without_an_address_is_reached_by_its_affiliate_then_by_the_desk(small_trade: Database) -> None:
    id_ = placed_by(small_trade, BY_PHONE)
    assert told(small_trade, id_)[0] == set()
    assert told(small_trade, id_, desk="desk@example.org")[0] == {"desk@example.org"}


def test_the_affiliates_address_comes_before_the_desk(small_trade: Database) -> None:
    with small_trade.writing() as db:
        above = db.scalars(select(Affiliate)).one()
        set_notify_address(db, affiliate=above, email="joan@example.org")
    assert told(small_trade, placed_by(small_trade, BY_PHONE), desk="desk@example.org")[0] == {"joan@example.org"}


def own(db: Session) -> UUID:
    return db.scalars(select(Affiliate.id).where(Affiliate.slug == "homenet")).one()


def test_a_message_is_sent_on_once_and_by_its_own_affiliate_alone(small_trade: Database) -> None:
    told(small_trade, placed_by(small_trade, BY_PHONE))
    with small_trade.writing() as db:
        (message,) = to_send_on(db, own(db))
        other = an_affiliate(db, "neighbours", country="UG")
        with pytest.raises(NoSuchMessage):
            sent_on(db, other.id, message.id, by="Thief")
        for name in ("Joan", "Rose"):
            sent_on(db, own(db), message.id, by=name)
        assert (message.sent_by, list(to_send_on(db, own(db)))) == ("Joan", [])


def test_a_group_with_only_a_phone_hears_that_it_is_paid_otherwise(small_trade: Database) -> None:
    with small_trade.writing() as db:
        set_notify_address(db, group=the_group(db), phone="+254733000222")
        assert tell_of_pay_change(db, the_group(db))
        assert [row.phone for row in db.scalars(select(PhoneMessage))] == ["+254733000222"]
