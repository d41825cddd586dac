"""What was pressed twice is done once: who presses again, on a weak line, is shown what came of it, not told off.

Each looks whether what a form says is already so, by the same hand and in the same words. Whatever else has changed
since, an old page is refused as ever (`answering.seen`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from app.affiliates.models import Means
from app.core.money import Money
from app.ordering.answering import Offer, terms_of
from app.ordering.ending import kept_of
from app.ordering.models import Actor, Order, OrderEvent
from app.ordering.service import lines_by_order
from app.ordering.states import Cause
from app.payments.models import PaymentState
from app.payments.service import MANUAL, payments_of


def has_moved(db: Session, order: Order, causes: Collection[Cause], *, by: Actor, note: str = "") -> bool:
    """Whether this was the last move of an order."""
    last = db.get_one(OrderEvent, (order.id, order.seq))
    return (last.by, last.name, last.note) == (by.kind, by.name, note) and last.because in causes


def has_ended(db: Session, order: Order, *, by: Actor, note: str, keeps: int) -> bool:
    """Whether a group said no to an order so, and keeps so much (minor units)."""
    kept = kept_of(db, order)
    no = (Cause.DECLINED, Cause.CALLED_OFF, Cause.TOGETHER)
    return has_moved(db, order, no, by=by, note=note) and keeps == (kept.amount if kept else 0)


def has_offered(db: Session, order: Order, proposed: Offer, *, by: Actor) -> bool:
    """Whether an order stands as a group offers it.

    Raises:
        BadOffer, BadQuantity: nobody can offer that.
    """
    lines = lines_by_order(db, [order])[order.id]
    terms = terms_of(order, lines, proposed)
    as_it_is = [(line.quantity, Money(line.unit_amount or 0, order.currency)) for line in lines]
    said = (terms.total.amount, terms.first.amount, proposed.ready_on)
    stands = (order.total_amount, order.due_first_amount, order.ready_on)
    by_it = has_moved(db, order, (Cause.OFFERED,), by=by, note=proposed.words)
    return by_it and (list(terms.lines), said) == (as_it_is, stands)


def has_come(db: Session, order: Order, amount: Money, *, means: Means, on: date, by: Actor, note: str) -> bool:
    """Whether the last money that a group wrote down for an order is this."""
    by_hand = [one for one in payments_of(db, order.id) if one.state is PaymentState.CAPTURED and one.rail == MANUAL]
    if not by_hand:
        return False
    last = by_hand[-1]
    told = (last.captured_amount, last.currency, last.means, last.received_on, last.said_by, last.note)
    return told == (amount.amount, amount.currency, means, on, by.name, note)
