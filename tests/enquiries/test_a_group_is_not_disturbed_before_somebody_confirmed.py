"""A question reaches its group when the owner of the mailbox pressed a button, or when the affiliate's desk read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.affiliates.models import Affiliate
from app.affiliates.service import set_notify_address
from app.core.clock import now
from app.core.db import Database
from app.enquiries import service
from app.enquiries.models import Enquiry, EnquiryMessage, EnquiryState
from app.enquiries.queries import waiting_enquiries
from app.enquiries.service import FORGET_DAYS, ThreadClosed
from app.enquiries.tasks import sweep
from app.ordering.desk import Task, TaskKind
from tests.factories.enquiring import ASHA, DESK, PHONE, ROSE, asked, letters_of, talking
from tests.factories.ordering import the_group


def listed(database: Database, *, desk: bool) -> list[EnquiryState]:
    with database.reading() as db:
        return [one.state for one in waiting_enquiries(db, [the_group(db).id], desk=desk)]


def reachable(database: Database) -> None:
    """The group and its affiliate have addresses the system writes to."""
    with database.writing() as db:
        set_notify_address(db, group=the_group(db), email="rose@example.org")
        set_notify_address(db, affiliate=db.scalars(select(Affiliate)).one(), email="desk@example.org")


def test_a_question_with_a_mail_address_waits_for_its_owner(trade: Database) -> None:
    reachable(trade)
    id_ = asked(trade)
    assert set(letters_of(trade, id_)) == {"confirm"}
    assert listed(trade, desk=False) == listed(trade, desk=True) == []
    with talking(trade, id_) as (db, enquiry):
        service.confirm(db, enquiry)
        service.confirm(db, enquiry)
    assert set(letters_of(trade, id_)) == {"confirm", "1-group"}
    assert listed(trade, desk=False) == [EnquiryState.OPEN]


def test_the_letter_that_asks_holds_no_word_of_a_stranger(small_trade: Database) -> None:
    id_ = asked(small_trade, words="Buy cheap watches", name="Win a million")
    letter = letters_of(small_trade, id_)["confirm"]
    for word in ("watches", "million"):
        assert word not in letter.text + letter.subject + letter.html
    assert letter.to == "asha@example.org"
    assert "/enquiries/" in letter.text


def test_a_question_with_a_phone_alone_waits_for_the_desk_of_the_affiliate(trade: Database) -> None:
    reachable(trade)
    id_ = asked(trade, email="", phone=PHONE)
    assert {key: letter.to for key, letter in letters_of(trade, id_).items()} == {"desk": "desk@example.org"}
    assert listed(trade, desk=False) == []
    assert listed(trade, desk=True) == [EnquiryState.AT_DESK]
    with trade.reading() as db:
        assert db.scalars(select(Task.kind).where(Task.closed_at.is_(None))).all() == [TaskKind.ENQUIRY]
    with talking(trade, id_) as (db, enquiry):
        service.pass_on(db, enquiry, by=DESK)
    assert letters_of(trade, id_)["1-group"].to == "rose@example.org"
    assert listed(trade, desk=False) == [EnquiryState.OPEN]
    with trade.reading() as db:
        assert db.scalars(select(Task.closed_by)).all() == ["Joan"]


def test_what_the_desk_closes_never_reaches_the_group(small_trade: Database) -> None:
    reachable(small_trade)
    id_ = asked(small_trade, email="", phone=PHONE)
    with talking(small_trade, id_) as (db, enquiry):
        service.close(db, enquiry, by=DESK)
    assert set(letters_of(small_trade, id_)) <= {"desk"}
    assert listed(small_trade, desk=True) == []
    with small_trade.reading() as db:
        assert db.get_one(Enquiry, id_).reached_at is None


def test_nothing_is_said_before_somebody_confirmed(small_trade: Database) -> None:
    id_ = asked(small_trade)
    for by in (ASHA, ROSE):
        with pytest.raises(ThreadClosed), talking(small_trade, id_) as (db, enquiry):
            service.answer(db, enquiry, "Hello?", by=by)


def test_what_nobody_confirmed_is_forgotten_and_nothing_else(trade: Database) -> None:
    ids = [asked(trade), asked(trade, confirmed=True), asked(trade)]
    for id_ in ids[:2]:
        with talking(trade, id_) as (_db, enquiry):
            enquiry.asked_at = now() - timedelta(days=FORGET_DAYS, seconds=1)
    sweep(trade)
    with trade.reading() as db:
        assert set(db.scalars(select(Enquiry.id))) == set(ids[1:])
        assert set(db.scalars(select(EnquiryMessage.enquiry_id))) == set(ids[1:])
