"""Two thousand steps of the machine on each database, and every verb was both heard and refused on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.engine import URL

from tests.factories.two_groups import Copies
from tests.ordering.bazaar_machine import Bazaar
from tests.ordering.test_the_machine_with_cards import walked
from tests.ordering.walking import Counted, walk, walking
from tests.proofs.figures import IN_ONE_PROCESS, write_down

pytestmark = pytest.mark.proof
WALKS, STEPS, STEPS_AT_LEAST = 44, 50, 2_000
AGAIN = "tests/proofs/test_the_machine_walks_far.py"
VERBS = {"place", "accept", "offer", "agree", "give up", "call off", "money", "late money", "refund", "refund answered"}
VERBS |= {"rest", "parcel", "hand over", "receive", "complain", "days", "rename", "withdraw", "count", "capacity"}

BY_CARD = {"card", "pay", "decline", "pay_slowly", "bank", "look", "close", "card back", "refund asked", "refund fails"}


@pytest.mark.parametrize("where", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_two_thousand_steps_leave_nothing_wrong(where: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    server: URL | None = request.getfixturevalue("postgres_server") if where == "postgres" else None
    with walking(Bazaar, Copies(tmp_path, server)) as counted:
        run_state_machine_as_test(Bazaar, settings=walk(WALKS, STEPS))
    assert set(counted.done) >= VERBS, VERBS - set(counted.done)
    written("The machine of orders", where, counted)


@pytest.mark.parametrize("where", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_two_thousand_steps_with_a_rail_leave_nothing_wrong(
    where: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server: URL | None = request.getfixturevalue("postgres_server") if where == "postgres" else None
    counted = walked(tmp_path, server, WALKS, STEPS)
    assert set(counted.done) >= BY_CARD, BY_CARD - set(counted.done)
    written("The machine of orders with a rail and its clock", where, counted)


def written(what: str, where: str, counted: Counted) -> None:
    """A row of docs/proof.md."""
    done, refused = sum(counted.done.values()), sum(counted.refused.values())
    assert done + refused >= STEPS_AT_LEAST
    figures = (
        f"{WALKS} walks of {STEPS} steps: {done:,} times one of {len(counted.done)} verbs was heard, {refused:,} times "
        f"one was refused; after each step the checker is clean; pieces, capacity and money are as a second book says"
    )
    write_down(what, {"sqlite": "SQLite", "postgres": "PostgreSQL"}[where], figures, how=IN_ONE_PROCESS, again=AGAIN)
