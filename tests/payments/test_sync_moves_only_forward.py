"""What a rail says is written down once, only forward, and not at all where it is not what was asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.core.clock import now, today
from app.core.money import Money
from app.payments import noting, sync
from app.payments.models import PaymentEnd, PaymentState
from app.payments.rail import RefundStanding, Seen, SeenRefund, Standing
from tests.factories.near_rail import ACCOUNT, NEAR, PRICE, NearShop, seen

OPEN, CLOSED, CAPTURED = PaymentState.OPEN, PaymentState.CLOSED, PaymentState.CAPTURED
GIVEN_UP, RAN_OUT, FAILED = PaymentEnd.GIVEN_UP, PaymentEnd.RAN_OUT, PaymentEnd.FAILED
BEFORE: dict[PaymentState, dict[str, Any]] = {
    OPEN: {},
    CLOSED: {"state": CLOSED, "ended": GIVEN_UP},
    CAPTURED: {"state": CAPTURED, "captured_amount": PRICE.amount},
}
AFTER: dict[tuple[PaymentState, Standing], tuple[PaymentState, PaymentEnd | None, bool]] = {
    **{(CLOSED, standing): (CLOSED, GIVEN_UP, False) for standing in Standing},
    **{(CAPTURED, standing): (CAPTURED, None, False) for standing in Standing},
    (CLOSED, Standing.CAPTURED): (CAPTURED, None, False),  # the money is there, however late
    (OPEN, Standing.UNKNOWN): (OPEN, None, False),
    (OPEN, Standing.OPEN): (OPEN, None, False),
    (OPEN, Standing.AT_BANK): (OPEN, None, True),
    (OPEN, Standing.CAPTURED): (CAPTURED, None, False),
    (OPEN, Standing.ENDED): (CLOSED, RAN_OUT, False),
    (OPEN, Standing.FAILED): (CLOSED, FAILED, False),
}


@pytest.mark.parametrize("before", list(BEFORE))
def test_each_word_of_a_rail_leads_from_each_state_to_one_other(near: NearShop, before: PaymentState) -> None:
    for standing in Standing:
        id_ = near.attempt(**BEFORE[before])
        payable, was = near.payment(id_).payable, (before, BEFORE[before].get("ended"), False)
        assert sync.apply(near.database, id_, seen(standing)) == (AFTER[before, standing] != was)
        for _again in range(2):
            payment = near.payment(id_)
            assert (payment.state, payment.ended, payment.at_bank) == AFTER[before, standing], standing
            assert payment.looked_at is not None
            assert payment.captured_amount == (PRICE.amount if payment.state is CAPTURED else 0)
            assert sync.apply(near.database, id_, seen(standing)) is False
        told = [{"payable": str(payable)}] if AFTER[before, standing] != was else []
        assert [one for one in near.jobs(sync.SETTLE) if one["payable"] == str(payable)] == told


def test_money_that_is_there_leaves_nothing_of_what_was_before(near: NearShop) -> None:
    id_ = near.attempt(at_bank=True, declined="do_not_honor")
    assert sync.apply(near.database, id_, seen(Standing.CAPTURED, charge="ch_1"))
    payment = near.payment(id_)
    assert (payment.at_bank, payment.declined, payment.charge) == (False, "", "ch_1")
    assert (payment.said_by, payment.received_on) == (NEAR, today())


@pytest.mark.parametrize("standing", [Standing.ENDED, Standing.FAILED, Standing.CAPTURED])
def test_a_bank_that_was_at_it_is_so_no_more(near: NearShop, standing: Standing) -> None:
    id_ = near.attempt(at_bank=True)
    assert sync.apply(near.database, id_, seen(standing))
    assert near.payment(id_).at_bank is False


@pytest.mark.parametrize("standing", [Standing.OPEN, Standing.UNKNOWN, Standing.AT_BANK])
def test_an_older_answer_takes_no_payment_from_the_bank(near: NearShop, standing: Standing) -> None:
    id_ = near.attempt(at_bank=True, until=now() - timedelta(days=1))
    assert sync.apply(near.database, id_, seen(standing)) is False
    payment = near.payment(id_)
    assert (payment.state, payment.at_bank) == (OPEN, True)


def test_a_page_that_we_closed_was_given_up_and_a_bank_that_said_no_said_no(near: NearShop) -> None:
    for standing, ended in ((Standing.ENDED, GIVEN_UP), (Standing.FAILED, FAILED)):
        id_ = near.attempt()
        sync.apply(near.database, id_, seen(standing), ended=GIVEN_UP)
        assert near.payment(id_).ended is ended


@pytest.mark.parametrize(
    ("ago", "state"),
    [
        (timedelta(minutes=5, seconds=1), CLOSED),
        (timedelta(minutes=4), OPEN),
        (timedelta(minutes=-4), OPEN),
        (None, OPEN),
    ],
)
def test_an_attempt_its_rail_never_heard_of_ends_five_minutes_after_its_page(
    near: NearShop, ago: timedelta | None, state: PaymentState
) -> None:
    id_ = near.attempt(until=None if ago is None else now() - ago)
    assert sync.apply(near.database, id_, Seen(Standing.UNKNOWN)) == (state is CLOSED)
    assert near.payment(id_).state is state
    assert near.payment(id_).ended is (FAILED if state is CLOSED else None)


WRONG: dict[str, dict[str, Any]] = {
    "account": {"account": "acct_other"},
    "payment": {"ours": uuid4()},
    "ref": {"ref": "page_2"},
    "amount": {"amount": Money(PRICE.amount - 1, "KES")},
    "fee": {"fee": 1},
}


@pytest.mark.parametrize("field", [*WRONG, "currency"])
def test_of_what_differs_nothing_is_believed_and_a_person_is_told(near: NearShop, field: str) -> None:
    id_ = near.attempt(ref="page_1")
    told = seen(Standing.CAPTURED, charge="ch_1", declined="x", **WRONG.get(field, {"amount": Money(350_000, "UGX")}))
    assert sync.apply(near.database, id_, told) is False
    payment = near.payment(id_)
    assert (payment.state, payment.captured_amount, payment.charge, payment.declined) == (OPEN, 0, "", "")
    (job,) = near.jobs(noting.DIFFERS)
    assert job["payment"] == str(id_)
    assert list(job["fields"]) == ["amount" if field == "currency" else field]
    assert len(set(map(str, job["fields"].popitem()[1]))) == 2  # what was asked for, and what is said
    assert near.jobs(sync.SETTLE) == []


def test_what_a_rail_leaves_out_differs_from_nothing(near: NearShop) -> None:
    id_ = near.attempt()
    assert sync.apply(near.database, id_, seen(Standing.CAPTURED, ref=None, account=""))
    again = near.attempt(ref="page_1")
    assert sync.apply(near.database, again, seen(Standing.CAPTURED, ref=None, ours=again))
    assert near.payment(again).ref == "page_1"
    never = near.attempt()
    sync.apply(near.database, never, Seen(Standing.UNKNOWN, account="acct_other", fee=1))
    assert near.jobs(noting.DIFFERS) == []


def test_what_the_rail_calls_things_is_kept_when_it_says_less_later(near: NearShop) -> None:
    id_, ends = near.attempt(), now() + timedelta(hours=1)
    names = {"charge": "ch_1", "page": "https://near.example/page_1", "until": ends, "ours": id_}
    assert sync.apply(near.database, id_, seen(Standing.OPEN, **names)) is False
    sync.apply(near.database, id_, Seen(Standing.OPEN))
    payment = near.payment(id_)
    assert (payment.ref, payment.charge, payment.page) == ("page_1", "ch_1", names["page"])
    assert payment.until == ends
    assert payment.account == ACCOUNT


def test_the_last_no_of_a_bank_is_news_once_and_stays(near: NearShop) -> None:
    id_ = near.attempt()
    for word, news in (("expired_card", True), ("expired_card", False), ("", False), ("do_not_honor", True)):
        assert sync.apply(near.database, id_, seen(Standing.OPEN, declined=word)) is news
    assert near.payment(id_).declined == "do_not_honor"


def test_an_old_no_does_not_come_back_after_the_money(near: NearShop) -> None:
    id_ = near.attempt()
    sync.apply(near.database, id_, seen(Standing.CAPTURED))
    assert sync.apply(near.database, id_, seen(Standing.OPEN, declined="expired_card")) is False
    assert near.payment(id_).declined == ""


def test_news_of_a_refund_are_news_though_the_payment_is_as_it_was(near: NearShop) -> None:
    id_ = near.attempt(**BEFORE[CAPTURED])
    back = SeenRefund("re_1", RefundStanding.PENDING, Money(1, "KES"))
    assert sync.apply(near.database, id_, seen(Standing.CAPTURED, refunds=(back,)))
    assert near.jobs(sync.SETTLE) == [{"payable": str(near.payment(id_).payable)}]
    assert near.payment(id_).received_on is None
