"""A dispute that was lost took the money: it is shown so, nobody sends it a second time, and no task asks for that."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from app.core.clock import today
from app.core.money import Money
from app.ordering import ending, settle
from app.ordering.desk import TaskKind, waits
from app.ordering.models import Order
from app.ordering.order_view import OrderView, order_view
from app.payments import refunding, sync
from app.payments.models import RefundState
from app.payments.rail import SeenDispute, Standing
from app.payments.service import Sums, TooMuchBack, sums
from tests.factories.carding import CardShop
from tests.factories.near_rail import PRICE, NearShop, seen
from tests.factories.ordering import GROUP, changing, wrong


def disputed(shop: CardShop, payment: UUID) -> str:
    """The buyer's bank wants all of it back."""
    money = next(one for one in shop.fake.look("money") if one["payment_intent"] == shop.payment(payment).charge)
    return str(shop.fake.dispute(charge=money["charge"])["id"])


def decided(shop: CardShop, payment: UUID, *, won: bool) -> None:
    """It wanted it back, and has decided; we have looked."""
    shop.fake.close_dispute(dispute=disputed(shop, payment), won=won)
    shop.look(payment)


def call_off(shop: CardShop, order: UUID) -> None:
    with changing(shop.database, order) as (db, one):
        ending.call_off(db, one, by=GROUP, note="No sisal")
    shop.send_refunds(order)


def tasks(shop: CardShop, order: UUID) -> set[TaskKind]:
    with shop.database.reading() as db:
        return {kind for kind in TaskKind if waits(db, kind, order)}


def view(shop: CardShop, order: UUID) -> OrderView:
    with shop.database.reading() as db:
        return order_view(db, db.get_one(Order, order))


def test_what_the_bank_took_is_shown_as_taken_and_cannot_go_back(shop: CardShop) -> None:
    order = shop.order()
    decided(shop, shop.paid(order), won=False)
    told = view(shop, order)
    assert (told.paid, told.taken, told.by_card) == (Money(0, "KES"), PRICE, Money(0, "KES"))
    with pytest.raises(TooMuchBack), shop.database.writing() as db:
        refunding.send_back(db, order, Money(100, "KES"), key="a", said_by="Rose")
    assert wrong(shop.database) == []


def test_an_order_called_off_after_the_bank_took_its_money_owes_nothing(small_shop: CardShop) -> None:
    """The refund was asked for, refused, and became two tasks: who worked them off paid a second time."""
    order = small_shop.order()
    decided(small_shop, small_shop.paid(order), won=False)
    call_off(small_shop, order)
    assert (small_shop.state(order), small_shop.refunds(order), tasks(small_shop, order)) == ("cancelled", [], set())
    assert wrong(small_shop.database) == []


def test_what_the_bank_left_with_the_group_is_there_as_before(small_shop: CardShop) -> None:
    order = small_shop.order()
    decided(small_shop, small_shop.paid(order), won=True)
    told = view(small_shop, order)
    assert (told.paid, told.taken, told.by_card) == (PRICE, Money(0, "KES"), PRICE)
    call_off(small_shop, order)
    assert [one.state for one in small_shop.refunds(order)] == [RefundState.SUCCEEDED]


def test_tasks_to_send_money_back_end_when_the_bank_takes_it(small_shop: CardShop) -> None:
    """While the bank thinks, nothing can go back: a person's task. Then the bank decides, and nothing is left to do."""
    order = small_shop.order()
    payment = small_shop.paid(order)
    dispute = disputed(small_shop, payment)
    small_shop.look(payment)
    call_off(small_shop, order)
    assert tasks(small_shop, order) == {TaskKind.REFUND_DUE, TaskKind.DISPUTE}
    small_shop.fake.close_dispute(dispute=dispute, won=False)
    for _twice in range(2):
        small_shop.look(payment)
    assert not tasks(small_shop, order) & {TaskKind.REFUND_DUE, TaskKind.REFUND_FAILED}
    assert wrong(small_shop.database) == []


