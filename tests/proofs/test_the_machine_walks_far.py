"""Two thousand steps of the machine on each database, and every verb was both heard and refused on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.engine import URL

from tests.factories.two_groups import Copies
from tests.ordering.bazaar_machine import Bazaar
from tests.ordering.test_the_machine_with_cards import walked
from tests.ordering.walking import walk, walking

pytestmark = pytest.mark.proof
WALKS, STEPS = 44, 50
VERBS = {"place", "accept", "offer", "agree", "give up", "call off", "money", "late money", "refund", "refund answered"}
VERBS |= {"rest", "parcel", "hand over", "receive", "complain", "days", "rename", "withdraw", "count", "capacity"}

BY_CARD = {"card", "pay", "decline", "pay_slowly", "bank", "look", "close", "card back", "refund asked", "refund fails"}


@pytest.mark.parametrize("where", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_two_thousand_steps_leave_nothing_wrong(where: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    server: URL | None = request.getfixturevalue("postgres_server") if where == "postgres" else None
    with walking(Bazaar, Copies(tmp_path, server)) as counted:
        run_state_machine_as_test(Bazaar, settings=walk(WALKS, STEPS))
    assert set(counted.done) >= VERBS, VERBS - set(counted.done)
    assert sum(counted.done.values()) + sum(counted.refused.values()) >= 2_000
    print(f"done {dict(counted.done)}, refused {dict(counted.refused)}")


@pytest.mark.parametrize("where", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_two_thousand_steps_with_a_rail_leave_nothing_wrong(
    where: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server: URL | None = request.getfixturevalue("postgres_server") if where == "postgres" else None
    counted = walked(tmp_path, server, WALKS, STEPS)
    assert set(counted.done) >= BY_CARD, BY_CARD - set(counted.done)
    assert sum(counted.done.values()) + sum(counted.refused.values()) >= 2_000
    print(f"done {dict(counted.done)}, refused {dict(counted.refused)}")
