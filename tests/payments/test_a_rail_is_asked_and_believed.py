"""Which question a rail is asked, and what becomes of each answer: also of a no, and of none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core.money import Money
from app.payments import noting, sync
from app.payments.attempts import attempt_of
from app.payments.models import Payment, PaymentEnd, PaymentState, Refund, RefundState
from app.payments.rail import Back, Barred, FaultKept, RailAway, RailRefused, RefundStanding, SeenRefund, Standing
from app.payments.refunding import send_back
from tests.factories.near_rail import NEAR, NearShop, seen

PAGE = "https://near.example/page_1"
PART = Money(50_000, "KES")


def check_of(near: NearShop) -> list[dict[str, Any]]:
    """The one job that asks what the account can do."""
    return [{"group": str(near.group), "rail": NEAR}]


def test_a_new_attempt_is_made_at_the_rail_and_one_that_was_made_is_looked_at(near: NearShop) -> None:
    id_ = near.attempt()
    attempt = attempt_of(near.payment(id_))
    assert [sync.start(near.database, id_) for _twice in range(2)] == [PAGE, PAGE]
    assert [what for what, _told in near.rail.asked] == ["start", "fetch"]
    assert near.rail.asked[0][1] == attempt
    assert near.payment(id_).page == PAGE


def test_where_nobody_can_pay_any_more_there_is_no_page_to_go_to(near: NearShop) -> None:
    near.rail.says = seen(Standing.CAPTURED, page=PAGE)
    id_ = near.attempt()
    assert sync.start(near.database, id_) == ""
    assert near.payment(id_).state is PaymentState.CAPTURED


def test_an_attempt_the_rail_refuses_has_ended_and_the_account_is_looked_at(near: NearShop) -> None:
    near.rail.says, id_ = RailRefused("x" * 81), near.attempt()
    with pytest.raises(RailRefused):
        sync.start(near.database, id_)
    payment: Payment = near.payment(id_)
    assert (payment.state, payment.ended) == (PaymentState.CLOSED, PaymentEnd.FAILED)
    assert payment.declined == "x" * 80
    assert near.jobs(sync.SETTLE) == [{"payable": str(payment.payable)}]
    assert near.jobs(sync.CHECK) == check_of(near)


def test_a_refusal_ends_nothing_that_is_paid(near: NearShop) -> None:
    near.rail.says, id_ = RailRefused("gone"), near.attempt(state=PaymentState.CAPTURED)
    with pytest.raises(RailRefused):
        sync.start(near.database, id_)
    assert near.payment(id_).state is PaymentState.CAPTURED
    assert near.jobs(sync.SETTLE) == near.jobs(sync.CHECK) == []


@pytest.mark.parametrize("ask", [sync.start, sync.sync, sync.give_up])
def test_a_rail_that_does_not_answer_changes_nothing(near: NearShop, ask: Callable[..., object]) -> None:
    near.rail.says, id_ = RailAway(), near.attempt()
    with pytest.raises(RailAway):
        ask(near.database, id_)
    assert near.payment(id_).state is PaymentState.OPEN
    assert near.payment(id_).looked_at is None


@pytest.mark.parametrize("ask", [sync.sync, sync.give_up])
def test_a_rail_that_refuses_to_tell_is_away_and_a_person_hears_of_it(
    near: NearShop, ask: Callable[..., object]
) -> None:
    near.rail.says, id_ = RailRefused("account taken back"), near.attempt()
    with pytest.raises(RailAway):
        ask(near.database, id_)
    assert near.payment(id_).state is PaymentState.OPEN
    assert near.payment(id_).looked_at is not None
    assert near.jobs(noting.DIFFERS) == [{"payment": str(id_), "fields": {"refused": "account taken back"}}]
    assert near.jobs(sync.CHECK) == check_of(near)


def test_who_goes_on_to_a_page_that_nobody_may_look_at_any_more_ends_nothing_and_a_person_hears_of_it(
    near: NearShop,
) -> None:
    near.rail.says, id_ = RailRefused("account taken back"), near.attempt(ref="page_1")
    with pytest.raises(Barred):
        sync.start(near.database, id_)
    assert near.payment(id_).state is PaymentState.OPEN
    assert near.jobs(noting.DIFFERS) == [{"payment": str(id_), "fields": {"refused": "account taken back"}}]


@pytest.mark.parametrize("state", [PaymentState.CLOSED, PaymentState.CAPTURED])
def test_of_what_is_paid_or_over_nobody_has_to_decide_that_its_rail_tells_nothing_more(
    near: NearShop, state: PaymentState
) -> None:
    near.rail.says, id_ = RailRefused("account taken back"), near.attempt(ref="page_1", state=state)
    assert sync.sync(near.database, id_).standing is Standing.UNKNOWN
    assert sync.start(near.database, id_) == ""
    assert near.payment(id_).state is state
    assert near.payment(id_).looked_at is not None
    assert near.jobs(noting.DIFFERS) == near.jobs(sync.CHECK) == []


def test_to_sync_is_to_fetch_and_to_write_down(near: NearShop) -> None:
    near.rail.says, id_ = seen(Standing.CAPTURED), near.attempt()
    assert sync.sync(near.database, id_) is near.rail.says
    assert [what for what, _told in near.rail.asked] == ["fetch"]
    assert near.payment(id_).state is PaymentState.CAPTURED


@pytest.mark.parametrize(
    ("standing", "state", "ended"),
    [
        (Standing.ENDED, PaymentState.CLOSED, PaymentEnd.GIVEN_UP),
        (Standing.CAPTURED, PaymentState.CAPTURED, None),
        (Standing.AT_BANK, PaymentState.OPEN, None),
    ],
)
def test_to_give_up_is_to_close_unless_the_money_was_quicker(
    near: NearShop, standing: Standing, state: PaymentState, ended: PaymentEnd | None
) -> None:
    near.rail.says, id_ = seen(standing), near.attempt()
    assert sync.give_up(near.database, id_).standing is standing
    assert [what for what, _told in near.rail.asked] == ["close"]
    assert (near.payment(id_).state, near.payment(id_).ended) == (state, ended)


def back(near: NearShop, key: str = "wish") -> Refund:
    """A refund that its rail was not asked for yet."""
    payment = near.attempt()
    sync.apply(near.database, payment, seen(Standing.CAPTURED))
    with near.database.writing() as db:
        return send_back(db, near.payment(payment).payable, PART, key=key, said_by="Rose")[0]


def now_of(near: NearShop, refund: Refund) -> Refund:
    """The same as it is written down now."""
    return near.refunds(refund.payable)[0]


def settles(near: NearShop, payable: UUID) -> int:
    """How often its owner was told of news."""
    return near.jobs(sync.SETTLE).count({"payable": str(payable)})


@pytest.mark.parametrize(
    ("standing", "state", "told"),
    [
        (RefundStanding.PENDING, RefundState.PENDING, 1),
        (RefundStanding.SUCCEEDED, RefundState.SUCCEEDED, 2),
        (RefundStanding.FAILED, RefundState.FAILED, 2),  # made, and failed: the rail is not asked why there is none
    ],
)
def test_a_refund_is_asked_for_until_its_rail_has_it(
    near: NearShop, standing: RefundStanding, state: RefundState, told: int
) -> None:
    refund = back(near)
    near.rail.says_back = SeenRefund("re_1", standing, PART, refund.id)
    for _again in range(2):
        sync.send_refund(near.database, refund.id)
        assert now_of(near, refund).state is state
        assert settles(near, refund.payable) == told
    ((_what, asked),) = near.rail.asked
    assert isinstance(asked, Back)
    assert (asked.id, asked.key, asked.amount, asked.ref) == (refund.id, "wish-0", PART, None)
    assert asked.attempt.id == refund.payment_id


def test_a_refund_the_rail_refuses_has_failed_and_says_why(near: NearShop) -> None:
    refund = back(near)
    near.rail.says_back = RailRefused("y" * 81)
    sync.send_refund(near.database, refund.id)
    failed = now_of(near, refund)
    assert (failed.state, failed.why, failed.ref) == (RefundState.FAILED, "y" * 80, None)
    assert settles(near, refund.payable) == 2


def test_a_fault_that_is_kept_under_a_key_is_left_behind_with_the_key(near: NearShop) -> None:
    for key, first, second in (("wish", "wish-0.1", "wish-0.2"), ("k" * 58, "k" * 54 + ".1", "k" * 54 + ".2")):
        refund = back(near, key)
        near.rail.says_back = FaultKept("api_error")
        for wanted in (first, second):
            with pytest.raises(RailAway):
                sync.send_refund(near.database, refund.id)
            assert now_of(near, refund).key == wanted
            assert now_of(near, refund).state is RefundState.PENDING


def test_a_rail_that_is_away_leaves_a_refund_as_it_was(near: NearShop) -> None:
    refund = back(near)
    near.rail.says_back = RailAway()
    with pytest.raises(RailAway):
        sync.send_refund(near.database, refund.id)
    assert now_of(near, refund).key == "wish-0"
    assert now_of(near, refund).looked_at is None


def test_what_is_not_known_cannot_be_asked_for(near: NearShop) -> None:
    with pytest.raises(Exception, match="No row was found"):
        sync.sync(near.database, uuid4())
