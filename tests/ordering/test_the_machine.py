"""Some walks of the machine; `tests/proofs/test_the_machine_walks_far.py` is the long form."""

from __future__ import annotations

from pathlib import Path

from hypothesis.stateful import run_state_machine_as_test

from tests.factories.two_groups import Copies
from tests.ordering.bazaar_machine import Bazaar
from tests.ordering.walking import walk, walking

WALKS, STEPS = 5, 40


def test_whatever_buyers_groups_and_the_clock_do_pieces_and_money_add_up(tmp_path: Path) -> None:
    with walking(Bazaar, Copies(tmp_path)) as counted:
        run_state_machine_as_test(Bazaar, settings=walk(WALKS, STEPS))
    assert sum(counted.done.values()) > WALKS * STEPS / 4, counted
    assert counted.done["place"] >= WALKS, counted
