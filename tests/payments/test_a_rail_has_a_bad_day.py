"""A rail is slow, full of faults or away: pressing again works afterwards, and no page can be paid twice."""

from __future__ import annotations

import time
from datetime import timedelta
from threading import Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.money import Money
from app.ordering import cards
from app.ordering.desk import TaskKind, open_task, tasks
from app.ordering.service import Buyer
from app.payments import refunding, sync
from app.payments.attempts import ATTEMPTS_A_DAY
from app.payments.models import Payment, PaymentState, Refund, RefundState
from app.payments.rail import FaultKept, RailAway, patient_for
from tests.factories.carding import CardShop
from tests.factories.ordering import wrong

MAKE = "POST /v1/checkout/sessions"


def pages(shop: CardShop) -> int:
    """How many pages there are at the rail that can be paid."""
    made = [one for one in shop.fake.look("ledger") if f"{one['method']} {one['path']}" == MAKE]
    return len({one["key"] for one in made if one["status"] == 200})


def test_an_attempt_that_waited_too_long_for_its_rail_makes_room_for_another_one(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.begin(order)
    small_shop.fake.down()
    with pytest.raises(RailAway):
        sync.start(small_shop.database, payment)
    small_shop.fake.calm()
    with small_shop.database.writing() as db:  # so much later that its page would be too short for the rail
        row = db.get_one(Payment, payment)
        assert row.frozen is not None
        row.frozen = {**row.frozen, "expires_at": row.frozen["expires_at"] - 300}
    with pytest.raises(FaultKept):
        sync.start(small_shop.database, payment)
    cards.settle_order(small_shop.database, order)
    small_shop.paid(order)
    assert small_shop.state(order) == "confirmed"
    assert small_shop.charged() == 1


def test_pages_that_the_rail_could_not_make_are_nobodys_tries(small_shop: CardShop) -> None:
    order = small_shop.order()
    for _fault in range(ATTEMPTS_A_DAY + 2):
        payment = small_shop.begin(order)
        small_shop.fake.fault(when="within", how="500", path=MAKE)
        for _press in range(2):
            try:
                sync.start(small_shop.database, payment)
            except FaultKept:
                break
            except RailAway:
                continue
        cards.settle_order(small_shop.database, order)
    small_shop.paid(order)
    assert small_shop.charged() == 1


def test_who_waits_is_answered_in_time_however_many_calls_it_takes(small_shop: CardShop) -> None:
    order = small_shop.order()
    small_shop.page(order)
    small_shop.fake.fault(when="before", how="slow", seconds=0.8, times=None)
    began = time.monotonic()
    with patient_for(1.2), pytest.raises(RailAway):
        cards.close(small_shop.database, order)
    assert time.monotonic() - began < 2.0


def test_a_busy_rail_is_not_asked_longer_than_somebody_waits(small_shop: CardShop) -> None:
    payment = small_shop.begin(small_shop.order())
    small_shop.fake.fault(when="before", how="429", times=None)
    began = time.monotonic()
    with patient_for(1.0), pytest.raises(RailAway):
        sync.start(small_shop.database, payment)
    assert time.monotonic() - began < 1.5


def test_a_page_that_was_given_up_while_it_was_made_is_closed_before_anybody_sees_it(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.begin(order)
    small_shop.fake.fault(when="after", how="slow", path=MAKE, seconds=1.0)
    got: list[str] = []
    press = Thread(target=lambda: got.append(sync.start(small_shop.database, payment)))
    press.start()
    time.sleep(0.4)  # the rail is at it
    with small_shop.database.writing() as db:  # what the clock does to an attempt that it could not find at the rail
        db.get_one(Payment, payment, with_for_update=True).state = PaymentState.CLOSED
    press.join()
    assert got == [""]
    with pytest.raises(Exception, match="Session is expired"):
        small_shop.buyer(payment, "pay")


def back(shop: CardShop, order: UUID, amount: int = 5_000) -> Refund:
    """Money of an order that is to go back."""
    with shop.database.writing() as db:
        return refunding.send_back(db, order, Money(amount, "KES"), key=f"a.b-{uuid4().hex[:8]}", said_by="Rose")[0]


def test_a_late_answer_to_an_older_key_of_a_refund_makes_no_third_one(shop: CardShop) -> None:
    order = shop.order()
    shop.paid(order)
    refund = back(shop, order)
    old = refund.key
    sync._other_key(shop.database, refund.id, old)
    sync._other_key(shop.database, refund.id, old)
    assert shop.refunds(order)[0].key == f"{old}.1"


def test_a_refund_that_the_rail_is_at_is_not_asked_for_again(small_shop: CardShop) -> None:
    order = small_shop.order()
    small_shop.paid(order)
    back(small_shop, order)
    small_shop.fake.next_refunds(statuses=["pending"])
    for _again in range(3):
        small_shop.send_refunds(order)
    asked = [one for one in small_shop.fake.look("ledger") if f"{one['method']} {one['path']}" == "POST /v1/refunds"]
    assert len(asked) == 1


def test_an_older_answer_moves_no_refund_back(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.paid(order)
    refund = back(small_shop, order)
    small_shop.fake.fault(when="after", how="slow", path="POST /v1/refunds", seconds=1.2)
    asking = Thread(target=sync.send_refund, args=(small_shop.database, refund.id))
    asking.start()
    time.sleep(0.5)
    small_shop.look(payment)
    small_shop.fake.refund_fails(refund=small_shop.refunds(order)[0].ref)
    small_shop.look(payment)
    asking.join()
    assert small_shop.refunds(order)[0].state is RefundState.FAILED
    assert wrong(small_shop.database) == []


def test_two_who_call_for_a_person_at_the_same_moment_call_once(shop: CardShop) -> None:
    order = shop.order()
    with shop.database.writing() as db:
        open_task(db, TaskKind.STUCK, order)
        other = Thread(target=cards.raise_alarm, args=(shop.database, order))
        if not shop.database.is_sqlite:  # there a second writer waits from the start
            open_task(db, TaskKind.CARDS_TRIED, about=f"machakos {now():%Y-%m-%d}")
        other.start()
        time.sleep(0.5)
    other.join()
    with shop.database.reading() as db:
        assert [str(one.kind) for one in tasks(db)].count("cards_tried") == 1


def test_the_pages_that_are_counted_are_counted_one_after_the_other(shop: CardShop) -> None:
    orders = [shop.order(mat=1, told={"buyer": _buyer(number)}) for number in range(8)]
    other = shop.order(mat=1)
    with shop.database.writing() as db:
        rows = [_idle(db, shop, other, number) for number in range(cards.IDLE_PAGES - 2)]
        db.add_all(rows)
    ends: list[str] = []

    def press(order: UUID) -> None:
        try:
            shop.begin(order)
        except cards.ProveMail:
            ends.append("prove")
        else:
            ends.append("begun")

    threads = [Thread(target=press, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["begun"] * 2 + ["prove"] * 6


def _buyer(number: int) -> Buyer:
    return Buyer("B", email=f"b{number}@example.org")


def _idle(db: Session, shop: CardShop, order: UUID, number: int) -> Payment:
    """A page that was opened for an order and not paid."""
    payee = db.scalars(select(Payment.payee_id).where(Payment.payable == order)).one()
    told = {
        "payable": order,
        "payee_id": payee,
        "rail": "stripe",
        "account": shop.account,
        "state": PaymentState.CLOSED,
    }
    row = Payment(**told, key=f"idle-{number}", ref=f"cs{number}", amount=1, currency="KES")
    row.asked_at = now() - timedelta(minutes=5)
    return row
