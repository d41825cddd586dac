"""Attempts to pay by a rail: begun in one transaction, made at the rail in none, written down in a second one."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Conflict, _
from app.payments.models import Payment, PaymentEnd, PaymentState, RailAccount, Refund
from app.payments.rail import Attempt, Back, Rail, Rails, Wanted
from app.payments.service import MANUAL, NothingAsked, PaidElsewhere, Payable, open_payment
from app.payments.wire import chargeable

ATTEMPTS_A_DAY = 6  # pages for one payable within a day: more is no buyer but somebody who tries cards
DAY = timedelta(hours=24)
RARELY = timedelta(hours=1)  # between two looks at what no page of a day ago can end: a bank's matter, or a person's


class NoCards(Conflict):
    """Somebody pays by a rail that this payee does not have, or not now."""

    words = _("This group cannot be paid by card just now. Please pay it another way, or write to it.")


class TooManyTries(Conflict):
    """One thing to pay was begun more often in a day than a person does."""

    words = _("This was tried many times today. Please pay another way, write to the group, or try again tomorrow.")


def begin(db: Session, payable: Payable, rail_name: str, wanted: Wanted) -> Payment:
    """Write an attempt down with its key and all that the rail will be told; the rail is called after the commit.

    An attempt that is open already is the one; a payment that waits to be made by hand makes room for it.

    Raises:
        NothingAsked: nothing waits to be paid.
        NoCards: the payee has no such account, or it does not work now.
        PaidElsewhere: another rail is at it.
        TooManyTries: one too many today.
        TooLittle, TooMuch, NotExact, CannotCarry: the rail cannot carry the amount.
    """
    waiting = open_payment(db, payable.id)
    if waiting is None:
        raise NothingAsked()
    if waiting.rail != MANUAL:
        if waiting.rail != rail_name:
            raise PaidElsewhere()
        return waiting
    rail = Rails.of(db).get(rail_name)
    account = db.get(RailAccount, (payable.payee_id, rail_name))
    if account is None or not account.live:
        raise NoCards()
    if (no := chargeable(waiting.asked, rail.carrier)) is not None:
        raise no
    number = _number(db, payable.id)
    waiting.state, waiting.ended = PaymentState.CLOSED, PaymentEnd.OTHERWISE
    db.flush()
    payment = _frozen(rail, waiting, wanted, account=account.account, number=number)
    db.add(payment)
    db.flush()
    return payment


def _frozen(rail: Rail, waiting: Payment, wanted: Wanted, *, account: str, number: int) -> Payment:
    """The attempt that takes the place of a payment by hand, with all that its rail will ever be told."""
    until = now().replace(microsecond=0) + timedelta(minutes=rail.page_minutes)
    return Payment(
        payable=waiting.payable,
        payee_id=waiting.payee_id,
        rail=rail.name,
        key=f"{wanted.reference}-{rail.name}-{number}",
        state=PaymentState.OPEN,
        amount=waiting.amount,
        currency=waiting.currency,
        asked_at=now(),
        account=account,
        frozen=rail.freeze(waiting.asked, wanted, until=until, account=account),
        until=until,
    )


def _number(db: Session, payable_id: UUID) -> int:
    """Which attempt this will be.

    Raises:
        TooManyTries: one too many today.
    """
    by_rail = select(func.count()).where(Payment.payable == payable_id, Payment.rail != MANUAL)
    if (db.scalar(by_rail.where(Payment.asked_at > now() - DAY, has_page())) or 0) >= ATTEMPTS_A_DAY:
        raise TooManyTries()
    return (db.scalar(by_rail) or 0) + 1


def has_page() -> ColumnElement[bool]:
    """Attempts whose page was made or may yet be: those that a rail's own fault ended before are nobody's tries."""
    return or_(Payment.ref.is_not(None), Payment.state == PaymentState.OPEN)


def attempt_of(payment: Payment) -> Attempt:
    """What a payment's rail is told of it."""
    return Attempt(
        id=payment.id,
        key=payment.key,
        payable=payment.payable,
        account=payment.account,
        amount=payment.asked,
        frozen=payment.frozen or {},
        asked_at=payment.asked_at,
        ref=payment.ref,
        charge=payment.charge,
        at_bank=payment.at_bank,
    )


def back_of(refund: Refund, payment: Payment) -> Back:
    """What a refund's rail is told of it."""
    return Back(refund.id, refund.key, attempt_of(payment), refund.money, refund.recorded_at, refund.ref)


def asked_by_rail(db: Session, payable_id: UUID) -> Payment | None:
    """The payment that a rail is asked for, if there is one: money can still arrive by it."""
    payment = open_payment(db, payable_id)
    return payment if payment is not None and payment.rail != MANUAL else None


def to_look_at(db: Session, *, before: datetime, limit: int = 50) -> list[UUID]:
    """Open attempts by rails that were not looked at since a moment, those that waited longest first."""
    waits_since = func.coalesce(Payment.looked_at, Payment.asked_at)
    due = or_(Payment.until.is_(None), Payment.until > now() - DAY, waits_since < before - RARELY)
    query = select(Payment.id).where(Payment.state == PaymentState.OPEN, Payment.rail != MANUAL, waits_since < before)
    return list(db.scalars(query.where(due).order_by(waits_since, Payment.id).limit(limit)))


def paid_to_look_at(db: Session, *, since: datetime, before: datetime, limit: int) -> list[UUID]:
    """Attempts by rails, begun since a day, that brought money; not looked at lately, the oldest look first."""
    looked = func.coalesce(Payment.looked_at, Payment.asked_at)
    query = select(Payment.id).where(Payment.state == PaymentState.CAPTURED, Payment.rail != MANUAL, looked < before)
    return list(db.scalars(query.where(Payment.asked_at > since).order_by(looked, Payment.id).limit(limit)))


def put_off(db: Session, payment_id: UUID) -> None:
    """An attempt was asked about in vain: the others come first, or one that never answers would hide them all."""
    db.execute(update(Payment).where(Payment.id == payment_id).values(looked_at=now()))
