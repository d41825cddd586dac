"""An attempt is written down before its rail hears of it, once, and only where the rail can be asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.core.clock import now
from app.core.money import Money
from app.payments.attempts import (
    NoCards,
    TooManyTries,
    asked_by_rail,
    attempt_of,
    back_of,
    paid_to_look_at,
    put_off,
    to_look_at,
)
from app.payments.models import Payment, PaymentEnd, PaymentState, RailAccount, Refund, RefundState
from app.payments.rail import NoSuchRail
from app.payments.service import MANUAL, NothingAsked, PaidElsewhere, open_payment, payments_of
from app.payments.wire import TooLittle
from tests.factories.near_rail import ACCOUNT, NEAR, PRICE, NearShop


def begin(near: NearShop, payable: UUID, rail: str = NEAR) -> Payment:
    """Begin, and commit."""
    with near.database.writing() as db:
        return near.begin(db, payable, rail)


def test_an_attempt_takes_the_place_of_the_payment_by_hand(near: NearShop) -> None:
    payable = uuid4()
    near.asks(payable)
    begun = begin(near, payable)
    with near.database.reading() as db:
        by_hand, payment = payments_of(db, payable)
        assert asked_by_rail(db, payable) is payment
    assert (by_hand.state, by_hand.ended) == (PaymentState.CLOSED, PaymentEnd.OTHERWISE)
    assert payment.id == begun.id
    assert (payment.state, payment.asked, payment.payee_id) == (PaymentState.OPEN, PRICE, near.group)
    assert (payment.rail, payment.account, payment.ref) == (NEAR, ACCOUNT, None)
    assert payment.key == f"HB-{payable.hex[:12]}-{NEAR}-1"
    assert payment.until is not None
    assert payment.until.microsecond == 0
    assert timedelta(minutes=29, seconds=30) < payment.until - now() <= timedelta(minutes=30)
    told = {"amount": PRICE.amount, "words": "A basket", "until": payment.until.isoformat(), "account": ACCOUNT}
    assert payment.frozen == told


def test_to_begin_twice_is_one_attempt(near: NearShop) -> None:
    payable = uuid4()
    near.asks(payable)
    assert begin(near, payable).id == begin(near, payable).id


def test_without_anything_to_pay_nothing_is_begun(near: NearShop) -> None:
    with pytest.raises(NothingAsked):
        begin(near, uuid4())


def test_two_rails_are_never_at_it_at_once(near: NearShop) -> None:
    payable = near.payment(near.attempt()).payable
    with pytest.raises(PaidElsewhere):
        begin(near, payable, "other")


@pytest.mark.parametrize("live", [True, False])
def test_a_group_without_an_account_that_works_cannot_be_paid_so(near: NearShop, live: bool) -> None:
    payable = uuid4()
    near.asks(payable)
    with near.database.writing() as db:
        account = db.scalars(select(RailAccount)).one()
        account.live = False
        if live:
            account.rail, account.live = "other", True
    with pytest.raises(NoCards):
        begin(near, payable)
    with pytest.raises(NoSuchRail):
        begin(near, payable, "other")


def test_what_the_rail_cannot_carry_is_not_begun(near: NearShop) -> None:
    with pytest.raises(TooLittle):
        near.attempt(amount=Money(0, "KES"))


def test_a_payable_is_tried_six_times_a_day_and_attempts_go_on_counting(near: NearShop) -> None:
    payable = uuid4()
    tried = [near.attempt(payable, state=PaymentState.CLOSED, ref=f"cs_{number}") for number in range(6)]
    keys = [near.payment(one).key[-2:] for one in tried]
    assert keys == ["-1", "-2", "-3", "-4", "-5", "-6"]
    with pytest.raises(TooManyTries):
        near.attempt(payable)
    near.attempt()  # another one is another one
    with near.database.writing() as db:
        oldest = next(one for one in payments_of(db, payable) if one.rail != MANUAL)
        oldest.asked_at = now() - timedelta(hours=23, minutes=59)
    with pytest.raises(TooManyTries):
        begin(near, payable)
    with near.database.writing() as db:
        db.get_one(Payment, oldest.id).asked_at = now() - timedelta(hours=24, minutes=1)
    assert begin(near, payable).key.endswith("-7")


def test_an_attempt_whose_page_was_never_made_is_nobodys_try(near: NearShop) -> None:
    """Its rail refused it, or was away: the buyer tried nothing, and may go on trying."""
    payable = uuid4()
    for _time in range(6):
        near.attempt(payable, state=PaymentState.CLOSED)
    assert near.payment(near.attempt(payable)).key.endswith("-7")


def test_what_waits_by_hand_or_not_at_all_is_asked_by_no_rail(near: NearShop) -> None:
    payable = uuid4()
    near.asks(payable)
    with near.database.reading() as db:
        assert asked_by_rail(db, payable) is None
        assert asked_by_rail(db, uuid4()) is None


def test_open_attempts_are_looked_at_again_those_that_waited_longest_first(near: NearShop) -> None:
    ago = [now() - timedelta(minutes=minutes) for minutes in (5, 9, 1)]
    five, nine, _one = (near.attempt(looked_at=moment) for moment in ago)
    never = near.attempt(asked_at=now() - timedelta(minutes=7))
    near.attempt()  # begun just now
    near.attempt(looked_at=ago[1], state=PaymentState.CLOSED)
    near.asks(uuid4())
    with near.database.reading() as db:
        found = to_look_at(db, before=now() - timedelta(minutes=3))
        assert (found[-1], set(found)) == (five, {never, nine, five})
        assert found.index(nine) < found.index(five)
        assert len(to_look_at(db, before=now() - timedelta(minutes=3), limit=2)) == 2


def test_what_is_open_a_day_after_its_page_is_looked_at_once_an_hour(near: NearShop) -> None:
    """Its bank takes days, or a person is asked about it: no minute of either brings anything new."""
    for hours, minutes, due in ((25, 62, False), (25, 64, True), (23, 4, True), (23, 2, False)):
        until, looked = now() - timedelta(hours=hours), now() - timedelta(minutes=minutes)
        id_ = near.attempt(until=until, looked_at=looked)
        with near.database.reading() as db:
            assert (id_ in to_look_at(db, before=now() - timedelta(minutes=3))) is due, (hours, minutes)


def test_money_that_came_by_a_rail_is_looked_at_again_the_oldest_look_first(near: NearShop) -> None:
    ago = [now() - timedelta(hours=hours) for hours in (30, 40, 2)]
    paid: dict[str, Any] = {"state": PaymentState.CAPTURED, "asked_at": now() - timedelta(days=10)}
    thirty, forty, _two = (near.attempt(looked_at=moment, **paid) for moment in ago)
    never, old = (near.attempt(**{**paid, "asked_at": now() - timedelta(days=days)}) for days in (9, 121))
    near.attempt(looked_at=ago[1])  # open
    by_hand = uuid4()
    near.asks(by_hand)
    with near.database.writing() as db:
        other = open_payment(db, by_hand)
        assert other is not None
        other.state, other.asked_at = PaymentState.CAPTURED, paid["asked_at"]
    when = {"since": now() - timedelta(days=120), "before": now() - timedelta(hours=24)}
    with near.database.reading() as db:
        assert paid_to_look_at(db, **when, limit=9) == [never, forty, thirty]
        assert paid_to_look_at(db, **when, limit=2) == [never, forty]
    with near.database.writing() as db:
        put_off(db, forty)
    with near.database.reading() as db:
        assert paid_to_look_at(db, **when, limit=9) == [never, thirty]
    assert near.payment(old).looked_at is None


def test_what_a_rail_is_told_is_what_was_written_down(near: NearShop) -> None:
    payment = near.payment(near.attempt(ref="page_1", charge="ch_1"))
    told = attempt_of(payment)
    assert (told.id, told.key, told.payable, told.account) == (payment.id, payment.key, payment.payable, ACCOUNT)
    assert (told.amount, told.frozen, told.asked_at) == (PRICE, payment.frozen, payment.asked_at)
    assert (told.ref, told.charge) == ("page_1", "ch_1")
    part = {"key": "k", "state": RefundState.PENDING, "amount": 5, "currency": "KES", "ref": "re_1"}
    refund = Refund(id=uuid4(), recorded_at=now(), **part)
    back = back_of(refund, payment)
    assert (back.id, back.key, back.attempt, back.amount) == (refund.id, "k", told, Money(5, "KES"))
    assert (back.asked_at, back.ref) == (refund.recorded_at, "re_1")
