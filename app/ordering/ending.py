"""How an order ends before it is done: given up, declined, expired, called off. Pieces go back, money is seen to."""

from __future__ import annotations

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Invalid, _
from app.core.money import Money
from app.ordering import holding
from app.ordering.answering import told
from app.ordering.desk import TaskKind, close_task, open_task
from app.ordering.messages import NOTHING_LEFT, Left
from app.ordering.models import Actor, KeptByAgreement, Order
from app.ordering.payable import money_of
from app.ordering.states import OPEN, UNDER_WAY, ActorKind, Cause, OrderState
from app.payments import refunding
from app.payments.models import Payment, PaymentState
from app.payments.service import MANUAL, close, refunds_of


class KeepsTooMuch(Invalid):
    """A group would keep more than it has."""

    words = _("The group cannot keep more than it has received.")


class KeepsAlone(Invalid):
    """A group would keep money of the buyer's, and does not say that the buyer agreed."""

    words = _("Only what the buyer agrees to can be kept. Ask the buyer first, then tick “The buyer agrees”.")


def withdraw(db: Session, order: Order, *, by: Actor, note: str = "") -> None:
    """The buyer gives up an order that nothing was paid for yet."""
    _end(db, order, by=by, because=Cause.WITHDRAWN, note=note)


def decline(db: Session, order: Order, *, by: Actor, note: str) -> None:
    """The group says no, with a reason."""
    _end(db, order, by=by, because=Cause.DECLINED, note=note)


def say_no(db: Session, order: Order, *, by: Actor, note: str, together: bool = False, keeps: int = 0) -> None:
    """The group does not go on with an order: it declines one that binds nobody yet, and calls off one that does.

    Raises:
        KeepsTooMuch, KeepsAlone, ForbiddenMove: see `call_off`.
    """
    if order.state in UNDER_WAY:
        call_off(db, order, by=by, note=note, together=together, keeps=keeps)
    else:
        decline(db, order, by=by, note=note)


def call_off(db: Session, order: Order, *, by: Actor, note: str, together: bool = False, keeps: int = 0) -> None:
    """The group ends an order that was confirmed; together with the buyer, it may keep a part by its terms.

    Args:
        keeps: minor units of what came that stay with the group.

    Raises:
        KeepsTooMuch: more than it has.
        KeepsAlone: something, and not together with the buyer.
        ForbiddenMove: the order is not under way.
    """
    if not 0 <= keeps <= money_of(db, order).there:
        raise KeepsTooMuch()
    must_be_agreed(keeps, together=together)
    shipped = order.state is OrderState.SHIPPED
    if keeps:  # first: what is kept must not go back by the rail it came by
        db.add(KeptByAgreement(order_id=order.id, amount=keeps, said_by=by.name, reason=note, at=now()))
        db.flush()
    _end(db, order, by=by, because=Cause.TOGETHER if together else Cause.CALLED_OFF, note=note, back=not shipped)


def must_be_agreed(keeps: int, *, together: bool) -> None:
    """Nobody keeps a buyer's money by their own word alone.

    Raises:
        KeepsAlone: somebody would.
    """
    if keeps and not together:
        raise KeepsAlone()


def expire(db: Session) -> int:
    """End one order that has waited too long; returns how many, 0 or 1.

    What money can still reach waits until `cards.close_late_ones` has closed it, and an order whose attempt came to
    nothing until it was settled: its buyer may have got more time.
    One in a transaction: the pieces of several orders would be locked in no order, and block who places one.
    """
    there = Payment.state.in_((PaymentState.OPEN, PaymentState.CAPTURED))  # captured: it is about to be confirmed
    by_rail = exists().where(Payment.payable == Order.id, there, Payment.rail != MANUAL)
    by_hand = exists().where(Payment.payable == Order.id, Payment.state == PaymentState.OPEN, Payment.rail == MANUAL)
    settled = or_(Order.state != OrderState.AWAITING_PAYMENT, by_hand)
    late = select(Order).where(Order.state.in_(OPEN), Order.expires_at <= now(), ~by_rail, settled)
    found = list(db.scalars(late.order_by(Order.id).limit(1).with_for_update(skip_locked=True)))
    for order in found:
        _end(db, order, by=Actor(ActorKind.CLOCK), because=Cause.EXPIRED)
    return len(found)


def _end(db: Session, order: Order, *, by: Actor, because: Cause, note: str = "", back: bool = True) -> None:
    was_open = order.state in OPEN
    order.move_to(OrderState.CANCELLED, by=by, because=because, note=note)
    order.expires_at = None
    db.flush()
    close(db, order.id)
    close_task(db, TaskKind.STUCK, order.id, by="bazaar")
    if was_open:
        holding.release(db, order, cause=f"{because}-{order.seq}")
    elif back:
        holding.put_back(db, order, cause=f"{because}-{order.seq}")
    look_after_money(db, order)
    told(db, order)


def look_after_money(db: Session, order: Order) -> None:
    """Money on an order that is not live goes back by the rail it came by; else it is somebody's task.

    Once a rail has failed to bring money back it is not asked again: a person looks.
    """
    kept = kept_of(db, order)
    due = money_of(db, order).there - (kept.amount if kept else 0)
    if order.state is not OrderState.CANCELLED or due <= 0:
        return
    refunds = refunds_of(db, order.id)
    by_rail = min(due, sum(left for _payment, left in refunding.can_go_back(db, order.id)))
    if by_rail and not any(one.has_failed for one in refunds):
        amount, key = Money(by_rail, order.currency), f"{order.number}-end-{len(refunds)}"
        refunding.send_back(db, order.id, amount, key=key, said_by="bazaar")
        due -= by_rail
    if due > 0:
        open_task(db, TaskKind.REFUND_DUE, order.id)


def kept_of(db: Session, order: Order) -> KeptByAgreement | None:
    """What the group keeps of an order that ended."""
    return db.scalar(select(KeptByAgreement).where(KeptByAgreement.order_id == order.id))


def left_of(db: Session, order: Order) -> Left:
    """What becomes of the money of an order that ended; nothing is said of one that lives."""
    if order.state is not OrderState.CANCELLED:
        return NOTHING_LEFT
    kept = kept_of(db, order)
    stays = Money(kept.amount if kept else 0, order.currency)
    owed = money_of(db, order).there - stays.amount  # what a rail is asked to send back is not there any more
    return Left(
        kept=stays if kept else None,
        kept_by=kept.said_by if kept else "",
        owed=Money(owed, order.currency) if owed > 0 else None,
    )
