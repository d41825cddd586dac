"""What things cost together: pure, and the only place where prices are added up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.core.money import Money

WHOLE_BP = 10_000


def unit_price(price: Money | None, steps: Sequence[tuple[int, Money]], quantity: int) -> Money | None:
    """What one piece costs when so many are taken: the price of the highest step that is reached.

    Args:
        price: of a single piece; None: on request, whatever the steps say.
        steps: (from so many pieces, each costs).

    >>> unit_price(Money(1000, "KES"), [(10, Money(900, "KES")), (50, Money(800, "KES"))], 12)
    Money(amount=900, currency='KES')
    """
    if price is None:
        return None
    reached = [step for step in steps if step[0] <= quantity]
    return max(reached, key=lambda step: step[0])[1] if reached else price


def together(amounts: Iterable[Money | None], currency: str) -> Money | None:
    """The sum; None as soon as one of them is not known.

    Raises:
        TypeError: one of them is of another currency.
    """
    total = Money(0, currency)
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def first_part(total: Money, advance_bp: int) -> Money:
    """What is due before work begins: a share of the total, rounded up to a whole minor unit.

    >>> first_part(Money(1001, "KES"), 5000)
    Money(amount=501, currency='KES')
    """
    return Money(-(-total.amount * advance_bp // WHOLE_BP), total.currency)
