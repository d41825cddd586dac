"""Where a rail says otherwise than was asked, or does not tell any more, a person decides, and it goes on."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.core.clock import now
from app.core.jobs import JobContext
from app.core.money import Money
from app.ordering import cards, ending, settle
from app.ordering.deciding import NoDoubt, decide
from app.ordering.desk import Task, TaskKind, tasks, words_of
from app.ordering.models import Order
from app.ordering.order_view import CardState, order_view
from app.ordering.tasks import differs, sweep
from app.payments import sync
from app.payments.models import Payment, PaymentState
from app.payments.rail import Barred, RailAway, RailRefused
from app.payments.service import MANUAL, NothingAsked, WrongCurrency, open_payment
from app.payments.tasks import sweep as sweep_payments
from tests.factories.carding import CardShop
from tests.factories.near_rail import NearShop
from tests.factories.ordering import GROUP, wrong
from tests.payments.test_one_that_fails_stops_no_other import SWEPT, times_over

PRICE = 350_000


def hears(shop: CardShop, payment: UUID) -> None:
    """The rail is asked, and the job of what differs has run."""
    try:
        shop.look(payment)
        fields = {"amount": ["x", "y"]}
    except Barred as barred:
        fields = {"refused": [str(barred.__cause__)]}
    differs(JobContext(shop.database, None), payment=str(payment), fields=fields)


def another_amount(shop: CardShop) -> tuple[UUID, UUID]:
    """An order whose buyer paid a little more than is asked for, and its time is over."""
    order = shop.order()
    payment = shop.page(order)
    shop.buyer(payment, "pay")
    with shop.database.writing() as db:
        db.execute(update(Payment).where(Payment.id == payment).values(amount=Payment.amount - 1))
        db.execute(update(Order).where(Order.id == order).values(total_amount=PRICE - 1, due_first_amount=PRICE - 1))
    hears(shop, payment)
    times_over(shop, order)
    return order, payment


def taken_back(shop: CardShop) -> tuple[UUID, UUID]:
    """An order whose bank is at it; the group took its account back, and the order's time is over."""
    order = shop.order(mat=1)
    payment = shop.page(order, slow=True)
    shop.buyer(payment, "pay_slowly")
    shop.look(payment)
    shop.fake.disconnect(account=shop.account)
    times_over(shop, order)
    hears(shop, payment)
    return order, payment


def waiting(shop: CardShop) -> list[TaskKind]:
    with shop.database.reading() as db:
        return [one.kind for one in tasks(db)]


def card(shop: CardShop, order: UUID) -> CardState | None:
    with shop.database.reading() as db:
        return order_view(db, db.get_one(Order, order)).card


def asked(shop: CardShop, order: UUID) -> Payment | None:
    with shop.database.reading() as db:
        return open_payment(db, order)


def goes_on(shop: CardShop, order: UUID, *, accepted: bool, amount: Money | None = None) -> None:
    decide(shop.database, order, accepted=accepted, by="Rose", note="Seen at Stripe", amount=amount)
    assert wrong(shop.database) == []


def test_a_bank_that_is_at_it_at_an_account_that_was_taken_back_is_a_persons_matter(small_shop: CardShop) -> None:
    order, payment = taken_back(small_shop)
    for _round in range(3):
        sweep_payments(small_shop.database, **SWEPT)
        sweep(small_shop.database)
    with pytest.raises(RailAway):
        cards.close(small_shop.database, order)
    with pytest.raises(RailAway):
        sync.start(small_shop.database, payment)  # the buyer presses "pay" once more
    attempt = small_shop.payment(payment)
    assert (small_shop.state(order), attempt.state, attempt.at_bank) == ("awaiting_payment", PaymentState.OPEN, True)
    assert waiting(small_shop) == [TaskKind.DIFFERS]
    assert card(small_shop, order) is CardState.UNCLEAR
    assert wrong(small_shop.database) == []


def test_attempts_of_such_accounts_stand_in_no_others_way(near: NearShop) -> None:
    near.rail.says = RailRefused("taken back")
    attempts = [near.attempt(at_bank=True, ref=f"page_{number}") for number in range(5)]
    sweep_payments(near.database, **SWEPT)
    assert {told.id for _what, told in near.rail.asked} == set(attempts)


def test_money_that_came_where_nobody_can_look_is_written_down_by_a_person(small_shop: CardShop) -> None:
    order, payment = taken_back(small_shop)
    goes_on(small_shop, order, accepted=True)
    attempt = small_shop.payment(payment)
    assert (small_shop.state(order), attempt.captured_amount) == ("confirmed", attempt.amount)
    assert (attempt.said_by, attempt.note) == ("Rose", "Seen at Stripe")
    assert waiting(small_shop) == []
    sweep(small_shop.database)
    assert waiting(small_shop) == []


def test_what_a_person_refused_is_asked_for_again_and_there_is_time_for_it(small_shop: CardShop) -> None:
    order, payment = taken_back(small_shop)
    goes_on(small_shop, order, accepted=False)
    sweep(small_shop.database)
    open_ = asked(small_shop, order)
    assert not small_shop.payment(payment).bank_said_no  # nobody knows what the bank says
    assert small_shop.state(order) == "awaiting_payment"
    assert open_ is not None
    assert open_.rail == MANUAL
    assert waiting(small_shop) == []
    with small_shop.database.writing() as db:
        ending.decline(db, db.get_one(Order, order), by=GROUP, note="Sorry")
    assert small_shop.state(order) == "cancelled"


