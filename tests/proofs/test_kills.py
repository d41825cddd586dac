"""Promise 3 in full: SIGKILL at each numbered point and at any time, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.core.db import Database
from app.ordering.models import Checkout
from app.ordering.states import OrderState
from tests.factories.browsing import Shopper
from tests.factories.dying import (
    dies_while_answering,
    dies_while_placing,
    dies_while_sweeping,
    dies_while_working,
    killed_at_random,
    state_of,
)
from tests.factories.ordering import wrong
from tests.factories.racing import (
    KINDS,
    counted,
    deadlocks,
    letters_astray,
    lost,
    quiet_within,
    racing,
)
from tests.factories.several import Servers
from tests.factories.still_world import postgres_database
from tests.proofs.crashing import ANSWER, PLACE, POINTS, SWEEP, WORK
from tests.proofs.figures import write_down

from tests.core.conftest import wait_for  # isort: skip

pytestmark = pytest.mark.proof
KILLS, SEED = 200, 6
CLEAN_SECONDS = 60  # after the last worker has started
AGAIN = "tests/proofs/test_kills.py"
passed: dict[str, set[int]] = {"SQLite": set(), "PostgreSQL": set()}


@pytest.fixture(scope="module", params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.postgres)])
def named(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def url(named: str, request: pytest.FixtureRequest) -> Iterator[str]:
    if named == "SQLite":
        yield ""
        return
    with postgres_database(request.getfixturevalue("postgres_server")) as address:
        yield address


@pytest.fixture(scope="module")
def place(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Servers, Database, list[Shopper]]]:
    """A shop in which one after the other dies, and everybody who ever ordered there."""
    with racing(tmp_path_factory.mktemp("points"), {"kiondo": 1_000}, url=url, web=3) as (servers, database):
        yield servers, database, []


def dies_at(point: int, servers: Servers, database: Database) -> list[Shopper]:
    """Let the right process die there, while the right thing is done."""
    if point in PLACE:
        return [dies_while_placing(servers, point, "kiondo")]
    if point in ANSWER:
        shopper, number = dies_while_answering(servers, database, point, "kiondo")
        assert state_of(database, number) is OrderState.CONFIRMED
        return [shopper]
    if point in WORK:
        return [dies_while_working(servers, point, "kiondo")]
    return dies_while_sweeping(servers, database, point, "kiondo")


@pytest.mark.parametrize("point", POINTS)
def test_who_dies_at_a_point_loses_nothing(
    point: int, named: str, place: tuple[Servers, Database, list[Shopper]]
) -> None:
    servers, database, met = place
    met += dies_at(point, servers, database)
    if point in WORK | SWEEP:
        quiet_within(database, CLEAN_SECONDS)
        servers.stop_worker()
        assert letters_astray(database, servers.settings) == []
    assert lost(database, met[-2:], told=len(met)) == []
    assert wrong(database) == []
    passed[named].add(point)
    if passed[named] == set(POINTS):
        figures = f"{len(POINTS)} of {len(POINTS)} points: 0 orders lost or doubled, checker clean, each letter once"
        write_down("3. SIGKILL at every numbered point", named, figures, how=servers.how, again=AGAIN)


def test_two_hundred_kills_at_any_time_lose_nothing(
    named: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> None:
    again = "" if named == "SQLite" else request.getfixturevalue("postgres_url")
    pieces = dict.fromkeys(KINDS, 400)
    with racing(tmp_path_factory.mktemp("random"), pieces, url=again, told=False) as (servers, database):
        servers.start_worker(pace="normal")
        killed, shoppers, ends = killed_at_random(servers, database, KILLS, seed=SEED)
        servers.kill_worker()
        servers.start_worker()
        clean = wait_for(lambda: wrong(database) == [], CLEAN_SECONDS)
        assert lost(database, shoppers) == []
        print(named, killed, ends, f"letters after {quiet_within(database, 1200):.0f} s")
        servers.stop_worker()
        assert letters_astray(database, servers.settings) == []
        assert deadlocks(database) == 0
        orders = counted(database, Checkout)
    figures = (
        f"{killed['web']} web and {killed['worker']} worker processes killed under load (seed {SEED}), {orders:,} "
        f"checkouts recorded: 0 lost, 0 doubled, checker clean {clean:.0f} s after the last start, each letter once"
    )
    write_down("3. SIGKILL at 200 random times", named, figures, how=servers.how, again=AGAIN)
