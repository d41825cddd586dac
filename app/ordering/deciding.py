"""A person decides about a card payment whose rail says otherwise than was asked, or does not tell any more.

Nothing leads on by itself from there: what differs is never believed, and what may still bring money is never closed.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import Conflict, Invalid, _
from app.core.money import Money
from app.ordering.desk import TaskKind, close_task, open_task
from app.ordering.models import Actor, Order
from app.ordering.payable import money_of
from app.ordering.settle import NoMoney, settle
from app.ordering.states import ActorKind, OrderState
from app.payments import attempts, deciding, sync
from app.payments.models import Payment, PaymentState
from app.payments.rail import Barred, Seen
from app.payments.reconcile import Kind
from app.payments.service import NothingAsked, WrongCurrency


class NoDoubt(Conflict):
    """A person decides what the rail itself says plainly, or will say."""

    words = _("The card company says plainly how this payment stands: there is nothing to decide.")


class SayHowMuch(Invalid):
    """Money is taken as enough, and nobody knows how much of the order's currency it is."""

    words = _("Please say how much came, in %(currency)s.")


def decide(
    database: Database, order_id: UUID, *, accepted: bool, by: str, note: str, amount: Money | None = None
) -> None:
    """Take what came as enough, or let nothing of it count: then the order can be paid another way.

    Args:
        amount: that came; without it, what the rail says, else what was asked for.

    Raises:
        NothingAsked: no payment by a rail is open.
        RailAway: it does not answer; nobody knows yet whether there is anything to decide.
        NoDoubt: see there.
        SayHowMuch, NoMoney, WrongCurrency: about the amount.
    """
    with database.reading() as db:
        open_ = attempts.asked_by_rail(db, order_id)
    if open_ is None:
        raise NothingAsked()
    seen = _heard(database, open_.id, close=not accepted)
    with database.writing() as db:
        order = db.get_one(Order, order_id, with_for_update=True)
        payment = db.get_one(Payment, open_.id, with_for_update=True)
        if payment.state is PaymentState.OPEN and (seen is None or sync.differences(payment, seen)):
            if accepted:
                _accept(db, order, payment, amount, by=by, note=note, seen=seen)
            else:
                _refuse(db, order, payment, by=by, note=note, seen=seen)
        settle(db, order, by=Actor(ActorKind.RAIL, by))
        done = payment.state is (PaymentState.CAPTURED if accepted else PaymentState.CLOSED)
        if done:
            close_task(db, TaskKind.DIFFERS, order.id, by=by)
    if not done:
        raise NoDoubt()


def _heard(database: Database, payment_id: UUID, *, close: bool) -> Seen | None:
    """What the rail says now; None: it does not tell any more. What does not count is closed there, if it is open."""
    try:
        return (sync.give_up if close else sync.sync)(database, payment_id)
    except Barred:
        return None


def _accept(
    db: Session, order: Order, payment: Payment, amount: Money | None, *, by: str, note: str, seen: Seen | None
) -> None:
    came = amount or (seen.amount if seen else None) or payment.asked
    if came.currency != payment.currency:
        raise WrongCurrency(currency=payment.currency) if amount else SayHowMuch(currency=payment.currency)
    if came.amount <= 0:
        raise NoMoney()
    deciding.accept(db, payment, came, by=by, note=note, seen=seen)
    if order.state is OrderState.AWAITING_PAYMENT:  # it was said to be enough
        order.due_first_amount = min(order.due_first.amount, money_of(db, order).there)
        db.flush()


def _refuse(db: Session, order: Order, payment: Payment, *, by: str, note: str, seen: Seen | None) -> None:
    if deciding.refuse(db, payment, by=by, note=note, seen=seen):
        assert seen is not None
        # Named as `bazaar reconcile` names the same, so that it is one task.
        about = f"{payment.rail} {payment.account} {Kind.PAID_THERE} {payment.ref}"
        words = f"order {order.number}: {seen.amount} came and is not counted; it goes back by hand ({by}: {note})"
        open_task(db, TaskKind.RECONCILE, about=about, words=words)
