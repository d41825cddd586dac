"""What an affiliate does for a group in a conversation is told to the buyer, and to the group at its own address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.jobs import JobContext
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.enquiries import service
from app.enquiries.models import Enquiry, Side, Speaker
from app.enquiries.tasks import tell
from tests.factories.enquiring import MAIL, PHONE, ROSE, asked, talking
from tests.factories.hearing import JOAN, Ear, reachable
from tests.factories.hearing import ROSE as ROSES_MAIL

FOR_ROSE = Speaker(Side.GROUP, "Joan", above=True)
Does = Callable[[Session, Enquiry, Speaker], None]


def answers(db: Session, enquiry: Enquiry, by: Speaker) -> None:
    service.answer(db, enquiry, "Yes, in blue too.", by=by)


def shows(db: Session, enquiry: Enquiry, by: Speaker) -> None:
    service.show_contact(db, enquiry, by=by, contact="+254 700 000 002")


def closes(db: Session, enquiry: Enquiry, by: Speaker) -> None:
    service.close(db, enquiry, by=by)


DONE = [
    (answers, "Your affiliate wrote to the buyer for you"),
    (shows, "Your affiliate showed the buyer for you how to reach you"),
    (closes, "Your affiliate closed this conversation for you"),
]


@pytest.mark.parametrize(("does", "words"), DONE)
def test_both_sides_hear_it_each_in_its_own_words(trade: Database, does: Does, words: str) -> None:
    reachable(trade)
    id_, ear = asked(trade, confirmed=True), Ear(trade)
    ear.letters()
    with talking(trade, id_) as (db, enquiry):
        does(db, enquiry, FOR_ROSE)
    told = ear.letters()
    assert sorted(to for to, _text in told) == [MAIL, ROSES_MAIL]
    assert words in dict(told)[ROSES_MAIL]
    assert "Your affiliate" not in dict(told)[MAIL]
    assert ("Yes, in blue too." in dict(told)[ROSES_MAIL]) == (does is answers)


@pytest.mark.parametrize("does", [does for does, _words in DONE])
def test_of_its_own_doing_a_group_needs_no_letter(small_trade: Database, does: Does) -> None:
    reachable(small_trade)
    id_, ear = asked(small_trade, confirmed=True), Ear(small_trade)
    ear.letters()
    with talking(small_trade, id_) as (db, enquiry):
        does(db, enquiry, ROSE)
    assert [to for to, _text in ear.letters()] == [MAIL]


def test_an_affiliate_is_not_told_of_what_it_did_itself(small_trade: Database) -> None:
    reachable(small_trade, group="")
    id_, ear = asked(small_trade, confirmed=True), Ear(small_trade, desk="desk@example.org")
    assert [to for to, _text in ear.letters()] == [JOAN]
    with talking(small_trade, id_) as (db, enquiry):
        answers(db, enquiry, FOR_ROSE)
    assert [to for to, _text in ear.letters()] == [MAIL]


def test_of_what_the_desk_keeps_back_the_group_hears_nothing(small_trade: Database) -> None:
    reachable(small_trade)
    id_, ear = asked(small_trade, email="", phone=PHONE), Ear(small_trade)
    ear.letters()
    with talking(small_trade, id_) as (db, enquiry):
        closes(db, enquiry, Speaker(Side.DESK, "Joan", above=True))
    assert ROSES_MAIL not in ear.news()


def test_a_job_that_waited_since_an_earlier_release_tells_the_buyer(small_trade: Database) -> None:
    reachable(small_trade)
    id_ = asked(small_trade, confirmed=True)
    with talking(small_trade, id_) as (db, enquiry):
        answers(db, enquiry, FOR_ROSE)
    context = JobContext(small_trade, None, tokens=Tokens(b"k" * 32), site="https://bazaar.example.org")
    tell(context, enquiry_id=str(id_), seq=2)
    with small_trade.reading() as db:
        assert list(db.scalars(select(Letter.to))) == [MAIL]
