"""A hundred thousand amounts of every currency on every rail: none comes back as anything else."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.core.money import Money
from app.payments.wire import Carrier
from tests.payments.amounts import RAILS, currencies, round_trip, some_money
from tests.proofs.figures import write_down

pytestmark = pytest.mark.proof
CASES = 100_000
FAR = list(HealthCheck)
AGAIN = "tests/proofs/test_amounts_travel_far.py"


def test_a_hundred_thousand_amounts_come_back_as_they_went() -> None:
    went: Counter[bool] = Counter()
    seen: set[tuple[str, str]] = set()

    @settings(deadline=None, max_examples=CASES, database=None, phases=[Phase.generate], suppress_health_check=FAR)
    @given(some_money(currencies()), st.sampled_from(RAILS))
    def travel(money: Money, rail: Carrier) -> None:
        went[round_trip(money, rail)] += 1
        seen.add((money.currency, rail.name))

    travel()
    assert went.total() >= CASES
    assert seen == {(currency, rail.name) for currency in currencies() for rail in RAILS}
    figures = f"{went.total():,} amounts, {len(currencies())} currencies on {len(RAILS)} rails: 0 differences; "
    figures += f"{went[True]:,} came back as they went, {went[False]:,} refused in words, none rounded"
    write_down("7. Every currency on every rail, there and back", "none", figures, again=AGAIN)
