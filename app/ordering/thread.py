"""What buyer and group say to each other about an order; the affiliate reads along where something is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import now
from app.core.db import Base, UtcDateTime
from app.core.errors import Conflict, Invalid, _
from app.core.jobs import enqueue
from app.core.texts import enum_column
from app.ordering.desk import TaskKind, close_task, open_task
from app.ordering.models import Actor, Order, OrderEvent
from app.ordering.news import News, tell_of
from app.ordering.states import ActorKind, OrderState

MOST_CHARS = 2000
A_DAY_AT_MOST = 20  # of one side about one order: more is no conversation


class NothingSaid(Invalid):
    """A message without a word."""

    words = _("Please write a few words.")


class TooMuchSaid(Conflict):
    """One side has written a great deal today."""

    words = _("You have written many messages about this order today. Please go on tomorrow.")


class NotSent(Conflict):
    """A complaint about goods that have not left the group, and that it has not called off."""

    words = _("This order has not been sent yet.")


class OrderMessage(Base):
    """Words of one side; never changed."""

    __tablename__ = "order_message"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[ActorKind] = mapped_column(enum_column(ActorKind))
    name: Mapped[str] = mapped_column(String(120), default="")
    words: Mapped[str] = mapped_column(Text)


def say(db: Session, order: Order, words: str, *, by: Actor) -> OrderMessage:
    """Write to the other side, which is told by a letter. The same words again, from a form sent twice, are said once.

    Raises:
        NothingSaid: not a word.
        TooMuchSaid: this side has written more today than a person would.
    """
    words = words.strip()[:MOST_CHARS]
    if not words:
        raise NothingSaid()
    db.execute(select(Order.id).where(Order.id == order.id).with_for_update())  # two who write get two places
    place = select(func.max(OrderMessage.position)).where(OrderMessage.order_id == order.id).scalar_subquery()
    last = db.scalar(select(OrderMessage).where(OrderMessage.order_id == order.id, OrderMessage.position == place))
    if last is not None and (last.by, last.name, last.words) == (by.kind, by.name[:120], words):
        return last
    today = (OrderMessage.order_id == order.id) & (OrderMessage.by == by.kind)
    recent = select(func.count()).where(today, OrderMessage.at > now() - timedelta(days=1))
    if (db.scalar(recent) or 0) >= A_DAY_AT_MOST:
        raise TooMuchSaid()
    position = last.position + 1 if last is not None else 1
    message = OrderMessage(order_id=order.id, position=position, at=now(), by=by.kind, name=by.name[:120], words=words)
    db.add(message)
    db.flush()
    enqueue(db, "ordering.said", order_id=str(order.id), position=message.position, above=by.above)
    return message


def complain(db: Session, order: Order, words: str, *, by: Actor) -> None:
    """The buyer says that something is wrong, and the affiliate mediates, and is asked to.

    It arrived broken or not at all; or the group ended the order and says more, or keeps more, than was agreed.

    Raises:
        NotSent: nothing has been sent, and nothing that was begun was called off.
        NothingSaid, TooMuchSaid: as for every message.
    """
    if order.state not in (OrderState.SHIPPED, OrderState.COMPLETED) and not _called_off(db, order):
        raise NotSent()
    say(db, order, words, by=by)
    tell_of(db, order, News.COMPLAINT, open_task(db, TaskKind.COMPLAINT, order.id).id)


def _called_off(db: Session, order: Order) -> bool:
    begun = order.events.select().where(OrderEvent.end == OrderState.CONFIRMED).limit(1)
    return order.state is OrderState.CANCELLED and db.scalar(begun) is not None


def settle_complaint(db: Session, order: Order, *, by: Actor) -> None:
    """The buyer says that it is put right."""
    close_task(db, TaskKind.COMPLAINT, order.id, by=by.name)


def said_about(db: Session, order_id: UUID) -> Sequence[OrderMessage]:
    """The conversation about an order, from its beginning."""
    query = select(OrderMessage).where(OrderMessage.order_id == order_id)
    return db.scalars(query.order_by(OrderMessage.position)).all()
