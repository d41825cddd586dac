"""Verbs of money. Sums are read, never kept: whatever is told twice or in any order, the sums are the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, bindparam, func, select
from sqlalchemy.orm import Session

from app.affiliates.models import Group, Means, UsableFrom
from app.core.clock import now
from app.core.db import uuid7
from app.core.errors import Conflict, Invalid, _
from app.core.money import Money
from app.core.rows import run, table_of, wrote
from app.payments.accounts import rails_for
from app.payments.models import NOT_GONE, Dispute, Instruction, Payment, PaymentEnd, PaymentState, Refund, RefundState

MANUAL = "manual"


class NothingAsked(Conflict):
    """Money is recorded for something that asks for none."""

    words = _("No payment is open for this order.")


class TooMuchBack(Invalid):
    """More would go back than came in."""

    words = _("Only %(left)s of what came in can still go back.")


class PaidElsewhere(Conflict):
    """Something is to be done by hand about money that a rail is still asked for."""

    words = _("A payment by card is under way for this order. Please wait until it is done, or has ended.")


class WrongCurrency(Invalid):
    """Money of another currency than was asked for."""

    words = _("This has to be paid in %(currency)s.")


@dataclass(frozen=True)
class Payable:
    """What is to be paid: all that this package knows of an order."""

    id: UUID
    payee_id: UUID
    amount: Money


@dataclass(frozen=True)
class Sums:
    """The money of a payable, in minor units of its currency."""

    captured: int
    back: int  # sent back, or about to be, and not denied or failed; or taken back by the buyer's bank
    taken: int = 0  # of that, by the bank: disputes that were lost

    @property
    def there(self) -> int:
        """What the payee has of it now."""
        return self.captured - self.back


def instructions_of(db: Session, group_id: UUID, currency: str, *, abroad: bool) -> list[Instruction]:
    """How a group takes money of a currency by hand, from its own country or from abroad; its own order."""
    query = select(Instruction).where(Instruction.group_id == group_id, Instruction.currency == currency)
    found = [one for one in db.scalars(query) if not abroad or one.usable_from is UsableFrom.ANYWHERE]
    order = list(Means)
    return sorted(found, key=lambda one: order.index(one.means))


def put_instruction(
    db: Session, group: Group, means: Means, currency: str, *, words: str, usable_from: UsableFrom
) -> None:
    """Say how a group takes money of a currency by some means; without words, that it does not any more."""
    known = db.get(Instruction, (group.id, means, currency))
    if known is not None:
        db.delete(known)
        db.flush()
    if words:
        told = {"words": words, "usable_from": usable_from, "changed_at": now()}
        db.add(Instruction(group_id=group.id, means=means, currency=currency, **told))
    db.flush()


_I = table_of(Instruction).c
_WAYS = select(_I.means, _I.usable_from).where(_I.group_id == bindparam("group"), _I.currency == bindparam("coin"))


def ways_to_pay(
    db: Session, group_id: UUID, currency: str, *, abroad: bool, amount: Money | None = None
) -> tuple[Means, ...]:
    """The same as means alone, with cards where they work now: that is all that may be said before there is an order.

    Args:
        amount: what has to be paid first, if it is known: a card takes no very small ones.
    """
    rows = run(db, _WAYS, {"group": group_id, "coin": currency})
    found = {means for means, usable in rows if not abroad or usable is UsableFrom.ANYWHERE}
    if rails_for(db, group_id, amount, currency):
        found.add(Means.CARD)
    return tuple(means for means in Means if means in found)


def ask(db: Session, payable: Payable, *, key: str) -> None:
    """Open a payment; with the key of an earlier one, that one stays as it is.

    Args:
        key: the same for every repeat of the same wish.
    """
    asked = {
        "id": uuid7(),
        "payable": payable.id,
        "payee_id": payable.payee_id,
        "rail": MANUAL,
        "key": key,
        "state": PaymentState.OPEN,
        "amount": payable.amount.amount,
        "currency": payable.amount.currency,
        "captured_amount": 0,
        "said_by": "",
        "note": "",
        "asked_at": now(),
    }
    wrote(db, Payment, asked, known="key")


def asked_with(db: Session, key: str) -> Payment:
    """The payment that was opened with a key."""
    return db.scalars(select(Payment).where(Payment.key == key)).one()


def open_payment(db: Session, payable_id: UUID) -> Payment | None:
    """The payment that is waited for; there is one at most."""
    return db.scalar(select(Payment).where(Payment.payable == payable_id, Payment.state == PaymentState.OPEN))


def record(
    db: Session, payable_id: UUID, amount: Money, *, means: Means, said_by: str, on: date, note: str = ""
) -> Payment:
    """Write down money that came by hand; it answers the payment that is open, short or not.

    Raises:
        NothingAsked: none is open.
        PaidElsewhere: a rail is asked for it.
        WrongCurrency: it is not of the currency asked for.
    """
    payment = open_payment(db, payable_id)
    if payment is None:
        raise NothingAsked()
    if payment.rail != MANUAL:
        raise PaidElsewhere()
    if amount.currency != payment.currency:
        raise WrongCurrency(currency=payment.currency)
    payment.state = PaymentState.CAPTURED
    payment.captured_amount = amount.amount
    payment.means, payment.said_by, payment.received_on, payment.note = means, said_by, on, note
    db.flush()
    return payment


def close(db: Session, payable_id: UUID) -> None:
    """Give up the open payment, if there is one: nothing is waited for any more.

    Raises:
        PaidElsewhere: a rail is asked for it, and has to be told first (`sync.give_up`).
    """
    payment = open_payment(db, payable_id)
    if payment is None:
        return
    if payment.rail != MANUAL:
        raise PaidElsewhere()
    payment.state, payment.ended = PaymentState.CLOSED, PaymentEnd.GIVEN_UP
    db.flush()


def send_back(
    db: Session, payable_id: UUID, amount: Money, *, key: str, how: str, reference: str, said_by: str, on: date
) -> Refund:
    """Write down money that was sent back by hand; with the key of an earlier one, that one.

    Raises:
        TooMuchBack: more than came in and is still there.
    """
    known = db.scalar(select(Refund).where(Refund.key == key))
    if known is not None:
        return known
    left = sums(db, payable_id).there
    if not 0 < amount.amount <= left:
        raise TooMuchBack(left=Money(left, amount.currency))
    refund = Refund(
        payable=payable_id,
        key=key,
        state=RefundState.SENT,
        amount=amount.amount,
        currency=amount.currency,
        how=how,
        reference=reference,
        said_by=said_by,
        sent_on=on,
        recorded_at=now(),
    )
    db.add(refund)
    db.flush()
    return refund


def answer_refund(db: Session, payable_id: UUID, refund_id: UUID, *, arrived: bool) -> Refund:
    """The buyer says whether money that was sent back came. What came stays so; a no can still become a yes.

    Raises:
        NothingAsked: no such money was sent back by hand. What went back by a rail is what the rail says.
        TooMuchBack: it was sent once more since the buyer said no, and both cannot have come.
    """
    refund = db.get(Refund, refund_id)
    if refund is None or refund.payable != payable_id or refund.payment_id is not None:
        raise NothingAsked()
    if arrived and refund.state is RefundState.DENIED:
        left = sums(db, payable_id).there  # it may have been sent a second time meanwhile
        if refund.amount > left:
            raise TooMuchBack(left=Money(left, refund.currency))
    if refund.state is not RefundState.ARRIVED:
        refund.state = RefundState.ARRIVED if arrived else RefundState.DENIED
        db.flush()
    return refund


def ask_about(db: Session, *, before: datetime, limit: int) -> list[Refund]:
    """Refunds by hand, recorded before a moment, of which the buyer has said nothing; each is returned once."""
    silent = (Refund.state == RefundState.SENT, Refund.payment_id.is_(None), Refund.looked_at.is_(None))
    query = select(Refund).where(*silent, Refund.recorded_at <= before).order_by(Refund.id).limit(limit)
    found = list(db.scalars(query.with_for_update(skip_locked=True)))
    for refund in found:
        refund.looked_at = now()
    db.flush()
    return found


def taken_back() -> ScalarSelect[int]:
    """Of a payment in the statement around it: what the buyer's bank decided to take back, in minor units."""
    lost = select(func.coalesce(func.sum(Dispute.amount), 0)).where(
        Dispute.payment_id == Payment.id, Dispute.lost, Dispute.currency == Payment.currency
    )
    return lost.correlate(Payment).scalar_subquery()


