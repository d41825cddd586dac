"""News of an order that are no move of it: which there are, and how those come to hear of them whom they concern."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.jobs import enqueue
from app.ordering.models import Actor, Order


class News(StrEnum):
    """What happened, to a thing that is told of once: a payment, a refund, a parcel, a task."""

    ASKED = "asked"  # a payment: the group asks for what is left
    CAME = "came"  # a payment by hand, for work that is under way
    CAME_BY_RAIL = "came_by_rail"  # the same by a rail
    CAME_LATE = "came_late"  # a payment for an order that had ended, and stays so
    PARCEL = "parcel"  # one more: the first one is a move
    SENT_BACK = "sent_back"  # a refund by hand: the group says so
    ARRIVED = "arrived"  # the buyer says that it came
    DENIED = "denied"  # the buyer says that it did not come
    SILENT = "silent"  # nobody says whether it came, for a long time
    COMPLAINT = "complaint"  # a task: something is wrong with what came


def tell_of(db: Session, order: Order, what: News, about: UUID, *, by: Actor | None = None) -> None:
    """Have everybody told whom it concerns, each in their language, once for each thing and what became of it.

    Args:
        about: the thing.
        by: whose hand did it; where it was the affiliate's, the group hears of it, too.
    """
    db.flush()
    above = by is not None and by.above
    enqueue(db, "ordering.tell_of", order_id=str(order.id), what=str(what), about=str(about), above=above)
