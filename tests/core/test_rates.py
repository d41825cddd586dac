"""Rates are dated rows: read whole or not at all, used for the eye and for the order of prices only."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.db import Base, Database
from app.core.money import MAX_AMOUNT, Money, exponent
from app.core.rates import STALE_AFTER_DAYS, Approximate, BadRates, Rate, Rates, current_rates, put_rates

HEAD = "currency,per_eur,as_of,source"
GOOD = [HEAD, "KES,150,2026-11-20,test", "UGX,4000.5,2026-11-19,test", "KES,149,2026-11-01,test"]
DAY = date(2026, 11, 20)
CURRENCIES = ("EUR", "KES", "UGX", "KWD", "JPY", "PYG")


TABLES = [Base.metadata.tables[name] for name in ("rate", "catalogue_revision")]


@pytest.fixture
def tables(any_database: Database) -> Database:
    Base.metadata.create_all(any_database.engine, tables=TABLES)
    return any_database


def stored(database: Database) -> list[tuple[str, date, Decimal, str]]:
    with database.reading() as db:
        rows = db.execute(select(Rate.currency, Rate.as_of, Rate.per_eur, Rate.source))
        return sorted((r.currency, r.as_of, r.per_eur, r.source) for r in rows)


def test_the_same_file_twice_changes_nothing(tables: Database) -> None:
    for _again in range(2):
        with tables.writing() as db:
            assert put_rates(db, GOOD) == 3
        assert stored(tables) == [
            ("KES", date(2026, 11, 1), Decimal(149), "test"),
            ("KES", DAY, Decimal(150), "test"),
            ("UGX", date(2026, 11, 19), Decimal("4000.5"), "test"),
        ]


def test_a_corrected_rate_takes_the_place_of_the_old_one(tables: Database) -> None:
    with tables.writing() as db:
        put_rates(db, GOOD)
    with tables.writing() as db:
        put_rates(db, [HEAD, "KES,151,2026-11-20,corrected"])
    assert ("KES", DAY, Decimal(151), "corrected") in stored(tables)
    assert len(stored(tables)) == 3


def test_the_newest_rate_counts_and_the_euro_is_always_one(tables: Database) -> None:
    with tables.writing() as db:
        put_rates(db, [*GOOD, "EUR,7,2026-11-20,nonsense"])
    with tables.reading() as db:
        rates = current_rates(db)
    assert rates.per_eur == {"EUR": 1, "KES": 150, "UGX": Decimal("4000.5")}
    assert (rates.as_of["KES"], rates.as_of["UGX"]) == (DAY, date(2026, 11, 19))
    assert rates.currencies == ["EUR", "KES", "UGX"]


@pytest.mark.parametrize(
    "line",
    [
        "KES",
        "KES,150",
        "KES,150,2026-11-20",
        "KES,,2026-11-20,test",
        "KES,abc,2026-11-20,test",
        "KES,0,2026-11-20,test",
        "KES,-3,2026-11-20,test",
        "KES,NaN,2026-11-20,test",
        "KES,sNaN,2026-11-20,test",
        "KES,Infinity,2026-11-20,test",
        "KES,1e9,2026-11-20,test",
        "KES,0.0000001,2026-11-20,test",  # the column would keep a nought, and pages would divide by it
        "KES,150,2026-13-20,test",
        "KES,150,20.11.2026,test",
        "KES,150,,test",
        "kes,150,2026-11-20,test",
        "KE,150,2026-11-20,test",
        "KESS,150,2026-11-20,test",
        "ΚΕΣ,150,2026-11-20,test",
    ],
)
def test_a_bad_line_is_named_and_nothing_of_its_file_is_stored(database: Database, line: str) -> None:
    Base.metadata.create_all(database.engine, tables=TABLES)
    with pytest.raises(BadRates) as refused, database.writing() as db:
        put_rates(db, [*GOOD, line])
    assert refused.value.values["line"] == 5
    assert line.split(",", maxsplit=1)[0] in str(refused.value)
    assert stored(database) == []


def test_a_bad_line_undoes_the_good_ones_on_both_databases(tables: Database) -> None:
    with pytest.raises(BadRates), tables.writing() as db:
        put_rates(db, [*GOOD, "KES,0,2026-11-20,test"])
    assert stored(tables) == []


def test_a_file_without_its_heading_is_refused(database: Database) -> None:
    Base.metadata.create_all(database.engine, tables=TABLES)
    with pytest.raises(BadRates), database.writing() as db:
        put_rates(db, GOOD[1:])


RATES = Rates(
    {"EUR": Decimal(1), "KES": Decimal(150), "USD": Decimal("1.1")},
    {"EUR": date.max, "KES": date(2026, 11, 12), "USD": DAY},
)


def test_an_approximate_amount_is_dated_by_the_older_rate() -> None:
    assert RATES.approximate(Money(320000, "KES"), "USD", today=DAY) == Approximate(
        Money(2300, "USD"), date(2026, 11, 12), stale=True
    )
    in_euros = RATES.approximate(Money(110, "USD"), "EUR", today=DAY)
    assert in_euros == Approximate(Money(100, "EUR"), DAY, stale=False)  # the euro has no day of its own


def test_small_amounts_keep_their_decimals_and_large_ones_do_not() -> None:
    small = RATES.approximate(Money(100000, "KES"), "EUR", today=DAY)
    large = RATES.approximate(Money(250000, "KES"), "EUR", today=DAY)
    assert small is not None
    assert large is not None
    assert (small.money.amount, large.money.amount) == (667, 1700)


@pytest.mark.parametrize(("age", "stale"), [(0, False), (STALE_AFTER_DAYS, False), (STALE_AFTER_DAYS + 1, True)])
def test_a_rate_older_than_seven_days_says_so(age: int, stale: bool) -> None:
    assert STALE_AFTER_DAYS == 7
    found = RATES.approximate(Money(100, "USD"), "EUR", today=DAY + timedelta(days=age))
    assert found is not None
    assert found.stale is stale


def test_nothing_is_approximated_without_a_rate_or_into_its_own_currency() -> None:
    assert RATES.approximate(Money(1, "KES"), "KES", today=DAY) is None
    assert RATES.approximate(Money(1, "KES"), "XYZ", today=DAY) is None
    assert RATES.approximate(Money(1, "XYZ"), "EUR", today=DAY) is None


def test_a_price_without_a_rate_has_no_rank() -> None:
    assert RATES.rank(None) is None
    assert RATES.rank(Money(100, "XYZ")) is None
    assert RATES.rank(Money(15000, "KES")) == 1000


per_eur = st.decimals("0.000001", "999999999", places=6)
prices = st.builds(Money, st.integers(0, MAX_AMOUNT), st.sampled_from(CURRENCIES))


@settings(deadline=None, max_examples=300)
@given(st.fixed_dictionaries({c: per_eur for c in CURRENCIES[1:]}), prices, prices)
def test_the_order_of_ranks_is_the_order_of_true_values(told: dict[str, Decimal], one: Money, other: Money) -> None:
    rates = Rates({"EUR": Decimal(1), **told})
    low, high = sorted((one, other), key=lambda money: true_value(money, rates))
    low_rank, high_rank = rates.rank(low), rates.rank(high)
    assert low_rank is not None
    assert high_rank is not None
    assert low_rank <= high_rank < 2**62
    apart = true_value(high, rates) - true_value(low, rates)
    assert low_rank < high_rank or apart < Fraction(2, 1000) or true_value(high, rates) > 10**15


def true_value(money: Money, rates: Rates) -> Fraction:
    """In euros, exact."""
    return Fraction(money.amount, 10 ** exponent(money.currency)) / Fraction(rates.per_eur[money.currency])
