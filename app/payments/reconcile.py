"""Compare what a rail lists for an account with what is written down here, both ways. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.money import Money
from app.payments.models import Dispute, Payment, PaymentState, Refund, RefundState
from app.payments.rail import Seen, Standing

FRESH = timedelta(minutes=10)  # so long the news of a rail may be under way
PENDING = timedelta(hours=2)  # so long nobody may have looked at a refund that a bank works on


class Kind(StrEnum):
    """How two lists can differ."""

    NOT_HERE = "not_here"
    NOT_THERE = "not_there"
    TWICE = "twice"
    PAID_THERE = "paid_there"
    PAID_HERE = "paid_here"
    OPEN_THERE = "open_there"
    AMOUNT = "amount"
    CURRENCY = "currency"
    ACCOUNT = "account"
    REF = "ref"
    FEE = "fee"
    REFUND_NOT_HERE = "refund_not_here"
    REFUND_NOT_THERE = "refund_not_there"
    REFUND_AMOUNT = "refund_amount"
    REFUND_STATE = "refund_state"
    DISPUTE_NOT_HERE = "dispute_not_here"
    DISPUTE_NOT_THERE = "dispute_not_there"
    DISPUTE_STATE = "dispute_state"
    BARRED = "barred"


MEANS = {
    Kind.NOT_HERE: "the rail has a payment that names one of ours, and there is none",
    Kind.NOT_THERE: "the rail does not list a payment that we have",
    Kind.TWICE: "the rail has more than one payment for one of ours: perhaps somebody paid twice",
    Kind.PAID_THERE: "the rail has money that is not counted here",
    Kind.PAID_HERE: "money is counted here that the rail has not",
    Kind.OPEN_THERE: "a payment was given up here, and can still be made there",
    Kind.AMOUNT: "another amount came than is counted here",
    Kind.CURRENCY: "the money is of another currency",
    Kind.ACCOUNT: "the money lies on another account than we think",
    Kind.REF: "the rail calls the payment otherwise",
    Kind.FEE: "somebody takes a share of the payment",
    Kind.REFUND_NOT_HERE: "the rail sent money back that is not counted here",
    Kind.REFUND_NOT_THERE: "a refund is counted here that the rail does not have",
    Kind.REFUND_AMOUNT: "another amount went back than is counted here",
    Kind.REFUND_STATE: "a refund is further, or less far, than is known here",
    Kind.DISPUTE_NOT_HERE: "a bank wants money back, and nobody was told",
    Kind.DISPUTE_NOT_THERE: "the rail does not know of a dispute that stands here",
    Kind.DISPUTE_STATE: "a dispute stands otherwise than is known here",
    Kind.BARRED: "the rail no longer shows us this account: the group may have taken it back",
}  # what each means, for a person


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same on both sides."""

    kind: Kind
    what: str  # the rail's name for it, else ours
    payable: UUID | None = None
    here: str = ""
    there: str = ""
    account: str = ""
    payment: UUID | None = None  # of ours that it names
    mended: bool = False  # the rail was asked about the payment once more, and now both say the same

    def __str__(self) -> str:
        sides = "" if self.kind is Kind.BARRED else f"; here {self.here or 'nothing'}, there {self.there or 'nothing'}"
        told = f"{self.kind}: {MEANS[self.kind]} ({self.what}{sides})"
        return f"mended now: {told}" if self.mended else told


@dataclass(frozen=True)
class Period:
    """Which things are compared, and what may not be known yet."""

    since: datetime
    asked_at: datetime  # when the rail began to list: what was written down later is newer than its list
    fresh: timedelta = FRESH

    def is_newer(self, *moments: datetime | None) -> bool:
        """Whether one of these was after the rail began to list: it may have listed before that, or after."""
        return any(at is not None and at >= self.asked_at for at in moments)

    def may_be_news(self, at: datetime | None, patience: timedelta | None = None) -> bool:
        """Whether something is so new, or was looked at so lately, that its news are perhaps under way."""
        wait = patience if patience and self.fresh else self.fresh
        return at is not None and at > self.asked_at - wait


def compare(db: Session, rail: str, listed: Mapping[str, Iterable[Seen]], period: Period) -> Iterator[Difference]:
    """Every difference between a rail's lists and ours.

    Args:
        listed: all that the rail lists since the same moment, by account. What names none of our payments is the
            group's own business and none of ours.
    """
    named = by_payment(listed)
    mine = select(Payment).where(Payment.rail == rail, Payment.asked_at >= period.since)
    ours = {payment.id: payment for payment in db.scalars(mine.where(Payment.account.in_(list(listed))))}
    for id_, seens in named.items():
        payment = ours.get(id_) or db.get(Payment, id_)
        if payment is None:
            for seen in seens:
                yield Difference(Kind.NOT_HERE, seen.ref or str(id_), there=_stands(seen), account=seen.account)
        elif not period.is_newer(payment.looked_at):
            yield from of_payment(db, payment, seens, period)
    for id_, payment in ours.items():
        known = payment.ref is not None or payment.state is PaymentState.CAPTURED
        if id_ not in named and known and not period.is_newer(payment.asked_at, payment.looked_at):
            what, here = payment.ref or payment.key, str(payment.state)
            yield Difference(Kind.NOT_THERE, what, payment.payable, here, account=payment.account, payment=id_)


