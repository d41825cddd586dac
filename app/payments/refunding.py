"""Money back by the rail it came by. Written down first, asked for by a job; "refunded" is what the rail says."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.jobs import enqueue
from app.core.money import Money
from app.payments.models import GONE_ALREADY, INQUIRIES, NOT_GONE, Dispute, Payment, PaymentState, Refund, RefundState
from app.payments.service import MANUAL, TooMuchBack, sums, taken_back

REFUND = "payments.refund"  # the job that asks the rail


def can_go_back(db: Session, payable_id: UUID) -> list[tuple[Payment, int]]:
    """The money that came by rails and can go back the same way: each payment, and how much of it (minor units).

    Of a payment that a bank disputes nothing can, until the bank has decided.
    """
    gone = (
        select(func.coalesce(func.sum(Refund.amount), 0))
        .where(Refund.payment_id == Payment.id, Refund.state.notin_(NOT_GONE))
        .correlate(Payment)
        .scalar_subquery()
    )
    held = exists().where(Dispute.payment_id == Payment.id, ~Dispute.over, Dispute.state.notin_(INQUIRIES))
    query = (
        select(Payment, Payment.captured_amount - gone - taken_back())
        .where(Payment.payable == payable_id, Payment.state == PaymentState.CAPTURED, Payment.rail != MANUAL, ~held)
        .order_by(Payment.id)
    )
    return [(payment, int(left)) for payment, left in db.execute(query) if left > 0]


def send_back(db: Session, payable_id: UUID, amount: Money, *, key: str, said_by: str) -> list[Refund]:
    """Write down money that is to go back by the rails it came by; jobs ask the rails. The same key: the same refunds.

    Raises:
        TooMuchBack: more than came by rails and is still there.
    """
    db.execute(select(Payment.id).where(Payment.payable == payable_id).order_by(Payment.id).with_for_update())
    mine = select(Refund).where(Refund.payable == payable_id, Refund.key.startswith(f"{key}-", autoescape=True))
    if known := list(db.scalars(mine)):
        return known
    open_ = can_go_back(db, payable_id)
    most = min(sum(left for _payment, left in open_), sums(db, payable_id).there)  # some may have gone back by hand
    if not 0 < amount.amount <= most:
        raise TooMuchBack(left=Money(max(0, most), amount.currency))
    made: list[Refund] = []
    left = amount.amount
    for payment, whole in open_:
        part = min(left, whole)
        if part == 0:
            break
        made.append(_refund(db, payment, part, key=f"{key}-{len(made)}", said_by=said_by))
        left -= part
    return made


def _refund(db: Session, payment: Payment, amount: int, *, key: str, said_by: str) -> Refund:
    refund = Refund(
        payable=payment.payable,
        key=key,
        state=RefundState.PENDING,
        amount=amount,
        currency=payment.currency,
        how=payment.rail,
        said_by=said_by,
        sent_on=now().date(),
        recorded_at=now(),
        payment_id=payment.id,
    )
    db.add(refund)
    db.flush()
    enqueue(db, REFUND, refund=str(refund.id))
    return refund


def leave_what_is_gone(db: Session, payment: Payment) -> None:
    """Give up refunds that no rail has answered for, and for which nothing is left.

    The group sent the money back at the rail itself, or the bank took it, and the news came after they were written
    down. If the rail has made one all the same, its word counts (`noting`).
    """
    mine = select(Refund).where(Refund.payment_id == payment.id, Refund.state.notin_(NOT_GONE)).order_by(Refund.id)
    found = list(db.scalars(mine))
    waiting = [one for one in found if one.state is RefundState.PENDING and one.ref is None]
    if not waiting:
        return
    lost = db.scalar(select(taken_back()).select_from(Payment).where(Payment.id == payment.id)) or 0
    left = payment.captured_amount - lost - sum(one.amount for one in found if one not in waiting)
    for one in waiting:
        if one.amount <= left:
            left -= one.amount
        else:
            one.state, one.why = RefundState.FAILED, GONE_ALREADY


def not_asked_yet(db: Session, *, before: datetime, limit: int = 50) -> list[UUID]:
    """Refunds that no rail has answered for, and was not asked for since a moment, those that waited longest first."""
    waits_since = func.coalesce(Refund.looked_at, Refund.recorded_at)
    query = select(Refund.id).where(Refund.state == RefundState.PENDING, Refund.ref.is_(None))
    by_rail = query.where(Refund.payment_id.is_not(None), waits_since < before)
    return list(db.scalars(by_rail.order_by(waits_since, Refund.id).limit(limit)))


def put_off(db: Session, refund_id: UUID) -> None:
    """A rail was asked for a refund in vain: the others come first."""
    db.execute(update(Refund).where(Refund.id == refund_id).values(looked_at=now()))


def still_pending(db: Session, *, before: datetime, limit: int = 50) -> list[UUID]:
    """Payments with a refund under way that was not looked at since a moment."""
    query = select(Refund.payment_id).where(Refund.state == RefundState.PENDING, Refund.ref.is_not(None))
    found = db.scalars(
        query.where(Refund.looked_at < before).group_by(Refund.payment_id).order_by(func.random()).limit(limit)
    )
    return [id_ for id_ in found if id_ is not None]  # in no order: some that never answer do not hide the others
