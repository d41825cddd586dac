"""By hand, by Stripe, by a push to a phone: each does the same with money. So the interface is no copy of one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.affiliates.models import Means
from app.core.clock import now, today
from app.core.errors import Invalid, Refusal
from app.core.money import Money
from app.payments import inbox, sync
from app.payments.attempts import NoCards
from app.payments.models import Payment, PaymentEnd, PaymentState, RailAccount, RailEvent
from app.payments.rail import Forged, RailAway, RailRefused, Standing
from app.payments.reconcile import Period, compare
from app.payments.service import MANUAL, TooMuchBack, open_payment, record
from tests.factories.push_server import CannotBe, Push, push_server
from tests.fakepay.client import Fakepay, Refused
from tests.payments.benches import DONE, Bench, PushBench, RailBench, a_bench

PRICE = Money(350_000, "KES")
WHERE = [("manual", "sqlite"), ("stripe", "sqlite"), ("push", "sqlite")]
WHERE_SERVER = [pytest.param((name, "postgres"), marks=pytest.mark.postgres) for name in ("manual", "push")]


@pytest.fixture
def push() -> Iterator[Push]:
    with push_server() as running:
        yield running


@pytest.fixture(params=[*WHERE, *WHERE_SERVER], ids="-".join)
def bench(request: pytest.FixtureRequest, fake: Fakepay, push: Push) -> Iterator[Bench]:
    """Every way of paying."""
    name, where = request.param
    url = request.getfixturevalue("postgres_url" if where == "postgres" else "database_url")
    made = a_bench(name, url, fake, push)
    yield made
    made.database.close()


@pytest.fixture(params=["stripe", "push"])
def by_rail(request: pytest.FixtureRequest, fake: Fakepay, push: Push, database_url: str) -> Iterator[RailBench]:
    """Those that are asked over the net."""
    made = a_bench(request.param, database_url, fake, push)
    assert isinstance(made, RailBench)
    yield made
    made.database.close()


def begun(bench: Bench) -> UUID:
    """An attempt that can be paid."""
    payment = bench.begin(bench.asked(PRICE))
    bench.start(payment)
    return payment


def paid(bench: Bench) -> tuple[UUID, UUID]:
    """A payable and the attempt by which its money came."""
    payment = begun(bench)
    bench.buyer(payment, "pay")
    bench.look(payment)
    return bench.payment(payment).payable, payment


def part(amount: int) -> Money:
    return Money(amount, "KES")


def test_what_is_begun_twice_is_one_attempt(bench: Bench) -> None:
    payable = bench.asked(PRICE)
    attempts = {bench.begin(payable) for _twice in range(2)}
    for payment in [*attempts, *attempts]:
        bench.start(payment)
    assert len(attempts) == bench.made() == 1


def test_money_is_counted_once_however_often_it_is_told(bench: Bench) -> None:
    payable, payment = paid(bench)
    for _again in range(3):
        bench.look(payment)
        with pytest.raises((Refusal, Refused, CannotBe)):
            bench.buyer(payment, "pay")
    assert (bench.sums(payable).captured, bench.sums(payable).there) == (PRICE.amount, PRICE.amount)
    assert bench.payment(payment).state is PaymentState.CAPTURED
    assert bench.payment(payment).said_by


def test_no_money_can_come_by_what_was_closed(bench: Bench) -> None:
    payment = begun(bench)
    for _again in range(2):
        bench.close(payment)
    with pytest.raises((Refusal, Refused, CannotBe)):
        bench.buyer(payment, "pay")
    bench.look(payment)
    assert bench.payment(payment).state is PaymentState.CLOSED
    assert bench.payment(payment).ended is PaymentEnd.GIVEN_UP
    assert bench.sums(bench.payment(payment).payable).captured == 0


def test_what_was_paid_just_before_it_was_closed_is_there(bench: Bench) -> None:
    payment = begun(bench)
    bench.buyer(payment, "pay")
    bench.close(payment)
    assert bench.payment(payment).state is PaymentState.CAPTURED
    assert bench.sums(bench.payment(payment).payable).there == PRICE.amount


def test_parts_go_back_and_never_more_than_came(bench: Bench) -> None:
    payable, _payment = paid(bench)
    bench.send_back(payable, part(100_000), "a")
    bench.send_back(payable, part(250_000), "b")
    assert bench.sums(payable).there == 0
    for amount in (part(100), part(0)):
        with pytest.raises(TooMuchBack):
            bench.send_back(payable, amount, f"c{amount.amount}")


def test_the_same_refund_asked_for_again_is_one(bench: Bench) -> None:
    payable, _payment = paid(bench)
    refunds = {one.id for _again in range(3) for one in bench.send_back(payable, part(200_000), "a")}
    assert len(refunds) == 1
    assert bench.sums(payable).back == 200_000


def test_a_refund_that_failed_gives_its_money_back_to_the_sums(bench: Bench) -> None:
    payable, _payment = paid(bench)
    (refund,) = bench.send_back(payable, PRICE, "a")
    assert bench.sums(payable).there == 0
    bench.refund_is(refund, "failed")
    assert bench.refund(refund.id).state in DONE["failed"]
    assert bench.sums(payable).there == PRICE.amount
    bench.send_back(payable, PRICE, "b")
    assert bench.sums(payable).there == 0


def test_a_refund_that_arrived_is_not_on_its_way_again(bench: Bench) -> None:
    payable, payment = paid(bench)
    (refund,) = bench.send_back(payable, PRICE, "a")
    before = bench.seen(payment) if isinstance(bench, RailBench) else None
    bench.refund_is(refund, "succeeded")
    if before is not None:
        sync.apply(bench.database, payment, before)  # an answer that was long on its way
    assert bench.refund(refund.id).state in DONE["succeeded"]
    assert bench.sums(payable).there == 0


def test_what_cannot_be_carried_is_refused_in_words_and_changes_nothing(bench: Bench) -> None:
    payable = bench.asked(PRICE if bench.name == MANUAL else bench.not_carried)
    with pytest.raises(Invalid) as refused:
        if isinstance(bench, RailBench):
            bench.begin(payable)
        else:
            _record(bench, payable, bench.not_carried)
    assert "%(" not in str(refused.value)
    with bench.database.reading() as db:
        still = open_payment(db, payable)
        assert still is not None
        assert still.rail == MANUAL


def _record(bench: Bench, payable: UUID, amount: Money) -> None:
    with bench.database.writing() as db:
        record(db, payable, amount, means=Means.CASH, said_by="Rose", on=today())


def test_a_refund_that_failed_after_all_never_succeeds_again(by_rail: RailBench) -> None:
    payable, payment = paid(by_rail)
    (refund,) = by_rail.send_back(payable, PRICE, "a")
    by_rail.refund_is(refund, "succeeded")
    before = by_rail.seen(payment)
    by_rail.refund_is(refund, "failed")
    sync.apply(by_rail.database, payment, before)
    assert by_rail.refund(refund.id).state in DONE["failed"]


def test_an_attempt_the_rail_never_heard_of_waits_and_then_has_failed(by_rail: RailBench) -> None:
    payment = by_rail.begin(by_rail.asked(PRICE))
    seen = by_rail.look(payment)
    assert seen is not None
    assert seen.standing is Standing.UNKNOWN
    assert by_rail.payment(payment).state is PaymentState.OPEN
    with by_rail.database.writing() as db:
        db.execute(update(Payment).where(Payment.id == payment).values(until=now() - timedelta(minutes=6)))
    by_rail.look(payment)
    assert by_rail.payment(payment).ended is PaymentEnd.FAILED


def test_while_the_rail_is_away_nothing_changes(by_rail: RailBench) -> None:
    payment = begun(by_rail)
    by_rail.buyer(payment, "pay")
    by_rail.breaks("before")
    for ask in (by_rail.look, by_rail.close, by_rail.start):
        with pytest.raises(RailAway):
            ask(payment)
    assert by_rail.payment(payment).state is PaymentState.OPEN
    by_rail.calm()
    by_rail.look(payment)
    assert by_rail.payment(payment).state is PaymentState.CAPTURED


def test_an_answer_that_was_lost_makes_nothing_twice(by_rail: RailBench) -> None:
    payment = by_rail.begin(by_rail.asked(PRICE))
    by_rail.breaks("after")
    with pytest.raises(RailAway):
        by_rail.start(payment)
    by_rail.calm()
    by_rail.start(payment)
    by_rail.start(payment)
    assert by_rail.made() == 1
    by_rail.buyer(payment, "pay")
    by_rail.look(payment)
    assert by_rail.sums(by_rail.payment(payment).payable).captured == PRICE.amount


@pytest.mark.parametrize(("says", "state"), [("settle", PaymentState.CAPTURED), ("fail", PaymentState.CLOSED)])
def test_money_that_takes_days_is_neither_there_nor_lost(by_rail: RailBench, says: str, state: PaymentState) -> None:
    payment = begun(by_rail)
    by_rail.buyer(payment, "pay_slowly")
    by_rail.look(payment)
    assert by_rail.payment(payment).at_bank
    by_rail.close(payment)
    assert by_rail.payment(payment).state is PaymentState.OPEN
    by_rail.buyer(payment, says)
    by_rail.look(payment)
    assert by_rail.payment(payment).state is state
    assert not by_rail.payment(payment).at_bank


def test_an_account_that_the_rail_has_shut_begins_nothing(by_rail: RailBench) -> None:
    payable = by_rail.asked(PRICE)
    with by_rail.database.writing() as db:
        db.execute(update(RailAccount).values(live=False))
    with pytest.raises(NoCards):
        by_rail.begin(payable)


def test_everything_is_listed_once_and_equals_what_is_here(by_rail: RailBench) -> None:
    payable, _payment = paid(by_rail)
    by_rail.send_back(payable, part(100_000), "a")
    begun(by_rail)
    closed = begun(by_rail)
    by_rail.close(closed)
    since = now() - timedelta(hours=1)
    asked = now()
    listed = list(by_rail.rail.listed(by_rail.account, since))
    assert len({seen.ours for seen in listed}) == len(listed) == 3
    with by_rail.database.reading() as db:
        assert list(compare(db, by_rail.name, {by_rail.account: listed}, Period(since, asked))) == []


def test_nothing_is_behind_a_name_that_news_of_other_kinds_gave(by_rail: RailBench) -> None:
    """Only bare names are looked up, of things that are of a payment and no payment themselves."""
    payment = begun(by_rail)
    ref = by_rail.payment(payment).ref or str(payment)
    by_rail.breaks("before")  # and nobody is asked
    for kind in ("checkout.session.completed", "v1.checkout.session.completed", "charge.refunded", "push.news", ""):
        assert by_rail.rail.names_behind(kind, ref, by_rail.account) == ()


def test_a_phone_that_rings_has_no_page_and_a_no_on_it_ends_the_attempt(
    push: Push, fake: Fakepay, database_url: str
) -> None:
    bench = a_bench("push", database_url, fake, push)
    payment = bench.begin(bench.asked(PRICE))
    assert sync.start(bench.database, payment) == ""
    assert bench.payment(payment).state is PaymentState.OPEN
    bench.buyer(payment, "decline")
    bench.look(payment)
    assert bench.payment(payment).ended is PaymentEnd.FAILED
    bench.database.close()


def test_an_unsigned_call_back_is_a_hint_and_whatever_it_claims_is_not_believed(
    push: Push, fake: Fakepay, database_url: str
) -> None:
    bench = a_bench("push", database_url, fake, push)
    assert isinstance(bench, PushBench)
    payment = begun(bench)
    claims = {"event": str(uuid4()), "request": str(payment), "account": bench.account, "status": "paid"}
    with bench.database.writing() as db:
        for _twice in range(2):
            inbox.receive(db, "push", {}, json.dumps(claims).encode())
    with bench.database.reading() as db:
        (event,) = db.scalars(select(RailEvent))
        assert inbox.meant(db, event) == [payment]
    bench.look(payment)
    assert bench.payment(payment).state is PaymentState.OPEN
    for nonsense in (b"", b"[]", b"{}", b'{"event": "x", "request": "y", "account": "z"}'):
        with pytest.raises(Forged), bench.database.writing() as db:
            inbox.receive(db, "push", {}, nonsense)
    bench.database.close()


def test_a_rail_that_says_no_to_the_attempt_itself_ends_it(push: Push, fake: Fakepay, database_url: str) -> None:
    bench = a_bench("push", database_url, fake, push)
    payment = bench.begin(bench.asked(PRICE))
    push.open = False
    with pytest.raises(RailRefused):
        bench.start(payment)
    assert bench.payment(payment).ended is PaymentEnd.FAILED
    bench.database.close()
