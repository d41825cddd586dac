"""The life of an order: one table of the moves that are allowed, and nothing else decides.

Paid, partly refunded, disputed, late are no states: they are sums over payments and refunds.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from app.core.errors import Conflict, _


class OrderState(StrEnum):
    """Where an order stands."""

    REQUESTED = "requested"  # the buyer asked; the group has to answer
    OFFERED = "offered"  # the group answered with something else; the buyer has to agree
    AWAITING_PAYMENT = "awaiting_payment"  # both agreed; money has to come before work begins
    CONFIRMED = "confirmed"  # the group makes it, or packs it
    SHIPPED = "shipped"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ActorKind(StrEnum):
    """Who moves an order."""

    BUYER = "buyer"
    GROUP = "group"  # with its key, or its affiliate's
    RAIL = "rail"  # a way of paying that tells by itself
    CLOCK = "clock"  # time that ran out


class Cause(StrEnum):
    """Why an order moved."""

    PLACED = "placed"
    NOTED = "noted"  # the group wrote down what was ordered by phone or in person
    ACCEPTED = "accepted"
    OFFERED = "offered"
    AGREED = "agreed"  # the buyer took the offer
    AGREED_BY_PHONE = "agreed_by_phone"  # the group says the buyer took it
    PAID = "paid"
    SENT = "sent"
    HANDED_OVER = "handed_over"
    RECEIVED = "received"
    NO_COMPLAINT = "no_complaint"
    WITHDRAWN = "withdrawn"  # by the buyer, before anything was binding
    DECLINED = "declined"  # by the group
    EXPIRED = "expired"
    CALLED_OFF = "called_off"  # by the group, after it was confirmed
    TOGETHER = "together"  # the buyer asked for the end, the group agreed
    PAID_LATE = "paid_late"


class Move(NamedTuple):
    """One allowed step. `start` None: the order comes into being."""

    start: OrderState | None
    end: OrderState
    by: ActorKind
    because: Cause


class ForbiddenMove(Conflict):
    """An order stands where this cannot be done, or somebody else may do it."""

    words = _("This order has moved on in the meantime. Please look at it again.")

    def __init__(self, number: str, start: OrderState | None, end: OrderState, by: ActorKind, because: Cause) -> None:
        super().__init__(number=number, start=start, end=end, by=by, because=because)


_S, _A, _C = OrderState, ActorKind, Cause

MOVES = frozenset(
    [
        Move(None, _S.REQUESTED, _A.BUYER, _C.PLACED),
        Move(None, _S.AWAITING_PAYMENT, _A.BUYER, _C.PLACED),
        Move(None, _S.REQUESTED, _A.GROUP, _C.NOTED),
        Move(_S.REQUESTED, _S.AWAITING_PAYMENT, _A.GROUP, _C.ACCEPTED),
        Move(_S.REQUESTED, _S.CONFIRMED, _A.GROUP, _C.ACCEPTED),  # nothing is due before it is handed over
        Move(_S.REQUESTED, _S.OFFERED, _A.GROUP, _C.OFFERED),
        Move(_S.OFFERED, _S.OFFERED, _A.GROUP, _C.OFFERED),
        Move(_S.OFFERED, _S.AWAITING_PAYMENT, _A.BUYER, _C.AGREED),
        Move(_S.OFFERED, _S.CONFIRMED, _A.BUYER, _C.AGREED),
        Move(_S.OFFERED, _S.AWAITING_PAYMENT, _A.GROUP, _C.AGREED_BY_PHONE),
        Move(_S.OFFERED, _S.CONFIRMED, _A.GROUP, _C.AGREED_BY_PHONE),
        Move(_S.AWAITING_PAYMENT, _S.CONFIRMED, _A.RAIL, _C.PAID),
        Move(_S.AWAITING_PAYMENT, _S.CONFIRMED, _A.GROUP, _C.PAID),
        Move(_S.CONFIRMED, _S.SHIPPED, _A.GROUP, _C.SENT),
        Move(_S.CONFIRMED, _S.COMPLETED, _A.GROUP, _C.HANDED_OVER),
        Move(_S.SHIPPED, _S.COMPLETED, _A.BUYER, _C.RECEIVED),
        Move(_S.SHIPPED, _S.COMPLETED, _A.CLOCK, _C.NO_COMPLAINT),
        *(
            Move(start, _S.CANCELLED, by, because)
            for start in (_S.REQUESTED, _S.OFFERED, _S.AWAITING_PAYMENT)
            for by, because in ((_A.BUYER, _C.WITHDRAWN), (_A.GROUP, _C.DECLINED), (_A.CLOCK, _C.EXPIRED))
        ),
        *(
            Move(start, _S.CANCELLED, _A.GROUP, because)
            for start in (_S.CONFIRMED, _S.SHIPPED)
            for because in (_C.CALLED_OFF, _C.TOGETHER)
        ),
        Move(_S.CANCELLED, _S.CONFIRMED, _A.RAIL, _C.PAID_LATE),
        Move(_S.CANCELLED, _S.CONFIRMED, _A.GROUP, _C.PAID_LATE),
    ]
)

OPEN = frozenset({_S.REQUESTED, _S.OFFERED, _S.AWAITING_PAYMENT})  # pieces are held, nothing is taken
UNDER_WAY = frozenset({_S.CONFIRMED, _S.SHIPPED})  # the group works on it, or it travels
LIVE = frozenset({_S.CONFIRMED, _S.SHIPPED, _S.COMPLETED})  # money that came for it is well placed
