"""What things cost together: whole minor units, steps of wholesale, a first part that is never short."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.money import Money
from app.ordering.pricing import first_part, together, unit_price

AMOUNTS = st.integers(0, 10**12)


@given(st.integers(1, 10_000), AMOUNTS, st.dictionaries(st.integers(2, 5_000), AMOUNTS, max_size=5))
def test_the_highest_step_that_is_reached_sets_the_price(pieces: int, price: int, steps: dict[int, int]) -> None:
    found = unit_price(Money(price, "KES"), [(n, Money(each, "KES")) for n, each in steps.items()], pieces)
    reached = [n for n in steps if n <= pieces]
    assert found == Money(steps[max(reached)] if reached else price, "KES")


@given(AMOUNTS, st.integers(0, 10_000))
def test_the_first_part_is_never_short_and_never_more_than_the_total(total: int, advance_bp: int) -> None:
    first = first_part(Money(total, "UGX"), advance_bp).amount
    assert first <= total
    assert first * 10_000 >= total * advance_bp
    assert (first - 1) * 10_000 < total * advance_bp or first == 0


@given(st.lists(AMOUNTS, max_size=20))
def test_a_sum_is_known_only_when_all_of_it_is(amounts: list[int]) -> None:
    money = [Money(each, "INR") for each in amounts]
    assert together(money, "INR") == Money(sum(amounts), "INR")
    assert together([*money, None], "INR") is None
