"""Money as a value: whole minor units and a currency. No floats, and no sum of two currencies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.core.errors import Invalid, _

# ISO 4217 (list one, 2026): currencies whose minor unit is not a hundredth. All others have two decimals.
_EXPONENTS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}
MAX_AMOUNT = 10**15  # far above any price; keeps arithmetic inside a 64-bit column


class NotAnAmount(Invalid):
    """Words that cannot be read as an amount of this currency."""

    words = _("“%(text)s” is not an amount in %(currency)s.")


def exponent(currency: str) -> int:
    """How many decimals a currency has.

    >>> exponent("KES"), exponent("UGX"), exponent("KWD")
    (2, 0, 3)
    """
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units of one currency: Money(320000, "KES") is 3,200 shillings."""

    amount: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read a plain decimal ("3200", "18.50").

        Raises:
            NotAnAmount: not a plain number, more decimals than the currency has, negative, or beyond all sense.

        >>> Money.parse("18.5", "EUR")
        Money(amount=1850, currency='EUR')
        """
        whole, _dot, decimals = text.strip().partition(".")
        places = exponent(currency)
        plain = whole.isascii() and whole.isdigit() and (not _dot or (decimals.isascii() and decimals.isdigit()))
        if not plain or len(decimals) > places or len(whole) > 16:
            raise NotAnAmount(text=text, currency=currency)
        amount = int(whole + decimals.ljust(places, "0"))
        if amount > MAX_AMOUNT:
            raise NotAnAmount(text=text, currency=currency)
        return cls(amount, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.amount).scaleb(-exponent(self.currency))

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise TypeError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return self + Money(-other.amount, other.currency)

    def __str__(self) -> str:
        return f"{self.currency} {self.decimal}"
