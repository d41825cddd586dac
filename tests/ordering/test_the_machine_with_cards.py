"""Some walks of the machine with cards; `tests/proofs/test_the_machine_walks_far.py` is the long form."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.engine import URL

from app.payments.rail import INFO, Rails
from tests.factories.near_stripe import near_stripe
from tests.factories.two_groups import Copies
from tests.ordering.card_refunds import CardBazaar
from tests.ordering.walking import Counted, walk, walking

WALKS, STEPS = 3, 20


def walked(folder: Path, server: URL | None, walks: int, steps: int) -> Counted:
    """So many walks, with a rail of their own."""
    with near_stripe() as near:
        CardBazaar.near = near
        copies = Copies(folder, server, info={INFO: Rails({"stripe": near.rail})})
        with walking(CardBazaar, copies) as counted:
            run_state_machine_as_test(CardBazaar, settings=walk(walks, steps))
    return counted


@pytest.mark.parametrize("where", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_whatever_buyers_banks_and_the_rail_do_money_adds_up(
    where: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server: URL | None = request.getfixturevalue("postgres_server") if where == "postgres" else None
    counted = walked(tmp_path, server, WALKS, STEPS)
    assert counted.done["place"] >= WALKS, counted
