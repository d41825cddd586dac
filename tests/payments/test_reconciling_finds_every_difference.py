"""What rails list and what we list are compared both ways: each difference is a task once, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, islice

import pytest
from sqlalchemy import select, update

from app.core.clock import now
from app.ordering.desk import Task, TaskKind, tasks
from app.ordering.models import Order
from app.ordering.reconciling import reconcile
from app.payments.accounts import connect
from app.payments.models import Payment
from app.payments.rail import RailAway
from app.payments.reconcile import Difference, Kind, Period, compare
from tests.factories.carding import CardShop
from tests.factories.push_server import push_server
from tests.fakepay.client import Fakepay
from tests.payments.benches import StripeBench, a_bench
from tests.payments.differing import INJECT, PART, PRICE, World, honest

OLD = timedelta(0)  # nothing is so new that its news may be under way
# Where all that is missing here is news: who asks the rail once more has them.
MENDED = {Kind.PAID_THERE, Kind.REFUND_NOT_HERE, Kind.DISPUTE_NOT_HERE, Kind.DISPUTE_STATE}


@pytest.fixture
def world(database_url: str, fake: Fakepay) -> Iterator[World]:
    with push_server() as push:
        bench = a_bench("stripe", database_url, fake, push)
    assert isinstance(bench, StripeBench)
    yield World(bench)
    bench.database.close()


def found(world: World, fresh: timedelta = OLD) -> list[Difference]:
    return list(reconcile(world.bench.database, since=now() - timedelta(days=35), fresh=fresh))


def open_tasks(world: World) -> list[Task]:
    with world.bench.database.reading() as db:
        return tasks(db)


def test_of_honest_payments_in_every_state_nothing_is_told(world: World) -> None:
    for _twice in range(2):
        honest(world)
    assert [str(one) for one in found(world)] == []
    assert open_tasks(world) == []


def test_twenty_four_differences_of_every_kind_are_found_and_nothing_else(world: World) -> None:
    honest(world)
    kinds = list(islice(cycle(INJECT), 24))
    assert len(set(kinds)) >= 12
    made = sorted((kind, INJECT[kind](world)) for kind in kinds)
    told = found(world)
    assert sorted((one.kind, one.what) for one in told) == made
    assert {one.kind for one in told if one.mended} == MENDED
    stay = sum(kind not in MENDED for kind, _what in made)
    assert len(open_tasks(world)) == stay
    assert {task.kind for task in open_tasks(world)} == {TaskKind.RECONCILE}
    again = found(world)
    assert len(again) == stay
    assert len(open_tasks(world)) == stay, "the same difference is one task"


def test_a_task_names_the_order_the_account_and_both_sides(small_shop: CardShop) -> None:
    order = small_shop.order()
    payment = small_shop.paid(order)
    with small_shop.database.writing() as db:
        db.execute(update(Payment).where(Payment.id == payment).values(captured_amount=1))
    list(reconcile(small_shop.database, since=now() - timedelta(days=1), fresh=OLD))
    with small_shop.database.reading() as db:
        (task,) = db.scalars(select(Task))
    ref = small_shop.payment(payment).ref or ""
    with small_shop.database.reading() as db:
        number = db.get_one(Order, order).number
    for word in (f"order {number}", small_shop.account, ref, "another amount", "here KES 0.01", "there KES 3500.00"):
        assert word in task.words, task.words


def test_what_is_seen_to_and_still_so_is_a_task_again(world: World) -> None:
    INJECT[Kind.AMOUNT](world)
    found(world)
    with world.bench.database.writing() as db:
        db.execute(update(Task).values(closed_at=now(), closed_by="Rose"))
    found(world)
    assert len(open_tasks(world)) == 1


def test_news_that_may_be_under_way_are_no_difference(world: World) -> None:
    """Paid, sent back and disputed within the last seconds: the rail knows, and its news are on their way to us."""
    paid = world.begun()
    world.bench.buyer(paid, "pay")
    for kind in (Kind.REFUND_NOT_HERE, Kind.DISPUTE_NOT_HERE):
        INJECT[kind](world)
    refund = world.refund_of(world.refunded("pending"))
    world.bench.rail_says(refund, "succeeded")
    assert found(world, fresh=timedelta(minutes=10)) == []
    assert {one.kind for one in found(world)} == {
        Kind.PAID_THERE,
        Kind.REFUND_NOT_HERE,
        Kind.DISPUTE_NOT_HERE,
        Kind.REFUND_STATE,
    }


def test_an_account_that_was_taken_back_is_told_and_the_others_are_compared(world: World) -> None:
    """The command ended with a traceback, and no other group's payments were looked at."""
    INJECT[Kind.AMOUNT](world)
    payment = world.paid()
    world.set(Payment, Payment.id == payment, account=world.other)
    world.bench.fake.disconnect(account=world.other)
    kinds = sorted(one.kind for one in found(world))
    assert kinds == sorted([Kind.ACCOUNT, Kind.AMOUNT, Kind.BARRED])


