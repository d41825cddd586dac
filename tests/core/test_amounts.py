"""An amount is read as people type it: in their digits and groups, beside a sign of the currency, or plain."""

from __future__ import annotations

import unicodedata

import pytest
from babel.numbers import list_currencies
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.amounts import NotAShare, read_amount, read_share
from app.core.i18n import languages, money_words, number_words
from app.core.money import MAX_AMOUNT, Money, NotAnAmount

currencies = st.sampled_from(sorted(c for c in list_currencies() if len(c) == 3))
amounts = st.one_of(st.integers(0, 10_000), st.integers(0, MAX_AMOUNT))
langs = st.sampled_from(list(languages()))
zeros = st.sampled_from(["0", "٠", "۰", "०", "০", "๐", "０"])


@settings(deadline=None, max_examples=300)
@given(amounts, currencies, langs)
def test_what_the_site_prints_can_be_typed_into_the_filter(amount: int, currency: str, lang: str) -> None:
    money = Money(amount, currency)
    assert read_amount(money_words(money, lang), currency, lang) == money


@settings(deadline=None, max_examples=200)
@given(amounts, currencies, langs, zeros)
def test_a_plain_number_is_read_in_every_language_and_in_all_digits(
    amount: int, currency: str, lang: str, zero: str
) -> None:
    plain = format(Money(amount, currency).decimal, "f")
    if len(plain.partition(".")[2]) > 2:
        return  # "1.500" of a dinar: whether that is one and a half, its language alone tells
    written = "".join(chr(ord(zero) + int(char)) if char.isdigit() else char for char in plain)
    assert read_amount(f" {written} ", currency, lang) == Money(amount, currency)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=40), currencies, langs)
def test_whatever_is_typed_is_an_amount_or_refused_in_the_words_that_were_typed(
    typed: str, currency: str, lang: str
) -> None:
    try:
        money = read_amount(typed, currency, lang)
    except NotAnAmount as refused:
        assert refused.values == {"text": typed, "currency": currency}
    else:
        assert 0 <= money.amount <= MAX_AMOUNT
        assert any(unicodedata.category(char) == "Nd" for char in typed)


READ = [
    ("1,000", "EUR", "en", "1000"),
    ("1.000", "EUR", "en", "1000"),
    ("1.000,50", "EUR", "en", "1000.50"),
    ("1,000.50", "EUR", "es", "1000.50"),
    ("12,5", "EUR", "en", "12.5"),
    ("€20", "EUR", "ur", "20"),
    ("20 EUR", "EUR", "pt", "20"),
    ("eur 20", "EUR", "en", "20"),
    ("۵۰", "EUR", "ur", "50"),
    ("٣٫١٤", "EUR", "ur", "3.14"),
    ("1 000,50 €", "EUR", "pt", "1000.50"),
    ("1\u202f000", "EUR", "es", "1000"),
    ("1,00,000", "INR", "en", "100000"),
    ("Rs. 500/-", "INR", "en", "500"),
    ("Ksh 3,200", "KES", "sw", "3200"),
    ("500/=", "UGX", "sw", "500"),
    ("18.00", "UGX", "en", "18"),
    ("1.500", "KWD", "en", "1.500"),
    ("1.500", "KWD", "es", "1500"),
]


@pytest.mark.parametrize(("typed", "currency", "lang", "meant"), READ)
def test_people_write_amounts_in_many_ways(typed: str, currency: str, lang: str, meant: str) -> None:
    assert read_amount(typed, currency, lang) == Money.parse(meant, currency)


@pytest.mark.parametrize("typed", ["", "cheap", "-5", "1e3", "0x10", "12.3.4.5", "1,000,00", "0.505", "€", "5²", "$20"])
def test_what_is_no_amount_in_euros_is_refused(typed: str) -> None:
    with pytest.raises(NotAnAmount):
        read_amount(typed, "EUR", "en")


SHARES = {
    "50": 5_000,
    "50%": 5_000,
    " 50 % ": 5_000,
    "%50": 5_000,
    "0": 0,
    "0 %": 0,
    "100": 10_000,
    "100,00": 10_000,
    "12.5": 1_250,
    "12,5": 1_250,
    "33.33 %": 3_333,
    "۵۰٪": 5_000,
    "١٢٫٥٪": 1_250,
    "５０％": 5_000,
    "५०": 5_000,
    "\u200f50\u00a0%": 5_000,
}


@pytest.mark.parametrize(("typed", "share"), SHARES.items())
def test_a_share_is_read_with_its_sign_or_without(typed: str, share: int) -> None:
    assert read_share(typed) == share


@pytest.mark.parametrize(
    "typed", ["1000", "101", "100.01", "-5", "half", "50 50", "1.000", "33.333", "50%%", "½", "5e1", ".5", "%", "", "٪"]
)
def test_what_is_no_share_is_refused_and_never_all_of_it(typed: str) -> None:
    with pytest.raises(NotAShare) as refused:
        read_share(typed)
    assert refused.value.values == {"text": typed}


@given(st.integers(0, 10_000), langs)
def test_a_share_that_the_site_prints_can_be_typed(share: int, lang: str) -> None:
    assert read_share(f"{number_words(share / 100, lang)}%") == share
