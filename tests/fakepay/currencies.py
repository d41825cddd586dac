"""Amounts on Stripe's wire, from https://docs.stripe.com/currencies; written for this server alone.

The application has a table of its own. The two must never share code: where they differ, one of them is wrong.
"""

from __future__ import annotations

from tests.fakepay.errors import Refusal

# "Supported presentment currencies".
SUPPORTED = {
    "usd", "aed", "afn", "all", "amd", "ang", "aoa", "ars", "aud", "awg", "azn", "bam", "bbd", "bdt", "bgn", "bhd",
    "bif", "bmd", "bnd", "bob", "brl", "bsd", "bwp", "byn", "bzd", "cad", "cdf", "chf", "clp", "cny", "cop", "crc",
    "cve", "czk", "djf", "dkk", "dop", "dzd", "egp", "etb", "eur", "fjd", "fkp", "gbp", "gel", "gip", "gmd", "gnf",
    "gtq", "gyd", "hkd", "hnl", "htg", "huf", "idr", "ils", "inr", "isk", "jmd", "jod", "jpy", "kes", "kgs", "khr",
    "kmf", "krw", "kwd", "kyd", "kzt", "lak", "lbp", "lkr", "lrd", "lsl", "mad", "mdl", "mga", "mkd", "mmk", "mnt",
    "mop", "mur", "mvr", "mwk", "mxn", "myr", "mzn", "nad", "ngn", "nio", "nok", "npr", "nzd", "omr", "pab", "pen",
    "pgk", "php", "pkr", "pln", "pyg", "qar", "ron", "rsd", "rub", "rwf", "sar", "sbd", "scr", "sek", "sgd", "shp",
    "sle", "sos", "srd", "std", "szl", "thb", "tjs", "tnd", "top", "try", "ttd", "twd", "tzs", "uah", "ugx", "uyu",
    "uzs", "vnd", "vuv", "wst", "xaf", "xcd", "xof", "xpf", "yer", "zar", "zmw",
}  # fmt: skip
# "Zero-decimal currencies": the amount is the charge. UGX stands in that list too, but see below.
ZERO_DECIMAL = {
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf",
}  # fmt: skip
# "Special cases": no decimals in life, but two on the wire for backwards compatibility, and they must be 00.
# HUF and TWD are special for payouts only; a charge of theirs is an ordinary one with two decimals.
TWO_DECIMALS_OF_NOUGHT = {"isk", "ugx"}
# "Three-decimal currencies": the last digit must be 0.
THREE_DECIMAL = {"bhd", "jod", "kwd", "omr", "tnd"}

# "Minimum and maximum charge amounts", in the smallest unit on the wire. For other currencies Stripe converts at the
# rate of the day to the settlement currency and asks for its minimum; no rates here, so they have none.
LEAST = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250, "eur": 50,
    "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50,
    "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}  # fmt: skip
MOST_DIGITS = {"idr": 12, "cop": 10, "huf": 10, "jpy": 10, "inr": 9}
USUAL_DIGITS = 8


def decimals(currency: str) -> int:
    """How many digits of an amount on the wire stand behind the point."""
    return 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2


def shown(amount: int, currency: str) -> str:
    """An amount for a page: `12.50 EUR`. By digits, never by a division of floats."""
    places = decimals(currency)
    digits = str(amount).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]} {currency.upper()}" if places else f"{digits} {currency.upper()}"


def known(currency: str, param: str) -> str:
    """The currency in lower case. Raises Refusal (400) for one that Stripe does not charge in."""
    if currency.lower() not in SUPPORTED:
        raise Refusal(400, f"Invalid currency: {currency}.", param=param)
    return currency.lower()


def must_fit(amount: int, currency: str, param: str) -> None:
    """Raises Refusal (400) for an amount that cannot exist in that currency."""
    if amount < 0:
        raise Refusal(400, "Invalid non-negative integer", code="parameter_invalid_integer", param=param)
    if currency in TWO_DECIMALS_OF_NOUGHT and amount % 100:
        told = f"Amounts in {currency.upper()} are given with two decimals, which must be 00."
        raise Refusal(400, told, code="invalid_charge_amount", param=param)
    if currency in THREE_DECIMAL and amount % 10:
        told = f"The last digit of an amount in {currency.upper()} must be 0."
        raise Refusal(400, told, code="invalid_charge_amount", param=param)


def must_be_chargeable(amount: int, currency: str, param: str) -> None:
    """Raises Refusal (400) for a sum below the least, or above the most, that is charged in that currency."""
    must_fit(amount, currency, param)
    least = LEAST.get(currency, 1)
    if amount < least:
        told = f"The total amount due must add up to at least {shown(least, currency)}"
        raise Refusal(400, told, code="amount_too_small", param=param)
    most = 10 ** MOST_DIGITS.get(currency, USUAL_DIGITS) - 1
    if amount > most:
        told = f"The total amount due must be no more than {shown(most, currency)}"
        raise Refusal(400, told, code="amount_too_large", param=param)
