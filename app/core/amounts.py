"""Amounts and shares as people type them: in the digits, signs and groups of their language, beside a sign or plain."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel.numbers import get_currency_symbol, get_decimal_symbol

from app.core.errors import Invalid, _
from app.core.i18n import SOURCE, locale
from app.core.money import Money, NotAnAmount, exponent

# "1,000.50", "1.000,50", "1 000", "1,00,000" as India groups; a group never begins with 0, so "0.500" is none.
_GROUPED = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?P<sign>[.,' ])(?:\d{2,3}(?P=sign))*\d{3})(?:(?!(?P=sign))[.,](?P<part>\d+)?)?", re.ASCII
)
_PLAIN = re.compile(r"(?P<whole>\d+)(?:[.,](?P<part>\d+)?)?", re.ASCII)
_SHARE = re.compile(r"(?:% ?)?(?P<whole>\d{1,3})(?:[.,](?P<part>\d{0,2}))?(?: ?%)?", re.ASCII)
_WHOLE_BP = 10_000
_ROUND = re.compile(r"(/[-=]|[.,][-–—])$")  # "500/-", "500/=", "20,-": no cents
_SIGNS = str.maketrans(
    {"\u066b": ".", "\u066c": ",", "\u060c": ",", "\u2019": "'", "\u066a": "%", "\uff05": "%"}
)  # of Arabic and Urdu; an apostrophe; percent signs
_SAID = {  # what people write for a currency, beside what CLDR has
    **dict.fromkeys(["INR", "PKR", "NPR", "LKR"], ("rs",)),
    "KES": ("ksh", "sh"),
    "UGX": ("ush", "sh"),
    "TZS": ("tsh", "sh"),
}


class NotAShare(Invalid):
    """Words that cannot be read as a share of a whole."""

    words = _("“%(text)s” is not a share in percent. Please give a number from 0 to 100.")


def read_share(text: str) -> int:
    """Read a share in percent, as hundredths of a percent: a number from 0 to 100, with a percent sign or without.

    Raises:
        NotAShare: it is none; what was typed is never taken for all of it.

    >>> read_share("50 %"), read_share("12,5"), read_share("۵۰٪")
    (5000, 1250, 5000)
    """
    found = _SHARE.fullmatch(_spelled(text))
    share = int(found["whole"] + (found["part"] or "").ljust(2, "0")) if found else _WHOLE_BP + 1
    if share > _WHOLE_BP:
        raise NotAShare(text=text)
    return share


def read_amount(text: str, currency: str, lang: str) -> Money:
    """Read an amount as a reader of a language may type it.

    Raises:
        NotAnAmount: it cannot be read; another currency than this one is none either.

    >>> read_amount("1,000", "EUR", "en") == read_amount("1.000,00 €", "EUR", "es") == read_amount("۱۰۰۰", "EUR", "ur")
    True
    """
    try:
        return Money.parse(_plain(_bare(text, currency, lang), currency, lang), currency)
    except NotAnAmount:
        raise NotAnAmount(text=text, currency=currency) from None


def _plain(typed: str, currency: str, lang: str) -> str:
    """A number without groups and with a point; what is no number stays as it is."""
    places = exponent(currency)
    found = _GROUPED.fullmatch(typed)
    if found and places > 2 and found["part"] is None and found["sign"] == get_decimal_symbol(locale(lang)):
        found = None  # "1.500" of a currency with three decimals
    found = found or _PLAIN.fullmatch(typed)
    if found is None:
        return typed
    whole, part = re.sub(r"\D", "", found["whole"]), found["part"] or ""
    if not part[places:].strip("0"):
        part = part[:places]
    return f"{whole}.{part}" if part else whole


def _bare(text: str, currency: str, lang: str) -> str:
    """The number alone, in the digits that computers write."""
    return _ROUND.sub("", _marks(currency, lang).sub("", _spelled(text))).strip()


def _spelled(text: str) -> str:
    """What was typed, in the digits and signs that computers write."""
    chars = (_plain_char(char) for char in text.translate(_SIGNS))
    return " ".join("".join(chars).split())


def _plain_char(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    return {"Cf": "", "Zs": " "}.get(kind, char)  # marks of direction stand in what the site prints


@lru_cache(maxsize=256)
def _marks(currency: str, lang: str) -> re.Pattern[str]:
    """The signs and the code of a currency, before or after a number."""
    symbols = [get_currency_symbol(currency, locale(each)) for each in (lang, SOURCE)]
    signs = [char for symbol in symbols for char in symbol if unicodedata.category(char) == "Sc"]
    told = {"".join(map(_plain_char, mark)) for mark in (currency, *symbols, *signs, *_SAID.get(currency, ()))} - {""}
    longest_first = sorted(told, key=len, reverse=True)
    either = "|".join(re.escape(mark) + r"\.?" * mark[-1].isalpha() for mark in longest_first)
    return re.compile(rf"^(?:{either})\s*|\s*(?:{either})$", re.IGNORECASE)
