"""Money goes back by the rail it came by: in parts, never more than is there, each wish once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.core.clock import now, today
from app.core.money import Money
from app.payments import refunding, service, sync
from app.payments.models import Payment, PaymentState, Refund, RefundState
from app.payments.rail import Standing
from app.payments.service import TooMuchBack, sums
from tests.factories.near_rail import NEAR, PRICE, NearShop, seen


def kes(amount: int) -> Money:
    """So many hundredths of a shilling."""
    return Money(amount, "KES")


def paid(near: NearShop, payable: UUID | None = None, amount: Money = PRICE) -> UUID:
    """What was paid for by the rail; a second time for the rest."""
    id_ = near.attempt(payable, amount)
    sync.apply(near.database, id_, seen(Standing.CAPTURED, amount=amount))
    return near.payment(id_).payable


def send(near: NearShop, payable: UUID, amount: Money, key: str = "") -> list[Refund]:
    """Have it sent back."""
    with near.database.writing() as db:
        return refunding.send_back(db, payable, amount, key=key or uuid4().hex, said_by="Rose")


def end(near: NearShop, refund: Refund, state: RefundState) -> None:
    """The rail has said how a refund ended."""
    with near.database.writing() as db:
        db.get_one(Refund, refund.id).state = state


def there(near: NearShop, payable: UUID) -> int:
    """What the payee has of it."""
    with near.database.reading() as db:
        return sums(db, payable).there


def test_a_part_goes_back_and_its_rail_is_asked_by_a_job(near: NearShop) -> None:
    payable = paid(near)
    (refund,) = send(near, payable, kes(100_000), key="wish")
    assert (refund.state, refund.money, refund.key) == (RefundState.PENDING, kes(100_000), "wish-0")
    assert (refund.how, refund.said_by, refund.sent_on, refund.ref) == (NEAR, "Rose", today(), None)
    assert near.jobs(refunding.REFUND) == [{"refund": str(refund.id)}]
    assert there(near, payable) == 250_000


def test_ten_tenths_go_back_and_not_a_cent_more(near: NearShop) -> None:
    payable = paid(near)
    for _tenth in range(10):
        send(near, payable, kes(35_000))
    assert there(near, payable) == 0
    with near.database.reading() as db:
        assert refunding.can_go_back(db, payable) == []
    with pytest.raises(TooMuchBack) as refused:
        send(near, payable, kes(1))
    assert refused.value.values["left"] == kes(0)


def test_the_last_cent_goes_back_too(near: NearShop) -> None:
    payable = paid(near)
    for amount in (349_999, 1):
        send(near, payable, kes(amount))
    assert there(near, payable) == 0


@pytest.mark.parametrize("amount", [350_001, 0, -1])
def test_more_than_came_or_nothing_cannot_go_back(near: NearShop, amount: int) -> None:
    payable = paid(near)
    with pytest.raises(TooMuchBack) as refused:
        send(near, payable, kes(amount))
    assert refused.value.values["left"] == PRICE
    assert near.refunds(payable) == []


def test_the_same_wish_twice_is_the_same_refunds(near: NearShop) -> None:
    payable = paid(near)
    first = send(near, payable, kes(100_000), key="a")
    assert [one.id for one in send(near, payable, kes(100_000), key="a")] == [one.id for one in first]
    assert len(send(near, payable, kes(100_000), key="b")) == 1
    assert there(near, payable) == 150_000


@pytest.mark.parametrize("key", ["a_", "%", "a"])
def test_a_wish_is_no_other_one_whose_key_looks_like_it(near: NearShop, key: str) -> None:
    payable = paid(near)
    send(near, payable, kes(100_000), key="ab")
    assert [one.key for one in send(near, payable, kes(1), key=key)] == [f"{key}-0"]


def test_a_refund_that_its_rail_was_asked_for_in_vain_comes_after_the_others(near: NearShop) -> None:
    payable = paid(near)
    first, second = (send(near, payable, kes(1))[0] for _each in range(2))
    with near.database.writing() as db:
        refunding.put_off(db, first.id)
    with near.database.reading() as db:
        assert refunding.not_asked_yet(db, before=now() + timedelta(minutes=1)) == [second.id, first.id]


def test_what_came_by_two_payments_goes_back_by_both_the_first_one_first(near: NearShop) -> None:
    payable = paid(near, amount=kes(200_000))
    paid(near, payable, amount=kes(150_000))
    with near.database.reading() as db:
        first, second = (payment.id for payment, _left in refunding.can_go_back(db, payable))
    assert [one.amount for one in send(near, payable, kes(200_000), key="a")] == [200_000]
    send(near, payable, kes(1), key="b")
    assert [(one.payment_id, one.amount) for one in near.refunds(payable)] == [(first, 200_000), (second, 1)]
    other = paid(near, amount=kes(200_000))
    paid(near, other, amount=kes(150_000))
    parts = send(near, other, kes(300_000), key="c")
    assert [(one.key, one.amount) for one in parts] == [("c-0", 200_000), ("c-1", 100_000)]
    assert len(near.jobs(refunding.REFUND)) == 4


def test_what_a_rail_could_not_send_back_is_still_there(near: NearShop) -> None:
    payable = paid(near)
    (refund,) = send(near, payable, PRICE)
    end(near, refund, RefundState.FAILED)
    assert there(near, payable) == PRICE.amount
    assert [one.amount for one in send(near, payable, PRICE)] == [PRICE.amount]


def test_only_money_that_came_by_a_rail_goes_back_by_one(near: NearShop) -> None:
    payable, waits = uuid4(), near.attempt()
    near.asks(payable)
    with near.database.writing() as db:
        payment = service.open_payment(db, payable)
        assert payment is not None
        payment.state, payment.captured_amount = PaymentState.CAPTURED, PRICE.amount
    for each in (payable, near.payment(waits).payable):
        with pytest.raises(TooMuchBack):
            send(near, each, kes(1))


def test_what_went_back_by_hand_cannot_go_back_by_the_rail_as_well(near: NearShop) -> None:
    payable = paid(near)
    with near.database.writing() as db:
        told = {"key": "hand", "how": "M-Pesa", "reference": "", "said_by": "Rose", "on": today()}
        service.send_back(db, payable, kes(300_000), **told)  # type: ignore[arg-type]
    with pytest.raises(TooMuchBack) as refused:
        send(near, payable, kes(50_001))
    assert refused.value.values["left"] == kes(50_000)
    send(near, payable, kes(50_000))
    assert there(near, payable) == 0


def test_refunds_no_rail_answered_for_are_found_again(near: NearShop) -> None:
    payable = paid(near)
    waits, heard, done = (send(near, payable, kes(1))[0] for _each in range(3))
    with near.database.writing() as db:
        db.get_one(Refund, heard.id).ref, db.get_one(Refund, heard.id).looked_at = "re_1", now()
    end(near, done, RefundState.SUCCEEDED)
    with near.database.reading() as db:
        soon, before = now() + timedelta(minutes=1), now() - timedelta(minutes=1)
        assert refunding.not_asked_yet(db, before=soon) == [waits.id]
        assert refunding.not_asked_yet(db, before=before) == []
        assert refunding.still_pending(db, before=soon) == [heard.payment_id]
        assert refunding.still_pending(db, before=before) == []
    send(near, payable, kes(1))
    with near.database.reading() as db:
        assert len(refunding.not_asked_yet(db, before=soon)) == 2
        assert refunding.not_asked_yet(db, before=soon, limit=1) == [waits.id]
        assert db.scalar(select(func.count()).select_from(Payment)) == 2  # by hand, and by the rail that took its place
