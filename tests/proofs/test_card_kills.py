"""Promise 3 for cards: SIGKILL at each numbered point around a payment and at any time, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.dying_cards import dies_at, killed_while_paying
from tests.factories.racing import deadlocks
from tests.factories.street import letters_astray, money_astray, street
from tests.fakepay.client import Fakepay
from tests.fakepay.running import fakepay
from tests.proofs.crashing import CARDS, REFUND
from tests.proofs.figures import name_of, write_down

pytestmark = pytest.mark.proof
KILLS, SEED = 200, 11
AGAIN = "tests/proofs/test_card_kills.py"


@pytest.fixture
def fake() -> Iterator[Fakepay]:
    with fakepay("--wait", "0.2", "--wait", "0.4", "--wait", "1", "--wait", "2") as running:
        yield running


def test_who_dies_at_a_point_around_a_payment_charges_nobody_twice(
    tmp_path: Path, fake: Fakepay, any_database_url: str
) -> None:
    with street(tmp_path, fake, any_database_url) as place:
        for point in CARDS:
            assert dies_at(place, point) == ("cancelled" if point in REFUND else "confirmed"), point
        assert deadlocks(place.database) == 0
    figures = f"{len(CARDS)} of {len(CARDS)} points: 0 orders lost, 0 charged twice, checker clean, each letter once"
    write_down(
        "3. SIGKILL at every numbered point around a card",
        name_of(place.database),
        figures,
        how=place.servers.how,
        again=AGAIN,
    )


def test_kills_at_any_time_while_buyers_pay_charge_nobody_twice(
    tmp_path: Path, fake: Fakepay, any_database_url: str
) -> None:
    with street(tmp_path, fake, any_database_url) as place:
        killed, did = killed_while_paying(place, KILLS, seed=SEED)
        place.servers.kill_worker()
        place.servers.start_worker(pace="fast")
        place.tell_again()
        place.time_passes()
        place.settle_down(300)
        place.servers.stop_worker()
        assert money_astray(place) == []
        assert letters_astray(place) == []
        assert deadlocks(place.database) == 0
        charges = len(place.fake.look("money"))
        states = sorted(place.numbers().values())
    assert states.count("awaiting_payment") == 0, states
    done = ", ".join(f"{number} {what}" for what, number in sorted(did.items()))
    figures = (
        f"{killed['web']} web and {killed['worker']} worker processes killed (seed {SEED}); {done}; {charges} charges, "
        f"{states.count('confirmed')} orders confirmed: 0 charged twice, 0 charges without an order, a refund or a task"
    )
    write_down(
        "3. SIGKILL at 200 random times while buyers pay",
        name_of(place.database),
        figures,
        how=place.servers.how,
        again=AGAIN,
    )