def test_an_account_that_was_replaced_and_taken_back_is_told_while_its_payments_are_compared(world: World) -> None:
    """It was told for ever, whatever the first day."""
    payment = world.paid()
    with world.bench.database.writing() as db:
        connect(db, world.bench.payee, "stripe", world.other)
    world.bench.fake.disconnect(account=world.bench.account)
    assert [(one.kind, one.account) for one in found(world)] == [(Kind.BARRED, world.bench.account)]
    world.set(Payment, Payment.id == payment, asked_at=now() - timedelta(days=36))
    assert found(world) == []
    world.bench.fake.disconnect(account=world.other)  # the one that is connected is told, paid to or not
    assert [(one.kind, one.account) for one in found(world)] == [(Kind.BARRED, world.other)]


def test_what_was_never_told_is_learnt_and_told_and_needs_no_task(small_shop: CardShop) -> None:
    """A refund made at Stripe and a dispute, and their news were lost: two tasks said that nobody was told."""
    order = small_shop.order()
    payment = small_shop.paid(order)
    charge = small_shop.fake.look("money")[0]["charge"]
    small_shop.fake.stripe(small_shop.account).v1.refunds.create({"charge": charge, "amount": 100_000})
    small_shop.fake.dispute(charge=charge, amount=1_000)
    told = list(reconcile(small_shop.database, since=now() - timedelta(days=1), fresh=OLD))
    assert {(one.kind, one.mended, one.payment) for one in told} == {
        (Kind.REFUND_NOT_HERE, True, payment),
        (Kind.DISPUTE_NOT_HERE, True, payment),
    }
    assert all(str(one).startswith("mended now: ") for one in told)
    assert [one.amount for one in small_shop.refunds(order)] == [100_000]
    with small_shop.database.reading() as db:
        assert [(one.kind, one.order_id) for one in tasks(db)] == [(TaskKind.DISPUTE, order)]
    assert list(reconcile(small_shop.database, since=now() - timedelta(days=1), fresh=OLD)) == []


def test_what_nobody_answers_for_a_second_time_is_a_task_until_it_is_mended(world: World) -> None:
    """The rail goes away between its list and the question after it."""
    INJECT[Kind.DISPUTE_NOT_HERE](world)
    world.bench.fake.fault(when="before", how="503", path="GET /v1/checkout/sessions/*", times=None)
    (told,) = found(world)
    assert (told.kind, told.mended) == (Kind.DISPUTE_NOT_HERE, False)
    assert len(open_tasks(world)) == 1
    world.bench.fake.calm()
    assert [one.mended for one in found(world)] == [True]
    assert open_tasks(world) == [], "the task ends with what it was about"


def test_what_happens_while_a_rail_lists_is_no_difference(world: World) -> None:
    """A buyer begins, and money goes back, after the list was read: both were told as missing there."""
    old = world.paid()
    since, asked_at = now() - timedelta(hours=1), now()
    rail, account = world.bench.rail, world.bench.account
    listed = {account: list(rail.listed(account, since))}
    world.begun()
    world.bench.send_back(world.one(old).payable, PART, "meanwhile")
    for fresh in (OLD, timedelta(minutes=10)):
        with world.bench.database.reading() as db:
            assert list(compare(db, rail.name, listed, Period(since, asked_at, fresh))) == []


def test_what_was_begun_before_a_rail_lists_and_made_after_is_no_difference(world: World) -> None:
    waits = world.bench.begin(world.bench.asked(PRICE))
    since, asked_at = now() - timedelta(hours=1), now()
    rail, account = world.bench.rail, world.bench.account
    listed = {account: list(rail.listed(account, since))}
    world.bench.start(waits)
    with world.bench.database.reading() as db:
        assert list(compare(db, rail.name, listed, Period(since, asked_at, OLD))) == []


def test_a_rail_that_is_away_is_told_and_nothing_is_claimed(world: World) -> None:
    INJECT[Kind.NOT_THERE](world)
    world.bench.fake.down()
    with pytest.raises(RailAway):
        found(world)
    assert open_tasks(world) == []
    world.bench.fake.calm()
    assert [one.kind for one in found(world)] == [Kind.NOT_THERE]
