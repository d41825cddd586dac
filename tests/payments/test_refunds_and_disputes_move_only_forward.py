"""What a rail says of money that goes back: ours by its name, somebody else's by theirs, forward only."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.core.clock import today
from app.core.money import Money
from app.payments import deciding, noting, sync
from app.payments.models import Dispute, Payment, PaymentState, Refund, RefundState
from app.payments.rail import RefundStanding, SeenDispute, SeenRefund, Standing
from app.payments.refunding import send_back
from tests.factories.near_rail import NEAR, PRICE, NearShop, seen

PART = Money(50_000, "KES")
PENDING, SUCCEEDED, FAILED = RefundStanding.PENDING, RefundStanding.SUCCEEDED, RefundStanding.FAILED


def paid(near: NearShop) -> tuple[UUID, UUID]:
    """A payment whose money is there, and what it was for."""
    id_ = near.attempt()
    sync.apply(near.database, id_, seen(Standing.CAPTURED))
    return id_, near.payment(id_).payable


def back(near: NearShop, payable: UUID) -> Refund:
    """A part of it that is to go back."""
    with near.database.writing() as db:
        return send_back(db, payable, PART, key=uuid4().hex, said_by="Rose")[0]


def say(near: NearShop, payment: UUID, *refunds: SeenRefund, disputes: tuple[SeenDispute, ...] = ()) -> bool:
    """The rail says this; whether it was news."""
    return sync.apply(near.database, payment, seen(Standing.CAPTURED, refunds=refunds, disputes=disputes))


@pytest.mark.parametrize("order", list(permutations(RefundStanding)))
def test_a_refund_stands_where_it_came_to_whatever_is_heard_last(near: NearShop, order: list[RefundStanding]) -> None:
    payment, payable = paid(near)
    ours, best = back(near, payable).id, 0
    for standing in order:
        told = SeenRefund("re_1", standing, PART, ours, why="lost_card" if standing is FAILED else "")
        rank = list(RefundStanding).index(standing)
        assert say(near, payment, told) == (rank > best)
        assert say(near, payment, told) is False
        best = max(rank, best)
        (refund,) = near.refunds(payable)
        assert refund.state == RefundState(list(RefundStanding)[best])
        assert refund.why == ("lost_card" if refund.state is RefundState.FAILED else "")
        assert refund.ref == "re_1"
        assert refund.looked_at is not None


def test_a_refund_that_does_not_name_ours_is_known_by_what_the_rail_calls_it(near: NearShop) -> None:
    payment, payable = paid(near)
    ours = back(near, payable).id
    say(near, payment, SeenRefund("re_1", PENDING, PART, ours))
    assert say(near, payment, SeenRefund("re_1", SUCCEEDED, PART))
    assert [(one.id, one.state) for one in near.refunds(payable)] == [(ours, RefundState.SUCCEEDED)]
    other, for_other = paid(near)
    assert say(near, other, SeenRefund("re_1", PENDING, Money(1, "KES"))) is True  # of another payment: not ours
    assert len(near.refunds(for_other)) == 1


def test_a_refund_that_names_ours_and_is_another_one_is_money_of_its_own(near: NearShop) -> None:
    payment, payable = paid(near)
    ours = back(near, payable).id
    say(near, payment, SeenRefund("re_1", PENDING, PART, ours))
    assert say(near, payment, SeenRefund("", SUCCEEDED, PART, ours)) is True  # it does not say what it is called
    assert say(near, payment, SeenRefund("re_2", PENDING, PART, ours)) is True
    assert [(one.ref, one.state) for one in near.refunds(payable)] == [
        ("re_1", RefundState.SUCCEEDED),
        ("re_2", RefundState.PENDING),
    ]


def test_a_refund_made_at_the_rail_itself_is_written_down_once(near: NearShop) -> None:
    payment, payable = paid(near)
    told = SeenRefund("re_9", PENDING, PART, why="by hand")
    assert say(near, payment, told) is True
    assert say(near, payment, told) is False
    assert say(near, payment, replace(told, standing=SUCCEEDED, ours=uuid4())) is True
    (refund,) = near.refunds(payable)
    assert (refund.state, refund.amount, refund.currency) == (RefundState.SUCCEEDED, PART.amount, "KES")
    assert (refund.key, refund.how, refund.said_by, refund.ref) == (f"{NEAR}-re_9", NEAR, NEAR, "re_9")
    assert (refund.payment_id, refund.sent_on) == (payment, today())


def test_a_key_stays_as_long_as_its_column_however_long_the_name_is(near: NearShop) -> None:
    payment, payable = paid(near)
    assert say(near, payment, SeenRefund("re_" + "x" * 80, PENDING, PART))
    assert len(near.refunds(payable)[0].key) == 60


@pytest.mark.parametrize("amount", [Money(PART.amount + 1, "KES"), Money(PART.amount, "UGX")])
def test_a_refund_of_another_amount_or_currency_is_not_believed(near: NearShop, amount: Money) -> None:
    payment, payable = paid(near)
    ours = back(near, payable).id
    assert say(near, payment, SeenRefund("re_1", SUCCEEDED, amount, ours)) is False
    assert near.refunds(payable)[0].state is RefundState.PENDING
    assert near.refunds(payable)[0].ref is None
    (job,) = near.jobs(noting.DIFFERS)
    assert job["fields"] == {"refund": [str(PART), str(amount)]}


def test_a_refund_of_another_payment_is_not_believed(near: NearShop) -> None:
    _payment, payable = paid(near)
    other, _nothing = paid(near)
    assert say(near, other, SeenRefund("re_1", SUCCEEDED, PART, back(near, payable).id)) is False
    assert near.refunds(payable)[0].state is RefundState.PENDING
    assert len(near.jobs(noting.DIFFERS)) == 1


def test_several_refunds_are_all_heard_though_the_first_is_no_news(near: NearShop) -> None:
    payment, payable = paid(near)
    one, two = (back(near, payable).id for _twice in range(2))
    told = [SeenRefund("re_1", PENDING, PART, one), SeenRefund("re_2", SUCCEEDED, PART, two)]
    assert say(near, payment, *told) is True
    assert [one.state for one in near.refunds(payable)] == [RefundState.PENDING, RefundState.SUCCEEDED]


def dispute(state: str, *, over: bool = False, ref: str = "dp_1") -> SeenDispute:
    """A dispute about the whole price."""
    return SeenDispute(ref, state, over, state == "lost", PRICE, "fraudulent")


def test_a_dispute_is_noted_once_moves_on_and_is_final_when_it_is_over(near: NearShop) -> None:
    payment, _payable = paid(near)
    for told, news in (
        (dispute("needs_response"), True),
        (dispute("needs_response"), False),
        (dispute("under_review"), True),
        (dispute("lost", over=True), True),
        (dispute("under_review"), False),
        (dispute("won", over=True), False),
    ):
        assert say(near, payment, disputes=(told,)) is news
    with near.database.reading() as db:
        (noted,) = db.scalars(select(Dispute)).all()
    assert (noted.state, noted.over, noted.lost, noted.reason) == ("lost", True, True, "fraudulent")
    assert (noted.amount, noted.currency, noted.payment_id) == (PRICE.amount, "KES", payment)
    assert near.payment(payment).state is PaymentState.CAPTURED


def test_two_disputes_are_two(near: NearShop) -> None:
    payment, _payable = paid(near)
    assert say(near, payment, disputes=(dispute("won", over=True), dispute("needs_response", ref="dp_2")))
    with near.database.reading() as db:
        assert len(db.scalars(select(Dispute)).all()) == 2


def test_refunds_of_money_that_a_person_accepted_are_news_though_its_amount_still_differs(near: NearShop) -> None:
    id_ = near.attempt()
    with near.database.writing() as db:
        deciding.accept(db, db.get_one(Payment, id_), PRICE, by="Rose", note="It is enough", seen=None)
    less, refund = Money(PRICE.amount - 1, "KES"), SeenRefund("re_1", SUCCEEDED, PART)
    for refunds, news in (((), False), ((refund,), True), ((refund,), False)):
        assert sync.apply(near.database, id_, seen(Standing.CAPTURED, amount=less, refunds=refunds)) is news
