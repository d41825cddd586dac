"""A page was paid, and the group took its account back before anybody looked: that is a person's question, once."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.ordering import cards
from app.ordering.desk import TaskKind
from app.ordering.order_view import CardState
from app.ordering.tasks import sweep
from app.payments import sync
from app.payments.models import PaymentState
from app.payments.rail import Barred
from app.payments.service import MANUAL
from app.payments.tasks import sweep as sweep_payments
from tests.factories.carding import CardShop
from tests.factories.ordering import wrong
from tests.payments.test_a_person_decides_what_differs import asked, card, goes_on, hears, waiting
from tests.payments.test_one_that_fails_stops_no_other import SWEPT, times_over


def paid_unseen(shop: CardShop) -> tuple[UUID, UUID]:
    """An order whose buyer paid; before anybody looked, the group took its account back, and time is over."""
    order = shop.order()
    payment = shop.page(order)
    shop.buyer(payment, "pay")
    shop.fake.disconnect(account=shop.account)
    times_over(shop, order)
    return order, payment


def test_a_page_that_nobody_can_see_any_more_is_a_persons_matter_and_its_pieces_stay(small_shop: CardShop) -> None:
    order, payment = paid_unseen(small_shop)
    hears(small_shop, payment)
    for _round in range(3):
        sweep_payments(small_shop.database, **SWEPT)
        before = len(small_shop.fake.look("ledger"))
        sweep(small_shop.database)
        assert len(small_shop.fake.look("ledger")) == before, "the clock of orders asks no more"
        assert small_shop.state(order) == "awaiting_payment"
    with pytest.raises(Barred):
        cards.close(small_shop.database, order)
    with pytest.raises(Barred):
        sync.start(small_shop.database, payment)  # the buyer presses "pay" once more
    assert small_shop.payment(payment).state is PaymentState.OPEN
    assert waiting(small_shop) == [TaskKind.DIFFERS]
    assert card(small_shop, order) is CardState.UNCLEAR
    assert wrong(small_shop.database) == []
    goes_on(small_shop, order, accepted=True)
    assert small_shop.state(order) == "confirmed"
    assert waiting(small_shop) == []


def test_a_page_that_nobody_can_see_any_more_and_a_person_refuses_is_paid_otherwise(small_shop: CardShop) -> None:
    order, payment = paid_unseen(small_shop)
    hears(small_shop, payment)
    goes_on(small_shop, order, accepted=False)
    for _round in range(2):
        sweep_payments(small_shop.database, **SWEPT)
        sweep(small_shop.database)
    assert small_shop.payment(payment).state is PaymentState.CLOSED
    assert small_shop.state(order) == "awaiting_payment"
    assert (open_ := asked(small_shop, order)) is not None
    assert open_.rail == MANUAL
    assert waiting(small_shop) == []


def test_a_page_that_the_rail_calls_paid_is_not_over_because_its_refunds_are_not_shown(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.page(order)
    small_shop.buyer(payment, "pay")
    times_over(small_shop, order)
    small_shop.fake.fault(when="before", how="403", path="GET /v1/refunds", times=None)
    hears(small_shop, payment)
    sweep(small_shop.database)
    assert (small_shop.state(order), waiting(small_shop)) == ("awaiting_payment", [TaskKind.DIFFERS])
    small_shop.fake.calm()
    small_shop.look(payment)
    assert small_shop.state(order) == "confirmed"
