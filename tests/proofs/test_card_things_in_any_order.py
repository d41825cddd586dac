"""News and returns in every order; late money; refunds twice, in parts, too large, failing later; 3 processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.core import jobs
from app.core.clock import now
from app.ordering.desk import tasks
from app.ordering.models import Order
from app.ordering.states import OPEN
from app.ordering.tasks import sweep
from app.payments.models import Payment
from tests.factories.any_order import ORDERS, REFUNDS
from tests.factories.browsing import Phone
from tests.factories.racing import a_phone, deadlocks
from tests.factories.street import Payer, Street, letters_astray, money_astray, pay, street
from tests.fakepay.running import fakepay
from tests.proofs.figures import name_of, write_down

pytestmark = pytest.mark.proof
EACH = 5  # orders of each kind
AGAIN = "tests/proofs/test_card_things_in_any_order.py"


@pytest.fixture
def place(tmp_path: Path, any_database_url: str) -> Iterator[Street]:
    with fakepay("--wait", "0.2", "--wait", "1") as fake, street(tmp_path, fake, any_database_url) as made:
        made.servers.start_worker(pace="fast")
        yield made


def begun(place: Street, number: int, sku: str = "mat") -> tuple[Payer, str, str]:
    """A buyer on the page of the rail: who, the order, the session."""
    payer = place.payer(number)
    address = payer.order_one(sku)
    place.all_prove_their_mail()
    session = payer.page(address)
    assert session
    return payer, address, session


def all_is_well(place: Street) -> None:
    """Nothing is astray once all is quiet."""
    jobs.wait_until_idle(place.database, 120)
    assert money_astray(place) == []
    assert letters_astray(place) == []
    assert deadlocks(place.database) == 0
    assert place.servers.faults() == []


def test_whatever_comes_first_each_order_is_paid_once(place: Street) -> None:
    for kind, happens in enumerate(ORDERS):
        for number in range(EACH):
            happens(place, *begun(place, 900_000 + 100 * kind + number))
    place.time_passes(over=False)
    place.settle_down()
    place.servers.stop_worker()
    all_is_well(place)
    states = list(place.numbers().values())
    assert states == ["confirmed"] * EACH * len(ORDERS)
    assert len(place.fake.look("money")) == len(states)
    kinds = ", ".join(str(happens.__doc__).rstrip(".").lower() for happens in ORDERS)
    figures = f"{EACH} orders of each kind ({kinds}): {len(states)} of {len(states)} confirmed, each charged once"
    write_down("6. News and return in any order", name_of(place.database), figures, how=place.servers.how, again=AGAIN)


def test_refunds_pressed_twice_in_parts_too_large_or_failing_send_back_what_was_said(place: Street) -> None:
    phone = a_phone(place.servers, place.database)
    due: dict[str, int] = {}
    for kind, (does, back) in enumerate(REFUNDS):
        for number in range(EACH):
            due[refunded(place, 910_000 + 100 * kind + number, does, phone)] = back
    failing = [refunded(place, 920_000 + number, REFUNDS[0][0], phone) for number in range(EACH)]
    jobs.wait_until_idle(place.database, 120)
    charges = {one["session"]: one["charge"] for one in place.fake.look("money")}
    stripe = place.fake.stripe(place.shop.account)
    for session in failing:
        (made,) = stripe.v1.refunds.list({"charge": charges[session]}).data
        place.fake.refund_fails(refund=made.id)
    place.fake.settled(60)
    jobs.wait_until_idle(place.database, 120)
    place.servers.stop_worker()
    went = {one["session"]: one["refunded"] + one["refunding"] for one in place.fake.look("money")}
    assert {session: went[session] for session in due} == due
    assert {went[session] for session in failing} == {0}
    with place.database.reading() as db:
        assert len(tasks(db)) >= len(failing)
    all_is_well(place)
    figures = (
        f"{EACH} each: the same yes on two servers at once, ten parts, more than came, one that fails after it had "
        f"arrived: {len(due)} of {len(due)} sent back to the cent what was said once, {len(failing)} failures are tasks"
    )
    write_down(
        "6. Refunds twice, in parts, too large, failing later",
        name_of(place.database),
        figures,
        how=place.servers.how,
        again=AGAIN,
    )


def test_late_money_confirms_what_is_there_goes_back_for_what_is_gone_and_no_hold_stands_in_its_own_way(
    place: Street,
) -> None:
    there = late(place, 930_000)
    for payer, address, session in there:
        assert pay(place.fake, session)
        payer.come_back(address)
    gone = late(place, 931_000)
    holding = [begun(place, 932_000 + number, "kiondo") for number in range(EACH)]  # the last pieces there are
    for payer, address, session in gone:
        assert pay(place.fake, session)
        payer.come_back(address)
    for payer, address, session in holding:
        assert pay(place.fake, session, "decline")
        assert payer.page(address) == session  # nobody is told that what one holds oneself is sold out
        assert pay(place.fake, session)
        payer.come_back(address)
    place.fake.settled(60)
    jobs.wait_until_idle(place.database, 120)
    place.fake.settled(60)
    place.servers.stop_worker()
    money = {one["session"]: (one["charged"], one["refunded"]) for one in place.fake.look("money")}
    kept = {session for session, (charged, back) in money.items() if charged and not back}
    assert kept == {session for _payer, _address, session in [*there, *holding]}
    assert {charged - back for charged, back in (money[session] for _payer, _address, session in gone)} == {0}
    assert Counter(place.numbers().values())["confirmed"] == 2 * EACH
    all_is_well(place)
    all_ = f"{EACH} of {EACH}"
    figures = (
        f"{EACH} each: paid after the order had ended, pieces there: {all_} confirmed; pieces gone: {all_} sent back "
        f"in full; declined and tried again on the last pieces, held by oneself: {all_} confirmed"
    )
    write_down(
        "6. Late money with and without pieces, own hold retried",
        name_of(place.database),
        figures,
        how=place.servers.how,
        again=AGAIN,
    )


def late(place: Street, first: int) -> list[tuple[Payer, str, str]]:
    """Buyers on pages that can still be paid though their orders have ended, as after a fault of ours."""
    some = [begun(place, first + number, "kiondo") for number in range(EACH)]
    with place.database.writing() as db:
        mine = select(Order.id).where(Order.state.in_(OPEN))
        db.execute(update(Payment).where(Payment.payable.in_(mine), Payment.ref.is_not(None)).values(state="closed"))
        db.execute(update(Order).where(Order.state.in_(OPEN)).values(expires_at=now() - timedelta(minutes=1)))
    sweep(place.database)
    return some


def refunded(place: Street, number: int, does: Callable[[Street, Phone, str], None], phone: Phone) -> str:
    """An order that was paid, and what the group does with it: the session."""
    payer, address, session = begun(place, number)
    assert pay(place.fake, session)
    payer.come_back(address)
    does(place, phone, payer.number_of(address))
    return session
