"""An order is brought into line with what its rail has said, as often as one likes; what needs a person is a task."""

from __future__ import annotations

from uuid import UUID, uuid4

from app.core.clock import today
from app.core.money import Money
from app.ordering import ending, settle
from app.ordering.cards import settle_order
from app.ordering.desk import TaskKind, close_task, open_task, words_of
from app.ordering.models import Order
from app.ordering.states import OrderState
from app.payments.models import PaymentState
from app.payments.rail import RefundStanding, SeenDispute, SeenRefund, Standing
from app.payments.service import MANUAL, open_payment
from tests.factories.near_orders import begun, hears, paid, waiting
from tests.factories.near_rail import PRICE, NearShop
from tests.factories.ordering import BUYER, GROUP, an_order, changing

FAILED, SUCCEEDED = RefundStanding.FAILED, RefundStanding.SUCCEEDED


def called_off(near: NearShop) -> tuple[UUID, UUID]:
    """An order that the group gave up after it was paid: all of its money is to go back by the rail."""
    order, payment = paid(near)
    with changing(near.database, order) as (db, mine):
        ending.call_off(db, mine, by=GROUP, note="The clay broke")
    return order, payment


def test_money_confirms_an_order_once(near: NearShop) -> None:
    order, payment = begun(near)
    assert hears(near, order, payment, Standing.AT_BANK) is OrderState.AWAITING_PAYMENT
    assert hears(near, order, payment, Standing.CAPTURED) is OrderState.CONFIRMED
    with near.database.reading() as db:
        events = db.scalars(db.get_one(Order, order).events.select()).all()
        assert [event.end for event in events].count(OrderState.CONFIRMED) == 1
        assert db.get_one(Order, order).expires_at is None
        assert open_payment(db, order) is None
    assert near.jobs("ordering.tell_money") == []


def test_where_an_attempt_came_to_nothing_the_money_is_waited_for_as_before(near: NearShop) -> None:
    order, payment = begun(near)
    assert hears(near, order, payment, Standing.FAILED) is OrderState.AWAITING_PAYMENT
    with near.database.reading() as db:
        asked = open_payment(db, order)
        assert asked is not None
        assert (asked.rail, asked.asked) == (MANUAL, PRICE)


def test_what_is_paid_and_called_off_goes_back_by_its_rail_without_a_person(near: NearShop) -> None:
    order, payment = called_off(near)
    (refund,) = near.refunds(order)
    assert (refund.money, refund.payment_id) == (PRICE, payment)
    assert hears(near, order, payment, Standing.CAPTURED) is OrderState.CANCELLED
    assert len(near.refunds(order)) == 1
    assert waiting(near, order) == set()
    told = SeenRefund("re_1", SUCCEEDED, PRICE, refund.id)
    hears(near, order, payment, Standing.CAPTURED, told)
    assert waiting(near, order) == set()
    assert {"order_id": str(order)} in near.jobs("ordering.tell_money")


def test_a_refund_that_failed_is_a_persons_task_until_the_money_went_back_otherwise(near: NearShop) -> None:
    order, payment = called_off(near)
    told = SeenRefund("re_1", FAILED, PRICE, near.refunds(order)[0].id)
    hears(near, order, payment, Standing.CAPTURED, told)
    assert waiting(near, order) == {TaskKind.REFUND_FAILED, TaskKind.REFUND_DUE}
    part = SeenRefund("re_2", SUCCEEDED, Money(PRICE.amount - 1, "KES"))
    hears(near, order, payment, Standing.CAPTURED, part)
    assert TaskKind.REFUND_DUE in waiting(near, order)
    hears(near, order, payment, Standing.CAPTURED, SeenRefund("re_3", SUCCEEDED, Money(1, "KES")))
    assert waiting(near, order) == set()


def test_a_dispute_is_a_persons_task_while_it_goes_on(near: NearShop) -> None:
    order, payment = paid(near)
    over = SeenDispute("dp_0", "won", over=True, lost=False, amount=PRICE)
    hears(near, order, payment, Standing.CAPTURED, disputes=(over,))
    assert waiting(near, order) == set()
    assert {"order_id": str(order)} in near.jobs("ordering.tell_money")
    begins = SeenDispute("dp_1", "needs_response", over=False, lost=False, amount=PRICE)
    assert hears(near, order, payment, Standing.CAPTURED, disputes=(begins,)) is OrderState.CONFIRMED
    assert waiting(near, order) == {TaskKind.DISPUTE}


def test_what_goes_back_by_hand_is_no_news_of_a_rail(near: NearShop) -> None:
    order, _payment = paid(near)
    with changing(near.database, order) as (db, mine):
        told = {"key": uuid4().hex, "how": "M-Pesa", "reference": "", "on": today(), "by": GROUP}
        settle.send_back(db, mine, Money(5, "KES"), **told)  # type: ignore[arg-type]
    settle_order(near.database, order)
    assert near.jobs("ordering.tell_money") == []


