"""Refunds and disputes as their rail tells of them, written down; used by `sync` alone, in its transactions."""

from __future__ import annotations

from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.jobs import enqueue
from app.payments.models import Dispute, Payment, Refund, RefundState
from app.payments.rail import SeenDispute, SeenRefund

log = structlog.get_logger("payments")

DIFFERS = "ordering.differs"  # the job that has a person look at what cannot be believed
_RANKS = {RefundState.PENDING: 0, RefundState.SUCCEEDED: 1, RefundState.FAILED: 2}
_MOOT = -1  # we gave it up for there was nothing left; if the rail made it all the same, that is what counts


def differ(db: Session, payment: Payment, wrong: dict[str, Any]) -> None:
    """Believe nothing, and have a person look."""
    log.warning("rail_differs", payment=str(payment.id), fields=sorted(wrong))
    enqueue(db, DIFFERS, payment=str(payment.id), fields=wrong)


def note_refund(db: Session, payment: Payment, seen: SeenRefund) -> bool:
    """A refund of the rail: one of ours that moves forward, or one that somebody made at the rail itself."""
    refund = _refund_meant(db, payment, seen)
    state = RefundState(seen.standing)
    if refund is None:
        db.add(_made_at_the_rail(payment, seen, state))
        return True
    if refund.payment_id != payment.id or refund.money != seen.amount:
        differ(db, payment, {"refund": [str(refund.money), str(seen.amount)]})
        return False
    refund.looked_at = now()
    refund.ref = refund.ref or seen.ref or None
    if _RANKS[state] <= (_MOOT if refund.is_moot else _RANKS[refund.state]):
        return False
    refund.state, refund.why = state, seen.why
    return True


def _refund_meant(db: Session, payment: Payment, seen: SeenRefund) -> Refund | None:
    """Our refund that a rail speaks of. One that names ours and is not the one we know of is money of its own."""
    refund = db.get(Refund, seen.ours) if seen.ours else None
    if refund is not None and (not seen.ref or refund.ref in (None, seen.ref)):
        return refund
    return db.scalar(select(Refund).where(Refund.ref == seen.ref, Refund.payment_id == payment.id))


def _made_at_the_rail(payment: Payment, seen: SeenRefund, state: RefundState) -> Refund:
    return Refund(
        payable=payment.payable,
        key=f"{payment.rail}-{seen.ref}"[:60],
        state=state,
        amount=seen.amount.amount,
        currency=seen.amount.currency,
        how=payment.rail,
        said_by=payment.rail,
        sent_on=now().date(),
        recorded_at=now(),
        payment_id=payment.id,
        ref=seen.ref,
        why=seen.why,
        looked_at=now(),
    )


def note_dispute(db: Session, payment: Payment, seen: SeenDispute) -> bool:
    """A dispute, or that it moved; one that is over stays as it ended. Whether anything is new."""
    known = db.scalar(select(Dispute).where(Dispute.ref == seen.ref))
    if known is not None and (known.state == seen.state or known.over):
        return False
    if known is None:
        told = {"amount": seen.amount.amount, "currency": seen.amount.currency}
        known = Dispute(payment_id=payment.id, ref=seen.ref, **told)
        known.noted_at, known.reason = now(), seen.reason
        db.add(known)
    known.state, known.over, known.lost = seen.state, seen.over, seen.lost
    return True