def by_payment(listed: Mapping[str, Iterable[Seen]]) -> dict[UUID, list[Seen]]:
    """What rails list and what names a payment of ours, as it says."""
    named: dict[UUID, list[Seen]] = {}
    for seen in (one for account in listed.values() for one in account):
        if seen.ours is not None:
            named.setdefault(seen.ours, []).append(seen)
    return named


def of_payment(db: Session, payment: Payment, seens: list[Seen], period: Period) -> Iterator[Difference]:
    """Every difference between one of our payments and all that its rail lists for it."""
    seen = next((one for one in seens if one.ref == payment.ref), seens[0])
    for other in seens:
        if other is not seen:
            what, here = other.ref or "", payment.ref or payment.key
            yield Difference(Kind.TWICE, what, payment.payable, here, _stands(other), other.account, payment.id)
    found = [
        *_payment(payment, seen, period),
        *_refunds(db, payment, seen, period),
        *_disputes(db, payment, seen, period),
    ]
    for kind, what, here, there in found:
        yield Difference(kind, what, payment.payable, here, there, payment.account, payment.id)


Found = tuple[Kind, str, str, str]  # kind, what, here, there


def _stands(seen: Seen) -> str:
    return f"{seen.standing} {seen.amount or ''}".strip()


def _payment(payment: Payment, seen: Seen, period: Period) -> Iterator[Found]:
    what = seen.ref or payment.key
    captured, there = payment.state is PaymentState.CAPTURED, seen.standing is Standing.CAPTURED
    came = Money(payment.captured_amount, payment.currency)
    looked = payment.state is PaymentState.OPEN and period.may_be_news(payment.looked_at or payment.asked_at)
    if seen.account and seen.account != payment.account:
        yield Kind.ACCOUNT, what, payment.account, seen.account
    if payment.ref is not None and seen.ref != payment.ref:
        yield Kind.REF, what, payment.ref, seen.ref or ""
    if seen.fee:
        yield Kind.FEE, what, "0", str(seen.fee)
    if there and not captured and not looked:
        yield Kind.PAID_THERE, what, str(payment.state), str(seen.amount)
    if captured and not there:
        yield Kind.PAID_HERE, what, str(came), str(seen.standing)
    if payment.state is PaymentState.CLOSED and seen.standing in (Standing.OPEN, Standing.AT_BANK):
        yield Kind.OPEN_THERE, what, "closed", str(seen.standing)
    if seen.amount is None:
        return
    if seen.amount.currency != payment.currency:
        yield Kind.CURRENCY, what, str(came), str(seen.amount)
    elif captured and seen.amount != came:
        yield Kind.AMOUNT, what, str(came), str(seen.amount)


def _refunds(db: Session, payment: Payment, seen: Seen, period: Period) -> Iterator[Found]:
    here = list(db.scalars(select(Refund).where(Refund.payment_id == payment.id).order_by(Refund.id)))
    there = {one.ref: one for one in seen.refunds}
    by_ref = {one.ref: one for one in here if one.ref}
    by_id = {one.id: one for one in here if not one.ref}  # asked for; the answer was not written down
    for one in here:
        known = one.ref in there or any(told.ours == one.id for told in seen.refunds)
        if not known and _counts(one, period):
            yield Kind.REFUND_NOT_THERE, one.ref or one.key, _refund(one), ""
    for ref, told in there.items():
        refund = by_ref.get(ref) or (by_id.get(told.ours) if told.ours else None)
        said = f"{told.standing} {told.amount}"
        if refund is None:
            if not period.may_be_news(told.made_at):
                yield Kind.REFUND_NOT_HERE, ref, "", said
        elif period.is_newer(refund.recorded_at, refund.looked_at):
            continue
        elif Money(refund.amount, refund.currency) != told.amount:
            yield Kind.REFUND_AMOUNT, ref, _refund(refund), said
        elif str(refund.state) != str(told.standing) and not _awaited(refund, period):
            yield Kind.REFUND_STATE, ref, _refund(refund), said


def _refund(one: Refund) -> str:
    return f"{one.state} {Money(one.amount, one.currency)}"


def _counts(one: Refund, period: Period) -> bool:
    """Whether the rail must have listed a refund; one that it refused was never made."""
    if period.is_newer(one.recorded_at, one.looked_at):
        return False
    if one.ref or one.state is RefundState.SUCCEEDED:
        return True
    return one.state is RefundState.PENDING and not period.may_be_news(one.recorded_at, PENDING)


def _awaited(one: Refund, period: Period) -> bool:
    """Whether somebody looks at a refund that is under way."""
    return one.state is RefundState.PENDING and period.may_be_news(one.looked_at or one.recorded_at, PENDING)


def _disputes(db: Session, payment: Payment, seen: Seen, period: Period) -> Iterator[Found]:
    here = {one.ref: one for one in db.scalars(select(Dispute).where(Dispute.payment_id == payment.id))}
    for one in seen.disputes:
        known = here.pop(one.ref, None)
        if known is None and not period.may_be_news(one.made_at):
            yield Kind.DISPUTE_NOT_HERE, one.ref, "", f"{one.state} {one.amount}"
        elif known is not None and known.state != one.state:
            yield Kind.DISPUTE_STATE, one.ref, known.state, one.state
    for ref, known in here.items():
        yield Kind.DISPUTE_NOT_THERE, ref, known.state, ""