def test_late_money_brings_an_order_back_and_closes_what_waited_for_a_person(near: NearShop) -> None:
    order, payment = begun(near)
    with near.database.writing() as db:
        mine, attempt = db.get_one(Order, order), near.payment(payment)
        db.merge(attempt).state = PaymentState.CLOSED
        db.flush()
        ending.withdraw(db, mine, by=BUYER)
    assert hears(near, order, payment, Standing.CAPTURED) is OrderState.CONFIRMED
    assert near.refunds(order) == []
    assert waiting(near, order) == set()


def test_a_task_about_a_refund_that_a_person_closed_stays_closed_until_another_one_fails(near: NearShop) -> None:
    order, payment = called_off(near)
    told = SeenRefund("re_1", FAILED, PRICE, near.refunds(order)[0].id)
    hears(near, order, payment, Standing.CAPTURED, told)
    close(near, order, TaskKind.REFUND_FAILED)
    hears(near, order, payment, Standing.CAPTURED, told)
    assert TaskKind.REFUND_FAILED not in waiting(near, order)
    hears(near, order, payment, Standing.CAPTURED, told, SeenRefund("re_2", FAILED, Money(5, "KES")))
    assert TaskKind.REFUND_FAILED in waiting(near, order)
    with near.database.reading() as db:
        assert words_of(db, TaskKind.REFUND_FAILED, order) == "near-re_2"


def test_an_open_task_names_every_refund_that_failed(near: NearShop) -> None:
    order, payment = called_off(near)
    mine = near.refunds(order)[0]
    failed = SeenRefund("re_1", FAILED, PRICE, mine.id), SeenRefund("re_2", FAILED, Money(5, "KES"))
    hears(near, order, payment, Standing.CAPTURED, failed[0])
    hears(near, order, payment, Standing.CAPTURED, *failed)
    with near.database.reading() as db:
        assert words_of(db, TaskKind.REFUND_FAILED, order) == f"{mine.key} near-re_2"


def dispute(*, over: bool, lost: bool = False) -> SeenDispute:
    """What the buyer's bank does."""
    state = "lost" if lost else "won" if over else "needs_response"
    return SeenDispute("dp_1", state, over=over, lost=lost, amount=PRICE)


def test_a_dispute_that_is_over_is_no_persons_task_any_more(near: NearShop) -> None:
    order, payment = paid(near)
    hears(near, order, payment, Standing.CAPTURED, disputes=(dispute(over=False),))
    hears(near, order, payment, Standing.CAPTURED, disputes=(dispute(over=True),))
    assert waiting(near, order) == set()


def test_a_dispute_that_was_lost_stays_a_persons_task_while_the_group_works_for_that_money(near: NearShop) -> None:
    order, payment = paid(near)
    hears(near, order, payment, Standing.CAPTURED, disputes=(dispute(over=False),))
    hears(near, order, payment, Standing.CAPTURED, disputes=(dispute(over=True, lost=True),))
    assert waiting(near, order) == {TaskKind.DISPUTE}
    close(near, order, TaskKind.DISPUTE)
    settle_order(near.database, order)
    assert waiting(near, order) == set()


def test_a_dispute_that_a_person_has_seen_to_is_no_news(near: NearShop) -> None:
    order, payment = paid(near)
    hears(near, order, payment, Standing.CAPTURED, disputes=(dispute(over=False),))
    close(near, order, TaskKind.DISPUTE)
    settle_order(near.database, order)
    assert waiting(near, order) == set()


def close(near: NearShop, order: UUID, kind: TaskKind) -> None:
    """A person has seen to it."""
    with near.database.writing() as db:
        close_task(db, kind, order, by="Rose")


def test_a_page_that_is_not_to_be_closed_any_more_is_not_stuck(near: NearShop) -> None:
    for standing in (Standing.AT_BANK, Standing.CAPTURED, Standing.FAILED, Standing.ENDED):
        order, payment = begun(near)
        with near.database.writing() as db:
            open_task(db, TaskKind.STUCK, order)
        hears(near, order, payment, Standing.OPEN)
        assert waiting(near, order) == {TaskKind.STUCK}
        hears(near, order, payment, standing)
        assert waiting(near, order) == set()


def test_an_order_that_ended_is_not_stuck(near: NearShop) -> None:
    order = an_order(near.database, kiondo=1)
    with changing(near.database, order) as (db, mine):
        open_task(db, TaskKind.STUCK, order)
        ending.withdraw(db, mine, by=BUYER)
    assert waiting(near, order) == set()
