"""Some walks of the machine; `tests/proofs/test_the_machine_walks_far.py` is the long form."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.engine import URL

from tests.factories.two_groups import Copies
from tests.ordering.bazaar_machine import Bazaar
from tests.ordering.walking import walk, walking

WALKS, STEPS = 4, 25


@pytest.mark.parametrize("where", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_whatever_buyers_groups_and_the_clock_do_pieces_and_money_add_up(
    where: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server: URL | None = request.getfixturevalue("postgres_server") if where == "postgres" else None
    with walking(Bazaar, Copies(tmp_path, server)) as counted:
        run_state_machine_as_test(Bazaar, settings=walk(WALKS, STEPS))
    assert sum(counted.done.values()) > WALKS * STEPS / 2, counted
    assert counted.done["place"] >= WALKS, counted
    assert counted.refused["place"], "nobody met the end of what one buyer may have open"
