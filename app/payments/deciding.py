"""What a person says of an attempt whose rail says otherwise than was asked, or does not tell any more.

Whoever calls this has asked the rail just before, so that nobody decides what the rail itself can still say.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.money import Money
from app.payments.models import Payment, PaymentEnd, PaymentState
from app.payments.rail import Seen, Standing


def accept(db: Session, payment: Payment, amount: Money, *, by: str, note: str, seen: Seen | None) -> None:
    """So much came, and it counts.

    Args:
        seen: what the rail said last; None: it does not tell.
    """
    payment.state, payment.captured_amount = PaymentState.CAPTURED, amount.amount
    payment.at_bank, payment.ended, payment.declined = False, None, ""
    payment.said_by, payment.received_on, payment.note = by, today(), note
    payment.charge = (seen.charge if seen else "") or payment.charge
    db.flush()


def refuse(db: Session, payment: Payment, *, by: str, note: str, seen: Seen | None) -> bool:
    """Nothing of it counts; whether the rail has money all the same, which goes back by hand.

    That the bank said no is said only where the rail said so: else nobody knows that nothing was charged.
    """
    there = seen is not None and seen.standing is Standing.CAPTURED
    payment.state, payment.at_bank = PaymentState.CLOSED, False
    no = seen is not None and seen.standing is Standing.FAILED
    payment.ended = PaymentEnd.FAILED if no else PaymentEnd.GIVEN_UP
    payment.said_by, payment.note = by, note
    db.flush()
    return there
