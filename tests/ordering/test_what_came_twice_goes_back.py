"""Two pages of one order are both paid: the order goes on, nobody is asked any more, what is too much goes back."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import update

from app.ordering import ending, settle
from app.ordering.desk import TaskKind
from app.ordering.states import OrderState
from app.payments.models import Payment, RefundState
from app.payments.rail import RefundStanding, SeenRefund, Standing
from app.payments.service import MANUAL, open_payment
from tests.factories.near_orders import begun, hears, waiting
from tests.factories.near_rail import NEAR, PRICE, NearShop
from tests.factories.ordering import GROUP, changing

ABROAD = {"country": "DE"}  # half of it is paid before work begins


def anew(near: NearShop, order: UUID, amount: int | None = None) -> UUID:
    """The buyer begins to pay an order by the rail once more; of another amount, if so."""
    with near.database.writing() as db:
        payment = near.begin(db, order)
        payment.amount = payment.amount if amount is None else amount
    return payment.id


def run_out(near: NearShop, order: UUID, payment: UUID) -> None:
    """Nobody paid on that page in time, as far as its rail tells."""
    hears(near, order, payment, Standing.ENDED)
    with near.database.writing() as db:  # the rail has another page now
        db.execute(update(Payment).where(Payment.id == payment).values(ref="page_0"))


def late(near: NearShop, order: UUID, payment: UUID) -> OrderState:
    """And was paid after all."""
    with near.database.writing() as db:
        db.execute(update(Payment).where(Payment.id == payment).values(ref="page_1"))
    return hears(near, order, payment, Standing.CAPTURED)


def waits_for(near: NearShop, order: UUID) -> tuple[str, int] | None:
    """By which rail money is waited for, and how much."""
    with near.database.reading() as db:
        asked = open_payment(db, order)
        return None if asked is None else (asked.rail, asked.amount)


def back(near: NearShop, order: UUID) -> list[tuple[RefundState, int]]:
    return [(one.state, one.amount) for one in near.refunds(order)]


def test_what_a_second_page_brought_too_much_goes_back_once_and_without_a_person(near: NearShop) -> None:
    order, first = begun(near)
    run_out(near, order, first)
    second = anew(near, order)
    assert hears(near, order, second, Standing.CAPTURED) is OrderState.CONFIRMED
    assert back(near, order) == []
    assert late(near, order, first) is OrderState.CONFIRMED
    assert back(near, order) == [(RefundState.PENDING, PRICE.amount)]
    assert waiting(near, order) == set()
    assert {"order_id": str(order)} in near.jobs("ordering.tell_money")
    hears(near, order, second, Standing.CAPTURED)
    assert len(near.refunds(order)) == 1


def test_the_smallest_coin_too_much_goes_back_as_well(near: NearShop) -> None:
    order, first = begun(near)
    run_out(near, order, first)
    hears(near, order, anew(near, order), Standing.CAPTURED)
    with near.database.writing() as db:
        db.execute(update(Payment).where(Payment.id == first).values(amount=1))
    late(near, order, first)
    assert back(near, order) == [(RefundState.PENDING, 1)]


def test_what_failed_to_go_back_is_not_sent_again_by_itself(near: NearShop) -> None:
    order, first = begun(near)
    run_out(near, order, first)
    hears(near, order, anew(near, order), Standing.CAPTURED)
    late(near, order, first)
    (refund,) = near.refunds(order)
    told = SeenRefund("re_1", RefundStanding.FAILED, PRICE, refund.id)
    hears(near, order, refund.payment_id or first, Standing.CAPTURED, told)
    assert back(near, order) == [(RefundState.FAILED, PRICE.amount)]
    assert waiting(near, order) == {TaskKind.REFUND_FAILED}


def test_of_a_part_that_came_twice_nothing_goes_back_while_the_order_costs_as_much(near: NearShop) -> None:
    """Half was asked for and came twice: that is all that the order costs, and nothing more is asked for."""
    order, first = begun(near, **ABROAD)
    run_out(near, order, first)
    hears(near, order, anew(near, order), Standing.CAPTURED)
    late(near, order, first)
    assert (back(near, order), waits_for(near, order)) == ([], None)


def test_an_order_that_ended_is_no_order_with_too_much_money(near: NearShop) -> None:
    """All of it is due then, and not only what is more than the price."""
    order, first = begun(near)
    run_out(near, order, first)
    hears(near, order, anew(near, order), Standing.CAPTURED)
    with changing(near.database, order) as (db, mine):
        ending.call_off(db, mine, by=GROUP, note="As agreed", together=True, keeps=PRICE.amount)
    late(near, order, first)
    assert back(near, order) == [(RefundState.PENDING, PRICE.amount)]


def test_where_the_money_came_by_a_page_that_seemed_over_it_is_not_waited_for_by_hand(near: NearShop) -> None:
    order, first = begun(near, **ABROAD)
    half = near.payment(first).amount
    run_out(near, order, first)
    assert waits_for(near, order) == (MANUAL, half)
    assert late(near, order, first) is OrderState.CONFIRMED
    assert waits_for(near, order) is None
    assert near.jobs("ordering.close_card") == []
    with changing(near.database, order) as (db, mine):
        settle.ask_rest(db, mine)
    assert waits_for(near, order) == (MANUAL, half)  # the rest, and not before the group asks for it


@pytest.mark.parametrize("told", [{}, ABROAD], ids=["all of it", "a half"])
def test_a_page_that_is_still_open_for_money_that_came_is_closed(near: NearShop, told: dict[str, str]) -> None:
    order, first = begun(near, **told)
    run_out(near, order, first)
    second = anew(near, order)
    assert late(near, order, first) is OrderState.CONFIRMED
    assert waits_for(near, order) == (NEAR, near.payment(second).amount)
    assert near.jobs("ordering.close_card") == [{"order_id": str(order)}]
