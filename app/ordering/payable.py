"""An order as something to pay: what is asked for, one payment after the other."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Conflict, Invalid, _
from app.core.jobs import enqueue
from app.core.money import Money
from app.ordering.models import Order
from app.ordering.times import Times
from app.payments.models import Payment, PaymentState
from app.payments.service import MANUAL, Payable, Sums, ask, asked_with, close, open_payment, sums


class NothingLeft(Conflict):
    """The rest of an order is asked for, and there is none, or it is asked for already."""

    words = _("Nothing more has to be paid for this order now.")


class MoreThanLeft(Invalid):
    """A group asks for more than an order costs."""

    words = _("Of this order %(left)s is left to pay: please ask for so much, or less.")


def money_of(db: Session, order: Order) -> Sums:
    """What came for an order and what went back."""
    return sums(db, order.id)


def ask_first(db: Session, order: Order) -> None:
    """Open the payment that has to come before work begins."""
    ask(db, Payable(order.id, order.group_id, order.due_first), key=f"{order.number}-first-{order.seq}")


def ask_again(db: Session, order: Order) -> None:
    """Where a payment by a rail came to nothing, the same amount is waited for as before, to be paid in any way.

    Where all is there, because money came by an attempt that had been given up, nothing more is waited for by hand.
    """
    asked, left = open_payment(db, order.id), _left(db, order)
    if asked is not None and asked.rail == MANUAL and left <= 0:
        close(db, order.id)
    if asked is not None or left <= 0:
        return
    last = db.scalar(select(Payment).where(Payment.payable == order.id).order_by(Payment.id.desc()).limit(1))
    if last is not None and last.rail != MANUAL and last.state is PaymentState.CLOSED:
        amount = Money(min(last.amount, left), last.currency)
        ask(db, Payable(order.id, order.group_id, amount), key=f"{last.key}-again")
        if last.bank_said_no or last.decided:
            _begin_anew(db, order, last)


def _begin_anew(db: Session, order: Order, over: Payment) -> None:
    """The buyer had done all, and learns only now that it was for nothing: a letter, and the time to pay again.

    So many days as for a transfer: slow ways are offered only where nothing is kept from others meanwhile, and
    whoever waited for a bank does not sit before the page.
    """
    if order.expires_at is not None:
        order.expires_at = max(order.expires_at, now() + timedelta(days=Times.of(db).pay_days))
        db.flush()
    enqueue(db, "ordering.pay_again", order_id=str(order.id), payment=str(over.id))


def _left(db: Session, order: Order) -> int:
    """What is still to be paid in all; minor units."""
    return (order.total_amount or order.due_first.amount) - sums(db, order.id).there


def ask_rest(db: Session, order: Order, amount: Money | None = None, *, key: str = "") -> Payment:
    """Open the payment of what is left.

    Args:
        amount: so much of it; None: all that the group does not have.
        key: of the form that asks, if it writes down what came in the same breath: the same form asks once.

    Raises:
        NothingLeft: all is paid, or a payment is open.
        MoreThanLeft: less than that is left, or nothing is asked for.
    """
    total = order.total
    left = 0 if total is None else total.amount - sums(db, order.id).there
    if left <= 0 or open_payment(db, order.id) is not None:
        raise NothingLeft()
    whole = Money(left, order.currency)
    if amount is not None and not 0 < amount.amount <= left:
        raise MoreThanLeft(left=whole)
    already = sums(db, order.id).captured
    rest = Payable(order.id, order.group_id, amount or whole)
    key = f"{order.number}-came-{key}"[:60] if key else f"{order.number}-rest-{already}"
    ask(db, rest, key=key)
    return asked_with(db, key)
