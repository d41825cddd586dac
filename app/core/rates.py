"""Exchange rates for display: dated rows with a source. Never used to charge anybody.

A price also has a *rank*: a number that lets prices of all currencies be sorted and compared. It is recomputed
whenever rates arrive; it is not money, is never shown, and means nothing outside one set of rates.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property

from sqlalchemy import Date, Numeric, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import today
from app.core.db import Base
from app.core.errors import Invalid, _
from app.core.money import Money, exponent
from app.core.revision import raise_revision

STALE_AFTER_DAYS = 7  # older rates say so on the page
RANKS_PER_EURO = 1000
MOST_RANK = 2**62 - 1  # fits a 64-bit column; beyond it stands what has no price
LEAST_PER_EUR = Decimal("0.000001")  # less is lost in the column and would divide by nothing


def band(rank: int) -> int:
    """A coarse step of the ranks, four to each doubling; a greater rank never has a lesser band.

    >>> band(1000), band(1250), band(2000)
    (43, 44, 47)
    """
    if rank < 4:
        return rank
    bits = rank.bit_length()
    return bits << 2 | (rank >> (bits - 3)) & 3


def band_bounds(step: int) -> tuple[int, int]:
    """The ranks of a band: the first, and the first after it.

    >>> band_bounds(band(1000))
    (896, 1024)
    """
    if step < 4:
        return step, step + 1
    bits, quarter = step >> 2, step & 3
    return (4 + quarter) << (bits - 3), (5 + quarter) << (bits - 3)


class Rate(Base):
    """How many units of a currency one euro was, on a day, by a source."""

    __tablename__ = "rate"

    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    as_of: Mapped[date] = mapped_column(Date, primary_key=True)
    per_eur: Mapped[Decimal] = mapped_column(Numeric(18, 6))
    source: Mapped[str] = mapped_column(String(120))


class BadRates(Invalid):
    """A file of rates that cannot be read."""

    words = _("Line %(line)s: %(text)s is not a rate. Expected: currency,per_eur,as_of,source.")


class NoRates(Invalid):
    """A file of rates that says none: it is empty, or only begins."""

    words = _(
        "There is no rate in this file. Its first line is currency,per_eur,as_of,source; a rate is a line below it."
    )


@dataclass(frozen=True)
class Approximate:
    """An amount turned into another currency, for the eye only."""

    money: Money
    as_of: date
    stale: bool  # the rate is older than a week


@dataclass(frozen=True)
class Rates:
    """The newest rate of each currency."""

    per_eur: dict[str, Decimal] = field(default_factory=dict)
    as_of: dict[str, date] = field(default_factory=dict)

    @property
    def currencies(self) -> list[str]:
        """What a reader can choose from, by code."""
        return sorted(self.per_eur)

    def rank(self, price: Money | None) -> int | None:
        """The comparable rank of a price, or None when it has none or its currency has no rate."""
        if price is None or price.currency not in self.per_eur:
            return None
        return min(int(price.decimal * RANKS_PER_EURO / self.per_eur[price.currency]), MOST_RANK)

    @cached_property
    def oldest(self) -> date | None:
        """The day of the oldest rate in use; None without rates."""
        return min((day for currency, day in self.as_of.items() if currency != "EUR"), default=None)

    def is_stale(self, today: date) -> bool:
        """Whether some rate in use is older than a week."""
        return self.oldest is not None and today - self.oldest > timedelta(days=STALE_AFTER_DAYS)

    def approximate(self, price: Money, currency: str, *, today: date) -> Approximate | None:
        """The price in another currency, in whole units where that says enough, dated by the older of the two rates."""
        if currency == price.currency or not {currency, price.currency} <= self.per_eur.keys():
            return None
        value = price.decimal * self.per_eur[currency] / self.per_eur[price.currency]
        places = exponent(currency) if value < 10 else 0
        rounded = round(value, places)
        as_of = min(self.as_of[currency], self.as_of[price.currency])
        money = Money(int(rounded.scaleb(exponent(currency))), currency)
        return Approximate(money, as_of, stale=today - as_of > timedelta(days=STALE_AFTER_DAYS))


def current_rates(db: Session) -> Rates:
    """The newest rate of every currency."""
    newest = select(Rate.currency, func.max(Rate.as_of).label("day")).group_by(Rate.currency).subquery()
    rows = db.execute(
        select(Rate.currency, Rate.per_eur, Rate.as_of).join(
            newest, (newest.c.currency == Rate.currency) & (newest.c.day == Rate.as_of)
        )
    )
    rates = Rates({"EUR": Decimal(1)}, {"EUR": date.max})
    for currency, per_eur, as_of in rows:
        rates.per_eur[currency] = per_eur
        rates.as_of[currency] = as_of
    rates.per_eur["EUR"], rates.as_of["EUR"] = Decimal(1), date.max
    return rates


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    number = 1
    try:
        for number, row in enumerate(csv.DictReader(lines), start=2):  # the last line read well
            yield number, row
    except (csv.Error, UnicodeDecodeError):
        raise BadRates(line=number + 1, text="…") from None


def put_rates(db: Session, lines: Iterable[str]) -> int:
    """Store rates from CSV lines `currency,per_eur,as_of,source` (with a heading line).

    Returns:
        How many rates were read. The same file twice changes nothing.

    Raises:
        BadRates: naming the first line that cannot be read; nothing is stored then.
        NoRates: there is none.
    """
    count = 0
    for number, row in _rows(lines):
        try:
            currency, per_eur = row["currency"].strip(), Decimal(row["per_eur"])
            as_of, source = date.fromisoformat(row["as_of"]), row["source"].strip()
        except (KeyError, TypeError, AttributeError, ValueError, InvalidOperation):
            raise BadRates(line=number, text=",".join(str(cell) for cell in row.values())) from None
        if as_of > today() + timedelta(days=1):
            raise BadRates(line=number, text=f"{currency},{as_of}")  # it would stay the newest for ever
        known = len(currency) == 3 and currency.isascii() and currency.isupper()
        if not known or not per_eur.is_finite() or not LEAST_PER_EUR <= per_eur < 10**9:
            raise BadRates(line=number, text=",".join(str(cell) for cell in row.values()))
        db.merge(Rate(currency=currency, per_eur=per_eur, as_of=as_of, source=source[:120]))
        count += 1
    if not count:
        raise NoRates()
    raise_revision(db)  # every approximate price is a public word
    return count
