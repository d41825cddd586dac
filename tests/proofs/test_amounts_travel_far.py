"""A hundred thousand amounts of every currency on every rail: none comes back as anything else."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.core.money import Money
from app.payments.wire import Carrier
from tests.payments.amounts import RAILS, currencies, round_trip, some_money
from tests.proofs.figures import IN_ONE_PROCESS, write_down

pytestmark = pytest.mark.proof
CASES, AT_ONCE = 100_000, 50  # an example of one amount takes Hypothesis fifty times as long as the amount takes us
FAR = list(HealthCheck)
AGAIN = "tests/proofs/test_amounts_travel_far.py"


def test_a_hundred_thousand_amounts_come_back_as_they_went() -> None:
    went: Counter[bool] = Counter()
    seen: set[tuple[str, str]] = set()
    journey = st.tuples(some_money(currencies()), st.sampled_from(RAILS))

    @settings(
        deadline=None, max_examples=CASES // AT_ONCE, database=None, phases=[Phase.generate], suppress_health_check=FAR
    )
    @given(st.lists(journey, min_size=AT_ONCE, max_size=AT_ONCE))
    def travel(journeys: list[tuple[Money, Carrier]]) -> None:
        for money, rail in journeys:
            went[round_trip(money, rail)] += 1
            seen.add((money.currency, rail.name))

    travel()
    assert went.total() >= CASES
    assert seen == {(currency, rail.name) for currency in currencies() for rail in RAILS}
    figures = f"{went.total():,} amounts, {len(currencies())} currencies on {len(RAILS)} rails: 0 differences; "
    figures += f"{went[True]:,} came back as they went, {went[False]:,} refused in words, none rounded"
    write_down("7. Every currency on every rail, there and back", "none", figures, how=IN_ONE_PROCESS, again=AGAIN)
