"""How an amount travels to a rail and back: exactly, or not at all. Nothing is ever rounded.

The decimals on the wire belong to a currency *and* a rail; `app/core/money.py` knows those of ISO 4217, which are ours.
Whoever takes the one for the other charges a hundred times too much or too little.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import lcm
from pathlib import Path

from app.core.errors import Invalid, _
from app.core.money import MAX_AMOUNT, Money, exponent

TABLE = Path(__file__).parent / "stripe_amounts.csv"


class CannotCarry(Invalid):
    """A currency that a rail does not know."""

    words = _("%(currency)s cannot be paid this way.")


class NotExact(Invalid):
    """An amount that would have to be rounded on its way."""

    words = _("%(amount)s cannot be paid this way to the last digit.")


class TooLittle(Invalid):
    """Less than a rail takes."""

    words = _("%(amount)s is too little to be paid this way; it takes %(least)s or more.")


class TooMuch(Invalid):
    """More than a rail takes."""

    words = _("%(amount)s is too much to be paid this way; it takes %(most)s at most.")


@dataclass(frozen=True, slots=True)
class Wire:
    """How one currency travels on one rail. Multiple, minimum and maximum are numbers as they travel."""

    decimals: int
    multiple: int = 1  # the number has to be divisible by this
    minimum: int = 1
    maximum: int = MAX_AMOUNT


@dataclass(frozen=True, slots=True)
class Carrier:
    """What a rail has to say about amounts; a rail with habits of its own brings one."""

    name: str
    wire_of: Callable[[str], Wire | None]  # by currency; None: cannot carry it
    lower_case: bool = False  # how it writes the codes of currencies


@cache
def stripe_wires() -> dict[str, Wire]:
    """What Stripe can charge, by currency: the dated table beside this module."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {row.pop("currency"): Wire(**{name: int(number) for name, number in row.items()}) for row in rows}


STRIPE = Carrier("stripe", lambda currency: stripe_wires().get(currency), lower_case=True)
MANUAL = Carrier("manual", lambda currency: Wire(exponent(currency)))  # people write down what came, to the last digit
CARRIERS = {carrier.name: carrier for carrier in (STRIPE, MANUAL)}


def to_wire(money: Money, rail: str | Carrier) -> int:
    """The number that says this amount on a rail. For money that goes back, too: no least or most is looked at.

    Raises:
        CannotCarry, NotExact: it cannot travel.
        ValueError: below zero; no rail carries debts.

    >>> to_wire(Money(5, "UGX"), "stripe"), to_wire(Money(5, "JPY"), "stripe"), to_wire(Money(500, "MGA"), "stripe")
    (500, 5, 5)
    """
    if money.amount < 0:
        raise ValueError(f"{money} cannot travel")
    wire = _wire(money.currency, rail)
    number = _shifted(money.amount, wire.decimals - exponent(money.currency))
    if number is None or number % wire.multiple:
        raise NotExact(amount=money)
    return number


def from_wire(amount: int, currency: str, rail: str | Carrier) -> Money:
    """The money that a number on a rail says. A rail may tell more than it takes: nothing else is looked at.

    Args:
        currency: in capitals or small letters.

    Raises:
        CannotCarry: the rail cannot have said that.
        ValueError: no amount of this currency: below zero, or a part of its smallest unit.

    >>> from_wire(500, "ugx", "stripe")
    Money(amount=5, currency='UGX')
    """
    currency = currency.upper()
    wire = _wire(currency, rail)
    ours = _shifted(amount, exponent(currency) - wire.decimals)
    if amount < 0 or ours is None:
        raise ValueError(f"{amount} is no amount in {currency}")
    return Money(ours, currency)


def code_on_wire(currency: str, rail: str | Carrier) -> str:
    """The code of a currency as a rail writes it.

    >>> code_on_wire("KES", "stripe")
    'kes'
    """
    return currency.lower() if _carrier(rail).lower_case else currency


def chargeable(money: Money, rail: str | Carrier) -> Invalid | None:
    """Why an amount cannot be asked for on a rail: a refusal that can be shown or raised; None: it can."""
    try:
        wire = _wire(money.currency, rail)
        least, most = _limits(wire, money.currency)
        if money.amount < least.amount:
            return TooLittle(amount=money, least=least)
        if money.amount > most.amount:
            return TooMuch(amount=money, most=most)
        to_wire(money, rail)
    except (CannotCarry, NotExact) as refused:
        return refused
    return None


def _limits(wire: Wire, currency: str) -> tuple[Money, Money]:
    """The least and the most that can travel exactly."""
    more = wire.decimals - exponent(currency)
    step = lcm(wire.multiple, 10 ** max(0, more))  # from one number that is an amount of ours to the next
    least, most = -(-wire.minimum // step) * step, wire.maximum // step * step
    return Money(_shifted(least, -more) or 0, currency), Money(_shifted(most, -more) or 0, currency)


def _shifted(number: int, places: int) -> int | None:
    """A number with so many decimals more, or fewer below zero; None: digits would be lost."""
    if places >= 0:
        return int(number * 10**places)
    whole, lost = divmod(number, 10**-places)
    return None if lost else whole


def _wire(currency: str, rail: str | Carrier) -> Wire:
    wire = _carrier(rail).wire_of(currency)
    if wire is None:
        raise CannotCarry(currency=currency)
    return wire


def _carrier(rail: str | Carrier) -> Carrier:
    return CARRIERS[rail] if isinstance(rail, str) else rail