def test_money_that_a_bank_disputes_goes_back_by_itself_once_the_bank_left_it_with_the_group(
    small_shop: CardShop,
) -> None:
    """Asked for while the bank thought, Stripe refused it, and both sides were told that it could not be sent back."""
    order = small_shop.order()
    payment = small_shop.paid(order)
    dispute = disputed(small_shop, payment)
    small_shop.look(payment)
    assert view(small_shop, order).by_card == Money(0, "KES")  # so that no page offers it
    call_off(small_shop, order)
    assert small_shop.refunds(order) == []
    small_shop.fake.close_dispute(dispute=dispute, won=True)
    small_shop.look(payment)
    small_shop.send_refunds(order)
    assert [(one.state, one.money) for one in small_shop.refunds(order)] == [(RefundState.SUCCEEDED, PRICE)]
    assert tasks(small_shop, order) == set()
    assert wrong(small_shop.database) == []


@pytest.mark.parametrize(
    ("state", "over", "left"),
    [
        ("needs_response", False, 0),
        ("under_review", False, 0),
        ("warning_needs_response", False, 350_000),
        ("warning_under_review", False, 350_000),
        ("warning_closed", True, 350_000),
        ("won", True, 350_000),
    ],
)
def test_only_a_bank_that_has_the_money_keeps_it_from_going_back(
    near: NearShop, state: str, over: bool, left: int
) -> None:
    """One that only asks has taken nothing: to send the money back is a good answer then."""
    payable = came(near, SeenDispute("dp_1", state, over=over, lost=False, amount=Money(100, "KES")))
    other = came(near)
    with near.database.reading() as db:
        assert sum(part for _payment, part in refunding.can_go_back(db, payable)) == left
        assert sum(part for _payment, part in refunding.can_go_back(db, other)) == PRICE.amount


def test_a_refund_that_was_not_asked_for_yet_is_given_up_when_the_bank_has_taken_the_money(
    small_shop: CardShop,
) -> None:
    order = small_shop.order()
    payment = small_shop.paid(order)
    small_shop.fake.close_dispute(dispute=disputed(small_shop, payment), won=False)  # and nobody has told us
    call_off(small_shop, order)
    (refund,) = small_shop.refunds(order)
    assert (refund.is_moot, refund.has_failed) == (True, False)
    assert tasks(small_shop, order) == set()
    assert view(small_shop, order).refunds == ()
    assert wrong(small_shop.database) == []


def lost(amount: int, ref: str = "dp_1", currency: str = "KES") -> SeenDispute:
    return SeenDispute(ref, "lost", over=True, lost=True, amount=Money(amount, currency))


def came(near: NearShop, *disputes: SeenDispute) -> UUID:
    """A payable that was paid, and of which banks took this."""
    id_ = near.attempt()
    sync.apply(near.database, id_, seen(Standing.CAPTURED, disputes=disputes))
    return near.payment(id_).payable


@pytest.mark.parametrize(
    ("disputes", "taken"),
    [
        ([lost(100_000)], 100_000),
        ([lost(100_000), lost(50_000, "dp_2")], 150_000),
        ([lost(350_000), lost(350_000, "dp_2")], 350_000),
        ([lost(999_999)], 350_000),
        ([lost(350_000, currency="TZS")], 0),  # another currency is no part of this sum; a person sees the dispute
    ],
)
def test_a_bank_takes_what_it_says_and_never_more_than_came(
    near: NearShop, disputes: list[SeenDispute], taken: int
) -> None:
    payable = came(near, *disputes)
    left = PRICE.amount - taken
    with near.database.reading() as db:
        assert sums(db, payable) == Sums(PRICE.amount, taken, taken)
        assert sum(part for _payment, part in refunding.can_go_back(db, payable)) == left


def test_a_bank_that_takes_what_had_gone_back_leaves_no_debt(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.paid(order)
    told: Any = {"how": "Cash", "reference": "", "on": today(), "by": GROUP}
    with changing(small_shop.database, order) as (db, one):
        settle.send_back(db, one, Money(300_000, "KES"), key="by-hand", **told)
    decided(small_shop, payment, won=False)
    with small_shop.database.reading() as db:
        money = sums(db, order)
    assert (money.there, money.taken) == (0, 50_000)
    assert wrong(small_shop.database) == []
