"""Money is read exactly, written exactly, and never summed over two currencies."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from babel.numbers import list_currencies
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.i18n import languages, money_words
from app.core.money import MAX_AMOUNT, Money, NotAnAmount, exponent

currencies = st.sampled_from(sorted(c for c in list_currencies() if len(c) == 3))
amounts = st.one_of(st.integers(0, 10_000), st.integers(0, MAX_AMOUNT))


@settings(deadline=None, max_examples=300)
@given(amounts, currencies)
def test_what_is_written_is_read_back_as_the_same_amount(amount: int, currency: str) -> None:
    money = Money(amount, currency)
    assert Money.parse(format(money.decimal, "f"), currency) == money
    assert Money.parse(str(money).removeprefix(currency), currency) == money


@settings(deadline=None, max_examples=300)
@given(amounts, currencies, st.sampled_from(list(languages())))
def test_every_language_writes_all_digits_of_an_amount_and_no_more(amount: int, currency: str, lang: str) -> None:
    places = exponent(currency)
    words = money_words(Money(amount, currency), lang)
    digits = "".join(str(unicodedata.digit(c)) for c in words if c.isdigit())
    whole, rest = divmod(amount, 10**places)
    assert digits == (f"{whole}{rest:0{places}}" if rest else str(whole))


@pytest.mark.parametrize(
    ("currency", "places"),
    [
        ("KES", 2),
        ("UGX", 0),
        ("PYG", 0),
        ("JPY", 0),
        ("KWD", 3),
        ("TND", 3),
        ("EUR", 2),
        ("LAK", 2),
        ("RWF", 0),
        ("LYD", 3),
    ],
)
def test_decimals_are_those_of_iso_4217(currency: str, places: int) -> None:
    assert exponent(currency) == places
    assert Money(5, currency).decimal == Decimal(5).scaleb(-places)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            ".",
            "-1",
            "+1",
            "1,5",
            "1e3",
            "1.234",
            "1.",
            ".5",
            "١٢",
            "1 000",
            "NaN",
            "Infinity",
            "0x1",
            "1_000",
        ),
        *("9" * 16, "1" + "0" * 400, "10000000000000.01", "1\x00", "1.٥"),
    ],
)
def test_what_is_no_plain_amount_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount) as refused:
        Money.parse(text, "KES")
    assert refused.value.values == {"text": text, "currency": "KES"}


@settings(deadline=None)
@given(st.text(max_size=30), currencies)
def test_any_words_are_an_amount_or_a_refusal(text: str, currency: str) -> None:
    try:
        money = Money.parse(text, currency)
    except NotAnAmount:
        return
    assert 0 <= money.amount <= MAX_AMOUNT
    assert money.decimal == Decimal(text.strip())


def test_more_decimals_than_the_currency_has_are_refused() -> None:
    assert Money.parse("5", "UGX") == Money(5, "UGX")
    with pytest.raises(NotAnAmount):
        Money.parse("5.0", "UGX")
    assert Money.parse("5.123", "KWD") == Money(5123, "KWD")


def test_zeros_in_front_are_read_up_to_sixteen_digits() -> None:
    assert Money.parse("5".rjust(16, "0"), "KES") == Money(500, "KES")
    with pytest.raises(NotAnAmount):
        Money.parse("5".rjust(17, "0"), "KES")


def test_the_greatest_amount_is_read_and_nothing_above_it() -> None:
    assert Money.parse("10000000000000", "KES") == Money(MAX_AMOUNT, "KES")
    with pytest.raises(NotAnAmount):
        Money.parse("10000000000000.01", "KES")


def test_two_amounts_of_one_currency_add_up() -> None:
    assert Money(150, "KES") + Money(50, "KES") == Money(200, "KES")


def test_amounts_of_two_currencies_cannot_be_added() -> None:
    with pytest.raises(TypeError, match="UGX"):
        Money(1, "KES") + Money(1, "UGX")


def test_what_is_left_of_an_amount_is_less_and_of_the_same_currency() -> None:
    assert Money(500, "KES") - Money(120, "KES") == Money(380, "KES")
    with pytest.raises(TypeError):
        Money(500, "KES") - Money(120, "UGX")
