"""One contact asks so often in a day, one group is asked so often, one side writes so often in a row. Kind refusals."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import Database
from app.enquiries import guards, service
from app.enquiries.guards import AskedEnough, GroupIsBusy, WaitForAnswer
from app.enquiries.models import Enquiry
from tests.factories.enquiring import ASHA, PHONE, ROSE, a_question, asked, talking


def test_a_mailbox_asks_so_often_in_a_day_however_it_is_spelled(small_trade: Database) -> None:
    for number in range(guards.OF_A_MAILBOX):
        first = asked(small_trade, email=f"Asha+{number}@Example.org")
    with pytest.raises(AskedEnough):
        asked(small_trade, email="asha@example.org")
    with talking(small_trade, first) as (_db, enquiry):
        enquiry.asked_at = now() - guards.DAY - timedelta(seconds=1)
    asked(small_trade, email="asha@example.org")


def test_a_phone_asks_less_often(small_trade: Database) -> None:
    assert guards.OF_A_PHONE < guards.OF_A_MAILBOX
    for _number in range(guards.OF_A_PHONE):
        asked(small_trade, email="", phone=PHONE)
    with pytest.raises(AskedEnough):
        asked(small_trade, email="", phone=PHONE)


def test_the_same_form_again_is_the_same_question_and_counts_once(small_trade: Database) -> None:
    assert len({asked(small_trade, form_key="twice") for _again in range(guards.OF_A_MAILBOX + 2)}) == 1


def test_a_form_that_is_pressed_twice_at_once_is_one_question_though_it_is_the_last_of_the_day(trade: Database) -> None:
    for number in range(guards.OF_A_MAILBOX - 1):
        asked(trade, form_key=f"before-{number}")
    with ThreadPoolExecutor(1) as hands:
        with trade.writing() as db:
            first = service.ask(db, a_question(db, form_key="twice")).id
            second = hands.submit(asked, trade, form_key="twice")
            wait([second], timeout=0.5)  # it comes as far as it can while the first is at it
        assert second.result() == first
    with trade.reading() as db:
        assert db.scalar(select(func.count()).select_from(Enquiry)) == guards.OF_A_MAILBOX


def test_many_forms_at_once_do_not_slip_through(trade: Database) -> None:
    def one(_number: int) -> str:
        try:
            asked(trade)
        except AskedEnough:
            return "refused"
        return "asked"

    with ThreadPoolExecutor(6) as hands:
        came = Counter(hands.map(one, range(guards.OF_A_MAILBOX + 6)))
    assert came == {"asked": guards.OF_A_MAILBOX, "refused": 6}


def test_a_group_is_reached_so_often_in_a_day(small_trade: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "TO_A_GROUP", 3)
    for number in range(3):
        asked(small_trade, confirmed=True, email=f"b{number}@example.org")
    late = asked(small_trade, email="late@example.org")
    with pytest.raises(GroupIsBusy), talking(small_trade, late) as (db, enquiry):
        service.confirm(db, enquiry)
    monkeypatch.setattr(guards, "TO_A_GROUP", 4)
    with talking(small_trade, late) as (db, enquiry):  # the same button works tomorrow
        service.confirm(db, enquiry)


def test_what_nobody_confirmed_takes_no_room_at_the_group(small_trade: Database) -> None:
    for number in range(guards.TO_A_GROUP + 1):
        asked(small_trade, email=f"b{number}@example.org")
    asked(small_trade, confirmed=True, email="honest@example.org")


def test_one_side_writes_so_often_without_an_answer(small_trade: Database) -> None:
    id_ = asked(small_trade, confirmed=True)
    for number in range(guards.UNANSWERED - 1):
        with talking(small_trade, id_) as (db, enquiry):
            service.answer(db, enquiry, f"And {number}?", by=ASHA)
    with pytest.raises(WaitForAnswer), talking(small_trade, id_) as (db, enquiry):
        service.answer(db, enquiry, "And again?", by=ASHA)
    with talking(small_trade, id_) as (db, enquiry):
        service.answer(db, enquiry, "Yes.", by=ROSE)
        service.answer(db, enquiry, "Thank you.", by=ASHA)


def test_the_same_words_twice_in_a_row_are_said_once(small_trade: Database) -> None:
    id_ = asked(small_trade, confirmed=True)
    for _again in range(3):
        with talking(small_trade, id_) as (db, enquiry):
            service.answer(db, enquiry, "And in red?", by=ASHA)
            assert enquiry.seq == 2
