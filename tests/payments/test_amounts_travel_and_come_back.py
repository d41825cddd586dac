"""An amount reaches a rail as the number that rail means by it, and comes back as the same money; else it is refused.

`tests/proofs/test_amounts_travel_far.py` is the long form.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.money import MAX_AMOUNT, Money, exponent
from app.payments.wire import (
    MANUAL,
    STRIPE,
    TABLE,
    CannotCarry,
    Carrier,
    NotExact,
    TooLittle,
    TooMuch,
    Wire,
    chargeable,
    code_on_wire,
    from_wire,
    stripe_wires,
    to_wire,
)
from tests.payments.amounts import (
    ENDS_IN_00,
    FINE,
    LEAST,
    NEVER_CHARGED,
    NO_DECIMALS,
    RAILS,
    THREE_DECIMALS,
    WHOLE,
    codes,
    currencies,
    round_trip,
    some_money,
)


@settings(deadline=None, max_examples=300)
@given(some_money(currencies()), st.sampled_from(RAILS))
def test_what_travels_comes_back_as_the_same_money(money: Money, rail: Carrier) -> None:
    round_trip(money, rail)


@pytest.mark.parametrize(
    ("money", "number"),
    [
        (Money(5, "UGX"), 500),
        (Money(5, "ISK"), 500),
        (Money(5, "JPY"), 5),
        (Money(5, "PYG"), 5),
        (Money(500, "MGA"), 5),  # ISO 4217 has hundredths of it, Stripe has not
        (Money(1099, "USD"), 1099),
        (Money(1045, "HUF"), 1045),
        (Money(80045, "TWD"), 80045),
        (Money(5120, "KWD"), 5120),
        (Money(0, "KES"), 0),
    ],
)
def test_stripe_is_told_the_number_its_documentation_asks_for(money: Money, number: int) -> None:
    assert to_wire(money, "stripe") == number
    assert from_wire(number, money.currency.lower(), "stripe") == money


@pytest.mark.parametrize("money", [Money(1005, "KWD"), Money(5124, "TND"), Money(550, "MGA"), Money(1, "MGA")])
def test_what_would_have_to_be_rounded_is_refused(money: Money) -> None:
    with pytest.raises(NotExact) as refused:
        to_wire(money, "stripe")
    assert refused.value.values == {"amount": money}
    assert str(money) in str(refused.value)


def test_a_rail_of_whole_units_refuses_cents_and_never_loses_them() -> None:
    assert to_wire(Money(320_000, "KES"), WHOLE) == 3_200
    assert from_wire(3_200, "KES", WHOLE) == Money(320_000, "KES")
    assert isinstance(chargeable(Money(320_050, "KES"), WHOLE), NotExact)
    with pytest.raises(NotExact):
        to_wire(Money(320_050, "KES"), WHOLE)


def test_a_number_that_is_part_of_our_smallest_unit_is_no_money() -> None:
    for number, currency, rail in ((150, "ugx", STRIPE), (99, "isk", STRIPE), (15, "EUR", FINE), (-100, "kes", STRIPE)):
        with pytest.raises(ValueError, match=f"{number} is no amount in {currency.upper()}"):
            from_wire(number, currency, rail)


def test_nothing_below_zero_travels() -> None:
    with pytest.raises(ValueError, match=r"KES -0.01 cannot travel"):
        to_wire(Money(-1, "KES"), MANUAL)
    assert isinstance(chargeable(Money(-1, "KES"), MANUAL), TooLittle)


@pytest.mark.parametrize("currency", sorted(NEVER_CHARGED))
def test_a_currency_that_stripe_does_not_charge_can_be_paid_by_hand_alone(currency: str) -> None:
    money = Money(1_000_000, currency)
    reason = chargeable(money, "stripe")
    assert isinstance(reason, CannotCarry)
    assert str(reason) == f"{currency} cannot be paid this way."
    for carried in (lambda: to_wire(money, "stripe"), lambda: from_wire(1, currency, "stripe")):
        with pytest.raises(CannotCarry):
            carried()
    assert chargeable(money, "manual") is None
    assert to_wire(money, "manual") == 1_000_000


def test_by_hand_every_last_unit_counts() -> None:
    assert isinstance(chargeable(Money(0, "KES"), "manual"), TooLittle)
    assert chargeable(Money(1, "KES"), "manual") is None
    assert chargeable(Money(1005, "KWD"), "manual") is None
    assert chargeable(Money(MAX_AMOUNT, "KES"), "manual") is None
    assert isinstance(chargeable(Money(MAX_AMOUNT + 1, "KES"), "manual"), TooMuch)


@pytest.mark.parametrize("currency", sorted(stripe_wires()))
def test_the_least_that_stripe_takes_is_what_it_publishes(currency: str) -> None:
    smallest = 100 if currency == "MGA" else 10 if currency in THREE_DECIMALS else 1
    least = Money.parse(LEAST[currency], currency) if currency in LEAST else Money(smallest, currency)
    assert chargeable(least, "stripe") is None
    reason = chargeable(Money(least.amount - 1, currency), "stripe")
    assert isinstance(reason, TooLittle)
    assert reason.values["least"] == least


@pytest.mark.parametrize("currency", sorted(stripe_wires()))
def test_the_most_that_stripe_takes_has_as_many_digits_as_it_publishes(currency: str) -> None:
    digits = {"IDR": 12, "COP": 10, "INR": 9}.get(currency, 8)
    nines = "9" * digits
    ends = nines[:-1] + "0" if currency in THREE_DECIMALS else nines[:-2] + "00" if currency in ENDS_IN_00 else nines
    most = from_wire(int(ends), currency, "stripe")
    assert chargeable(most, "stripe") is None
    reason = chargeable(Money(most.amount + 1, currency), "stripe")
    assert isinstance(reason, TooMuch)
    assert reason.values["most"] == most


def test_limits_of_a_rail_are_those_amounts_within_them_that_can_travel() -> None:
    reason = chargeable(Money(0, "EUR"), FINE)  # from 15 in steps of 5, but a cent of ours is 100 there
    assert reason is not None
    assert reason.values["least"] == Money(1, "EUR")
    beyond = chargeable(Money(10**9, "EUR"), FINE)
    assert beyond is not None
    assert beyond.values["most"] == Money(10**7, "EUR")
    assert chargeable(Money(10**7, "EUR"), FINE) is None


def test_the_table_says_what_the_documentation_says() -> None:
    wires = stripe_wires()
    assert {code for code, wire in wires.items() if wire.decimals == 0} == NO_DECIMALS
    assert {code for code, wire in wires.items() if wire.decimals == 3} == THREE_DECIMALS
    assert {code for code, wire in wires.items() if wire.multiple == 10} == THREE_DECIMALS
    assert {code for code, wire in wires.items() if wire.multiple == 100} == ENDS_IN_00
    assert {wire.decimals for wire in wires.values()} == {0, 2, 3}
    assert {wire.multiple for wire in wires.values()} == {1, 10, 100}
    assert {code for code, wire in wires.items() if wire.minimum > 1} == set(LEAST)
    assert not NEVER_CHARGED & set(wires)
    assert codes("KES UGX BDT PKR BOB PYG THB KGS LAK NPR INR LKR PHP ZAR MXN PEN BRL") <= set(wires)


def test_the_table_is_in_order_and_says_of_what_day_it_is() -> None:
    text = TABLE.read_text(encoding="utf-8")
    codes = [line[:3] for line in text.splitlines() if re.match("[A-Z]{3},", line)]
    assert codes == sorted(set(codes)) == list(stripe_wires())
    assert re.search(r"read on 20\d\d-\d\d-\d\d", text)


def test_decimals_differ_from_ours_where_stripe_says_so_and_nowhere_else() -> None:
    differ = {code for code, wire in stripe_wires().items() if wire.decimals != exponent(code)}
    assert differ == {"ISK", "UGX", "MGA"}


def test_stripe_reads_codes_in_small_letters() -> None:
    assert [code_on_wire("KES", rail) for rail in ("stripe", "manual", WHOLE, FINE)] == ["kes", "KES", "KES", "kes"]


def test_a_rail_may_bring_limits_of_its_own() -> None:
    strict = Carrier("strict", {"KES": Wire(0, multiple=50, minimum=120, maximum=999)}.get)
    reasons = {n: type(chargeable(Money(n * 100, "KES"), strict)) for n in (149, 150, 151, 950, 951, 1_000)}
    none = type(None)
    assert reasons == {149: TooLittle, 150: none, 151: NotExact, 950: none, 951: TooMuch, 1_000: TooMuch}
    assert isinstance(chargeable(Money(100, "EUR"), strict), CannotCarry)
