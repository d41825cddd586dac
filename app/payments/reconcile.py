"""Compare what a rail lists for an account with what is written down here, both ways. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.payments.models import Dispute, Payment, PaymentState, Refund, RefundState
from app.payments.rail import Seen, SeenDispute, SeenRefund, Standing


class Kind(StrEnum):
    """How two lists can differ."""

    NOT_HERE = "not_here"  # the rail has an attempt that names one of ours, and there is none
    NOT_THERE = "not_there"  # we have an attempt that the rail does not list
    PAID_THERE = "paid_there"  # the rail has the money, we do not know it
    PAID_HERE = "paid_here"  # we count on money that the rail has not
    OPEN_THERE = "open_there"  # given up here, and can still be paid there
    AMOUNT = "amount"
    CURRENCY = "currency"
    ACCOUNT = "account"  # it lies on another account than we think
    REF = "ref"  # the rail calls it otherwise
    FEE = "fee"  # somebody takes a share
    REFUND_NOT_HERE = "refund_not_here"
    REFUND_NOT_THERE = "refund_not_there"
    REFUND_AMOUNT = "refund_amount"
    REFUND_STATE = "refund_state"
    DISPUTE_NOT_HERE = "dispute_not_here"
    DISPUTE_STATE = "dispute_state"


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same on both sides."""

    kind: Kind
    what: str  # the rail's name for it, else ours
    payable: UUID | None = None
    here: str = ""
    there: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.what}: here {self.here or 'nothing'}, there {self.there or 'nothing'}"


def compare(db: Session, rail: str, account: str, listed: Iterable[Seen], *, since: datetime) -> Iterator[Difference]:
    """Every difference between a rail's list and ours.

    Args:
        listed: all that the rail lists for the account since the same moment. What names none of our payments is the
            group's own business and none of ours.
    """
    named: dict[UUID, Seen] = {}
    for seen in listed:
        if seen.ours is not None:
            named[seen.ours] = seen
    mine = select(Payment).where(Payment.rail == rail, Payment.account == account, Payment.asked_at >= since)
    ours = {payment.id: payment for payment in db.scalars(mine)}
    for id_, seen in named.items():
        payment = ours.get(id_) or db.get(Payment, id_)
        if payment is None:
            yield Difference(Kind.NOT_HERE, seen.ref or str(id_), there=f"{seen.standing} {seen.amount or ''}".strip())
        else:
            yield from _payment(payment, seen)
            yield from _refunds(db, payment, seen.refunds)
            yield from _disputes(db, payment, seen.disputes)
    for id_, payment in ours.items():
        if id_ not in named and (payment.ref is not None or payment.state is PaymentState.CAPTURED):
            yield Difference(Kind.NOT_THERE, payment.ref or str(id_), payment.payable, here=str(payment.state))


def _payment(payment: Payment, seen: Seen) -> Iterator[Difference]:
    what, of = seen.ref or payment.key, payment.payable
    captured = payment.state is PaymentState.CAPTURED
    if seen.account and seen.account != payment.account:
        yield Difference(Kind.ACCOUNT, what, of, payment.account, seen.account)
    if payment.ref is not None and seen.ref != payment.ref:
        yield Difference(Kind.REF, what, of, payment.ref, seen.ref or "")
    if seen.fee:
        yield Difference(Kind.FEE, what, of, "0", str(seen.fee))
    if seen.standing is Standing.CAPTURED and not captured:
        yield Difference(Kind.PAID_THERE, what, of, str(payment.state), str(seen.amount))
    if captured and seen.standing is not Standing.CAPTURED:
        yield Difference(Kind.PAID_HERE, what, of, str(payment.captured_amount), str(seen.standing))
    if payment.state is PaymentState.CLOSED and seen.standing in (Standing.OPEN, Standing.AT_BANK):
        yield Difference(Kind.OPEN_THERE, what, of, "closed", str(seen.standing))
    if seen.amount is None:
        return
    if seen.amount.currency != payment.currency:
        yield Difference(Kind.CURRENCY, what, of, payment.currency, seen.amount.currency)
    elif captured and seen.amount.amount != payment.captured_amount:
        yield Difference(Kind.AMOUNT, what, of, str(payment.captured_amount), str(seen.amount.amount))


def _refunds(db: Session, payment: Payment, seen: Iterable[SeenRefund]) -> Iterator[Difference]:
    there = {one.ref: one for one in seen}
    here = list(db.scalars(select(Refund).where(Refund.payment_id == payment.id)))
    by_ref = {one.ref: one for one in here if one.ref}
    for ref, kept in by_ref.items():
        if ref not in there:
            yield Difference(Kind.REFUND_NOT_THERE, ref, payment.payable, here=f"{kept.state} {kept.amount}")
    for one in here:
        if not one.ref and one.state is RefundState.SUCCEEDED:
            yield Difference(Kind.REFUND_NOT_THERE, one.key, payment.payable, here=f"{one.state} {one.amount}")
    for ref, told in there.items():
        refund = by_ref.get(ref)
        if refund is None:
            yield Difference(Kind.REFUND_NOT_HERE, ref, payment.payable, there=f"{told.standing} {told.amount}")
        elif refund.amount != told.amount.amount or refund.currency != told.amount.currency:
            mine = f"{refund.amount} {refund.currency}"
            yield Difference(Kind.REFUND_AMOUNT, ref, payment.payable, mine, str(told.amount))
        elif str(refund.state) != str(told.standing):
            yield Difference(Kind.REFUND_STATE, ref, payment.payable, str(refund.state), str(told.standing))


def _disputes(db: Session, payment: Payment, seen: Iterable[SeenDispute]) -> Iterator[Difference]:
    here = {one.ref: one for one in db.scalars(select(Dispute).where(Dispute.payment_id == payment.id))}
    for one in seen:
        known = here.get(one.ref)
        if known is None:
            yield Difference(Kind.DISPUTE_NOT_HERE, one.ref, payment.payable, there=one.state)
        elif known.state != one.state:
            yield Difference(Kind.DISPUTE_STATE, one.ref, payment.payable, known.state, one.state)
