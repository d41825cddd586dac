"""Bring what we have written down into line with what a rail says: the only code that believes a rail.

A webhook, the buyer's return, the clock and a person's button all come here. Each asks the rail first, outside any
transaction, and then applies the answer in one. Applying moves standings only forward, so that repeats, other orders
of arrival, delays and forgeries cannot matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import Database
from app.core.jobs import enqueue
from app.payments.attempts import attempt_of, back_of
from app.payments.models import Payment, PaymentEnd, PaymentState, Refund, RefundState
from app.payments.noting import differ, note_dispute, note_refund
from app.payments.rail import (
    Attempt,
    Barred,
    FaultKept,
    Rail,
    RailAway,
    RailRefused,
    Rails,
    RefundStanding,
    Seen,
    SeenRefund,
    Standing,
)
from app.payments.refunding import leave_what_is_gone

log = structlog.get_logger("payments")

_ENDS = {Standing.ENDED: PaymentEnd.RAN_OUT, Standing.FAILED: PaymentEnd.FAILED}
SETTLE = "ordering.settle"  # the job that learns of everything that changed here
CHECK = "ordering.check_account"  # the one that asks what an account can do
FORGOTTEN = timedelta(minutes=5)  # after the end of a page that its rail never heard of


def start(database: Database, payment_id: UUID) -> str:
    """Have a rail make the page of an attempt; returns its address, and the same one for every repeat.

    Raises:
        RailAway: it does not answer; the attempt stays, and the next repeat makes it or finds it.
        Barred: it tells nothing more of the page it made; a person is told.
        RailRefused: it makes no page, for good; the attempt has ended.

    An attempt that was given up while its page was made has no page: it is closed again before anybody sees it.
    Nor has one that is at the bank: its buyer did all.
    """
    attempt, rail = _told(database, payment_id)
    if attempt.at_bank:
        sync(database, payment_id)
        return ""
    if attempt.ref:
        seen = _asked(database, payment_id, lambda: rail.fetch(attempt))
    else:
        try:
            seen = rail.start(attempt)
        except RailRefused as refused:
            _end(database, payment_id, why=str(refused))
            raise
    apply(database, payment_id, seen)
    with database.reading() as db:
        payment = db.get_one(Payment, payment_id)
    if seen.standing is not Standing.OPEN or payment.ref != seen.ref:
        return ""
    if payment.state is not PaymentState.OPEN:
        give_up(database, payment_id)
        return ""
    return seen.page


def sync(database: Database, payment_id: UUID) -> Seen:
    """Ask the rail how an attempt stands, and write that down.

    Raises:
        RailAway: it does not answer; nothing has changed.
    """
    attempt, rail = _told(database, payment_id)
    seen = _asked(database, payment_id, lambda: rail.fetch(attempt))
    apply(database, payment_id, seen)
    return seen


def give_up(database: Database, payment_id: UUID) -> Seen:
    """Close an attempt at its rail, so that no money can arrive by it; it may just have been paid.

    Raises:
        RailAway: it does not answer, and money can still arrive.
    """
    attempt, rail = _told(database, payment_id)
    seen = _asked(database, payment_id, lambda: rail.close(attempt))
    apply(database, payment_id, seen, ended=PaymentEnd.GIVEN_UP)
    return seen


def _told(database: Database, payment_id: UUID) -> tuple[Attempt, Rail]:
    """An attempt as its rail is told of it, and that rail; no transaction is open afterwards."""
    with database.reading() as db:
        payment = db.get_one(Payment, payment_id)
        return attempt_of(payment), Rails.of(db).get(payment.rail)


def _asked(database: Database, payment_id: UUID, ask: Callable[[], Seen]) -> Seen:
    """What a rail says. One that refuses to tell, as where a group took its account back, is away for this attempt.

    Of what is over here, or paid, nothing more is known then, and there is nothing for a person to decide.

    Raises:
        RailAway: nothing was learnt.
        Barred: the rail refuses to tell; a person is told.
    """
    try:
        return ask()
    except RailRefused as refused:
        with database.writing() as db:
            payment = db.get_one(Payment, payment_id, with_for_update=True)
            payment.looked_at = now()
            if payment.state is not PaymentState.OPEN:
                return Seen(Standing.UNKNOWN)
            differ(db, payment, {"refused": str(refused)})
            _check_account(db, payment)
        raise Barred() from refused


def _check_account(db: Session, payment: Payment) -> None:
    enqueue(db, CHECK, group=str(payment.payee_id), rail=payment.rail)


def send_refund(database: Database, refund_id: UUID) -> None:
    """Ask a rail for money back, under the key of the refund, and write down what it says.

    Where it makes none, it is looked at first: the group sent the money back at the rail itself, or a bank took it, and
    the news of that are still on their way. Then nothing has failed.

    Raises:
        RailAway: it does not answer; the same again is safe.
    """
    with database.reading() as db:
        refund = db.get_one(Refund, refund_id)
        assert refund.payment_id is not None
        payment = db.get_one(Payment, refund.payment_id)
        back, rail = back_of(refund, payment), Rails.of(db).get(payment.rail)
    if refund.state is not RefundState.PENDING or refund.ref:
        return  # asked for already: how it stands is for `sync` to find out
    try:
        seen = rail.refund(back)
    except FaultKept:
        _other_key(database, refund_id, back.key)
        raise RailAway() from None
    except RailRefused as refused:
        seen = SeenRefund("", RefundStanding.FAILED, back.amount, back.id, why=str(refused)[:80])
    never_made = seen.standing is RefundStanding.FAILED and not seen.ref
    if never_made:
        sync(database, back.attempt.id)
    with database.writing() as db:
        # Locked as in `apply`: an answer that is older than what `apply` has seen moves nothing back.
        payment = db.get_one(Payment, back.attempt.id, with_for_update=True)
        refund = db.get_one(Refund, refund_id)
        if never_made and (refund.state is not RefundState.PENDING or refund.ref):
            return  # what was seen meanwhile counts
        if note_refund(db, payment, seen):
            _tell_owner(db, payment.payable)


def _other_key(database: Database, refund_id: UUID, spent: str) -> None:
    """The rail made nothing under the key of a refund, and never will. A late answer to an older key changes none."""
    with database.writing() as db:
        refund = db.get_one(Refund, refund_id, with_for_update=True)
        if refund.key != spent:
            return
        numbered = re.fullmatch(r"(.*)\.(\d+)", refund.key)
        plain, number = (numbered[1], int(numbered[2])) if numbered else (refund.key, 0)
        refund.key = f"{plain[:54]}.{number + 1}"


def apply(database: Database, payment_id: UUID, seen: Seen, *, ended: PaymentEnd = PaymentEnd.RAN_OUT) -> bool:
    """Write down what a rail says, in one transaction; whether anything changed.

    Args:
        ended: why the attempt is over, if it is, and the rail says no more than that.
    """
    with database.writing() as db:
        payment = db.get_one(Payment, payment_id, with_for_update=True)
        payment.looked_at = now()
        changed = _apply(db, payment, seen, ended)
        db.flush()
        if changed:
            _tell_owner(db, payment.payable)
    return changed


def _tell_owner(db: Session, payable: UUID) -> None:
    enqueue(db, SETTLE, payable=str(payable))


def _apply(db: Session, payment: Payment, seen: Seen, ended: PaymentEnd) -> bool:
    if wrong := differences(payment, seen):
        if payment.decided:
            return payment.state is PaymentState.CAPTURED and _note_what_follows(db, payment, seen)
        differ(db, payment, wrong)
        return False
    changed = _note_names(payment, seen)
    if seen.standing is Standing.CAPTURED and payment.state is not PaymentState.CAPTURED:
        assert seen.amount is not None
        payment.state, payment.captured_amount = PaymentState.CAPTURED, seen.amount.amount
        payment.at_bank, payment.ended, payment.declined = False, None, ""
        payment.said_by, payment.received_on = payment.rail, now().date()
        changed = True
    elif payment.state is PaymentState.OPEN and seen.standing is Standing.UNKNOWN:
        changed = _forgotten(payment)
    elif payment.state is PaymentState.OPEN and seen.standing in _ENDS:
        payment.state, payment.at_bank = PaymentState.CLOSED, False
        payment.ended = ended if seen.standing is Standing.ENDED else _ENDS[seen.standing]
        changed = True
    elif payment.state is PaymentState.OPEN and seen.standing is Standing.AT_BANK and not payment.at_bank:
        payment.at_bank = changed = True  # only an end takes it back: that its page is open is an older answer
    return _note_what_follows(db, payment, seen) or changed


def _note_what_follows(db: Session, payment: Payment, seen: Seen) -> bool:
    """Refunds and disputes of money that came; whether anything of them is new."""
    refunds = [note_refund(db, payment, one) for one in seen.refunds]
    disputes = [note_dispute(db, payment, one) for one in seen.disputes]
    leave_what_is_gone(db, payment)
    return any([*refunds, *disputes])


def _forgotten(payment: Payment) -> bool:
    """An attempt that its rail never heard of has ended when nobody can be making it any more."""
    if payment.at_bank or payment.until is None or payment.until + FORGOTTEN > now():
        return False
    payment.state = PaymentState.CLOSED
    payment.ended = PaymentEnd.RAN_OUT if payment.ref else PaymentEnd.FAILED  # the page was there, or never made
    return True


def differences(payment: Payment, seen: Seen) -> dict[str, Any]:
    """What a rail says otherwise than it must: then nothing is believed, and a person is told."""
    wrong: dict[str, Any] = {}
    if seen.standing is Standing.UNKNOWN:
        return wrong
    if seen.account and seen.account != payment.account:
        wrong["account"] = [payment.account, seen.account]
    if seen.ours is not None and seen.ours != payment.id:
        wrong["payment"] = [str(payment.id), str(seen.ours)]
    if payment.ref and seen.ref and seen.ref != payment.ref:
        wrong["ref"] = [payment.ref, seen.ref]
    if seen.amount is not None and seen.amount != payment.asked:
        wrong["amount"] = [str(payment.asked), str(seen.amount)]
    if seen.fee:
        wrong["fee"] = [0, seen.fee]
    return wrong


def _note_names(payment: Payment, seen: Seen) -> bool:
    """What the rail calls it, where its page is, and the last no; none of it is about money."""
    said = {
        "ref": seen.ref or payment.ref,
        "charge": seen.charge or payment.charge,
        "page": seen.page or payment.page,
        "until": seen.until or payment.until,
        "declined": "" if payment.state is PaymentState.CAPTURED else seen.declined or payment.declined,
    }
    news = payment.declined != said["declined"]
    for name, value in said.items():
        setattr(payment, name, value)
    return news


def _end(database: Database, payment_id: UUID, *, why: str) -> None:
    with database.writing() as db:
        payment = db.get_one(Payment, payment_id, with_for_update=True)
        if payment.state is PaymentState.OPEN:
            payment.state, payment.ended, payment.declined = PaymentState.CLOSED, PaymentEnd.FAILED, why[:80]
            db.flush()
            _tell_owner(db, payment.payable)
            _check_account(db, payment)
    log.warning("rail_refused", payment=str(payment_id), why=why)
