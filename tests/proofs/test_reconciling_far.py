"""Two hundred differences of every kind among honest payments: each is found, and nothing else is told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, islice

import pytest

from app.core.clock import now
from app.ordering.desk import tasks
from app.ordering.reconciling import reconcile
from tests.factories.push_server import push_server
from tests.fakepay.client import Fakepay
from tests.fakepay.running import fakepay
from tests.payments.benches import StripeBench, a_bench
from tests.payments.differing import INJECT, World, honest
from tests.proofs.figures import IN_ONE_PROCESS, name_of, write_down

pytestmark = pytest.mark.proof
INJECTED, HONEST = 200, 5
AGAIN = "tests/proofs/test_reconciling_far.py"


@pytest.fixture(scope="module")
def server() -> Iterator[Fakepay]:
    with fakepay() as running:
        yield running


@pytest.fixture
def world(any_database_url: str, server: Fakepay) -> Iterator[World]:
    with push_server() as push:
        bench = a_bench("stripe", any_database_url, server, push)
    assert isinstance(bench, StripeBench)
    yield World(bench)
    bench.database.close()


def test_of_two_hundred_differences_each_is_found_and_none_is_made_up(world: World) -> None:
    for _again in range(HONEST):
        honest(world)
    since, database = now() - timedelta(days=35), world.bench.database
    assert list(reconcile(database, since=since, fresh=timedelta(0))) == []
    made = sorted((kind, INJECT[kind](world)) for kind in islice(cycle(INJECT), INJECTED))
    begin = time.monotonic()
    found = list(reconcile(database, since=since, fresh=timedelta(0)))
    seconds = time.monotonic() - begin
    assert sorted((one.kind, one.what) for one in found) == made
    list(reconcile(database, since=since, fresh=timedelta(0)))
    mended = sum(one.mended for one in found)
    with database.reading() as db:
        assert len(tasks(db, limit=1_000)) == INJECTED - mended
    figures = (
        f"{INJECTED} differences of {len(INJECT)} kinds: {len(found)} found, 0 false, {mended} mended by asking again,"
        f" one task for each other; {seconds:.0f} s"
    )
    write_down(
        "Reconciling with a rail", name_of(database), figures, how=f"{IN_ONE_PROCESS}, rail over HTTP", again=AGAIN
    )