def test_another_amount_is_nothing_that_ends_by_itself_and_the_buyer_is_not_told_to_go_on_paying(
    small_shop: CardShop,
) -> None:
    order, payment = another_amount(small_shop)
    for _round in range(3):
        sweep_payments(small_shop.database, **SWEPT)
        sweep(small_shop.database)
    assert small_shop.state(order) == "awaiting_payment"
    assert small_shop.payment(payment).state is PaymentState.OPEN
    assert card(small_shop, order) is CardState.UNCLEAR


def test_another_amount_is_accepted_as_what_came_and_what_is_too_much_goes_back(small_shop: CardShop) -> None:
    order, payment = another_amount(small_shop)
    goes_on(small_shop, order, accepted=True)
    assert (small_shop.state(order), small_shop.payment(payment).captured_amount) == ("confirmed", PRICE)
    (back,) = small_shop.refunds(order)
    assert back.amount == 1
    small_shop.send_refunds(order)
    hears(small_shop, payment)  # what a person decided is no news
    assert waiting(small_shop) == []
    assert [str(one.state) for one in small_shop.refunds(order)] == ["succeeded"]
    assert wrong(small_shop.database) == []


def test_less_than_was_asked_is_enough_when_a_person_says_so(small_shop: CardShop) -> None:
    order, payment = another_amount(small_shop)
    less = Money(PRICE - 500, "KES")
    goes_on(small_shop, order, accepted=True, amount=less)
    assert (small_shop.state(order), small_shop.payment(payment).captured_amount) == ("confirmed", less.amount)
    with small_shop.database.reading() as db:
        assert db.get_one(Order, order).due_first == less


def test_an_amount_of_another_currency_or_none_is_not_accepted(small_shop: CardShop) -> None:
    order, payment = another_amount(small_shop)
    for amount, no in ((Money(5, "EUR"), WrongCurrency), (Money(0, "KES"), settle.NoMoney)):
        with pytest.raises(no):
            decide(small_shop.database, order, accepted=True, by="Rose", note="x", amount=amount)
    assert small_shop.payment(payment).state is PaymentState.OPEN


def test_money_that_a_person_refused_is_a_task_and_no_news_when_it_went_back_at_the_rail(
    small_shop: CardShop,
) -> None:
    order, payment = another_amount(small_shop)
    goes_on(small_shop, order, accepted=False)
    assert small_shop.payment(payment).state is PaymentState.CLOSED
    (task,) = [task for task in all_tasks(small_shop) if task.closed_at is None]
    assert task.kind is TaskKind.RECONCILE
    assert "goes back by hand" in task.words
    charge = small_shop.fake.look("money")[0]["charge"]
    small_shop.fake.stripe(small_shop.account).v1.refunds.create({"charge": charge})
    hears(small_shop, payment)
    assert waiting(small_shop) == [TaskKind.RECONCILE]
    again = small_shop.paid(order)
    assert (small_shop.state(order), small_shop.payment(again).captured_amount) == ("confirmed", PRICE - 1)
    assert wrong(small_shop.database) == []


def all_tasks(shop: CardShop) -> list[Task]:
    with shop.database.reading() as db:
        return list(tasks(db))


def test_where_nothing_is_in_doubt_nobody_decides(small_shop: CardShop) -> None:
    order = small_shop.order(mat=1)
    with pytest.raises(NothingAsked):
        goes_on(small_shop, order, accepted=True)
    payment = small_shop.page(order, slow=True)
    with pytest.raises(NoDoubt):
        goes_on(small_shop, order, accepted=True)
    small_shop.buyer(payment, "pay_slowly")
    for accepted in (True, False):
        with pytest.raises(NoDoubt):
            goes_on(small_shop, order, accepted=accepted)
    small_shop.fake.down()
    with pytest.raises(RailAway):
        decide(small_shop.database, order, accepted=False, by="Rose", note="x")
    small_shop.fake.calm()
    assert small_shop.payment(payment).state is PaymentState.OPEN
    small_shop.buyer(payment, "settle")
    with pytest.raises(NoDoubt):
        goes_on(small_shop, order, accepted=False)
    assert small_shop.state(order) == "confirmed"


def test_a_page_that_is_open_is_closed_at_the_rail_before_it_is_refused(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.page(order)
    goes_on(small_shop, order, accepted=False)
    with pytest.raises(Exception, match="Session is expired"):
        small_shop.buyer(payment, "pay")
    assert (open_ := asked(small_shop, order)) is not None
    assert open_.rail == MANUAL


def test_who_paid_something_that_is_unclear_is_not_reminded(small_shop: CardShop) -> None:
    order, _payment = another_amount(small_shop)
    with small_shop.database.writing() as db:
        db.execute(update(Payment).values(asked_at=now() - timedelta(days=3)))
    sweep(small_shop.database)
    with small_shop.database.reading() as db:
        assert db.scalars(select(Order.reminded).where(Order.id == order)).one() == 0
        assert words_of(db, TaskKind.DIFFERS, order)
