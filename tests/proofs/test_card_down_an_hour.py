"""Promise 5, the rail down for an hour: nothing is let go, nothing asked twice, and all ends by itself afterwards."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core import jobs
from app.ordering.desk import Task, TaskKind
from app.payments.models import Payment, PaymentState, Refund, RefundState
from app.payments.service import MANUAL
from tests.factories.bad_days import two_pages_for_one
from tests.factories.down import Hour, a_minute, afterwards, before
from tests.factories.racing import deadlocks, in_stock
from tests.factories.street import Street, letters_astray, money_astray, street
from tests.fakepay.running import fakepay
from tests.proofs.figures import name_of, write_down

pytestmark = pytest.mark.proof
MINUTES, HOLDING, REFUNDS, PIECES = 60, 6, 4, 10
SECONDS = 12  # the longest answer
AGAIN = "tests/proofs/test_card_down_an_hour.py"


def test_a_rail_that_is_down_for_an_hour_charges_nobody_twice_and_loses_nothing(
    tmp_path: Path, any_database_url: str
) -> None:
    with fakepay("--wait", "0.2", "--wait", "1") as fake, street(tmp_path, fake, any_database_url) as place:
        place.servers.start_worker(pace="fast")
        hour = before(place, holding=HOLDING, to_refund=REFUNDS, first=950_000)
        place.line.hang_up()
        for minute in range(1, MINUTES + 1):
            a_minute(place, hour, minute, first=951_000)
        assert hour.unkind == []
        assert hour.slowest < SECONDS
        nothing_let_go(place)
        paid = afterwards(place, hour)
        jobs.wait_until_idle(place.database, 900)
        place.servers.stop_worker()
        all_has_ended(place, paid)
        figures = told(hour, paid)
    write_down("5. The rail is down for an hour", name_of(place.database), figures, how=place.servers.how, again=AGAIN)


def nothing_let_go(place: Street) -> None:
    """At the end of the hour: pieces are held, refunds wait, each order that is over is one task."""
    assert in_stock(place.database)["kiondo"] == (PIECES, HOLDING)
    with place.database.reading() as db:
        refunds = [(one.state, one.ref) for one in db.scalars(select(Refund))]
        stuck = [(one.kind, one.closed_at) for one in db.scalars(select(Task))]
    assert refunds == [(RefundState.PENDING, None)] * REFUNDS
    assert stuck == [(TaskKind.STUCK, None)] * HOLDING


def all_has_ended(place: Street, paid: int) -> None:
    """One payment or none for each, each refund once, each task was opened once and closed by itself."""
    with place.database.reading() as db:
        attempts = db.execute(select(Payment.payable, Payment.state).where(Payment.rail != MANUAL)).all()
        refunds = [one.state for one in db.scalars(select(Refund))]
        tasks = [(one.order_id, one.kind, one.closed_by) for one in db.scalars(select(Task))]
    captured = Counter(payable for payable, state in attempts if state is PaymentState.CAPTURED)
    assert {state for _payable, state in attempts} == {PaymentState.CAPTURED, PaymentState.CLOSED}
    assert set(captured.values()) == {1}
    assert refunds == [RefundState.SUCCEEDED] * REFUNDS
    assert {(kind, by) for _order, kind, by in tasks} == {(TaskKind.STUCK, "bazaar")}
    assert len({order for order, _kind, _by in tasks}) == len(tasks) == HOLDING
    money = place.fake.look("money")
    assert [one["refunded"] for one in money].count(0) == paid + HOLDING // 2
    assert len(money) == len(captured) == paid + HOLDING // 2 + REFUNDS
    assert in_stock(place.database)["kiondo"] == (PIECES - HOLDING // 2, 0)
    states = Counter(place.numbers().values())
    assert set(states) == {"confirmed", "cancelled"}
    assert states["confirmed"] == paid + HOLDING // 2
    assert two_pages_for_one(place) == []
    assert money_astray(place) == []
    assert letters_astray(place) == []
    assert deadlocks(place.database) == 0


def told(hour: Hour, paid: int) -> str:
    """The figures."""
    asked, half = hour.answers.total(), HOLDING // 2
    return (
        f"{MINUTES} minutes of the clock, connections refused: {asked} answers to buyers, the longest after "
        f"{hour.slowest:.1f} s, all in kind words; {HOLDING} orders whose time was over kept their pieces, one task "
        f"each; {REFUNDS} refunds waited. Afterwards {half} who had paid on the rail's page were confirmed, {half} "
        f"that nobody paid ended, {paid} of {len(hour.pressing)} who had pressed Pay in vain paid, the others' "
        f"attempts ended; {REFUNDS} of {REFUNDS} refunds arrived once; 0 charged twice, 0 second pages, {HOLDING} "
        "tasks closed by themselves"
    )