_CAME = select(Payment.captured_amount, taken_back()).where(
    Payment.payable == bindparam("payable"), Payment.state == PaymentState.CAPTURED
)
_WENT = select(func.coalesce(func.sum(Refund.amount), 0)).where(
    Refund.payable == bindparam("payable"), Refund.state.notin_(NOT_GONE)
)


def sums(db: Session, payable_id: UUID) -> Sums:
    """What came and what went back. What a bank takes of money that had gone back already was not there any more."""
    came = db.execute(_CAME, {"payable": payable_id}).all()
    captured = sum(int(amount) for amount, _lost in came)
    sent = int(db.execute(_WENT, {"payable": payable_id}).scalar_one())
    lost = sum(min(int(amount), int(lost)) for amount, lost in came)
    taken = max(0, min(lost, captured - sent))
    return Sums(captured, sent + taken, taken)


def payments_of(db: Session, payable_id: UUID) -> list[Payment]:
    """All payments of a payable, the oldest first."""
    return list(db.scalars(select(Payment).where(Payment.payable == payable_id).order_by(Payment.id)))


def refunds_of(db: Session, payable_id: UUID) -> list[Refund]:
    """All refunds of a payable, the oldest first."""
    return list(db.scalars(select(Refund).where(Refund.payable == payable_id).order_by(Refund.id)))


def disputes_of(db: Session, payable_id: UUID) -> list[Dispute]:
    """All disputes about money of a payable, the oldest first."""
    query = select(Dispute).join(Payment, Payment.id == Dispute.payment_id).where(Payment.payable == payable_id)
    return list(db.scalars(query.order_by(Dispute.id)))
