"""Pieces and capacity for orders: held when placed, taken when confirmed, released when it comes to nothing.

Locks are taken in one order everywhere: variants by id, then months of capacity, both sorted, across all orders of a
transaction; so two of them never wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.catalog import capacity, stock
from app.catalog.capacity import Promised
from app.catalog.models import StockKind, Variant
from app.catalog.stock import Pieces
from app.core.rows import run, table_of
from app.ordering.models import Order, OrderLine

_L, _V = table_of(OrderLine).c, table_of(Variant).c
_LINES = (
    select(_L.id, _L.variant_id, _L.quantity, _L.title, _V.kind)
    .outerjoin(table_of(Variant), _V.id == _L.variant_id)  # the variant may have gone since
    .where(_L.order_id.in_(bindparam("ids", expanding=True)))
)


def _pieces(db: Session, orders: Sequence[Order]) -> list[Pieces]:
    rows = run(db, _LINES, {"ids": [order.id for order in orders]})
    return [Pieces(id_, variant, count, title, kind or StockKind.COUNTED) for id_, variant, count, title, kind in rows]


def hold(db: Session, orders: Sequence[Order], *, cause: str) -> dict[UUID, Promised]:
    """Set aside what these orders need; when lines that are made to order can leave.

    Raises:
        OutOfStock, NoCapacity: not all of it can be had; the transaction is to be given up.
    """
    return set_aside(db, _pieces(db, orders), cause=cause)


def hold_offered(db: Session, order: Order, *, cause: str) -> None:
    """Set aside what a group offers. It says the day itself, so that no figure of ours says it cannot make so many.

    Raises:
        OutOfStock: not all of it can be had; the transaction is to be given up.
    """
    capacity.take_room(db, stock.hold(db, _pieces(db, [order]), cause=cause))


def set_aside(db: Session, pieces: Sequence[Pieces], *, cause: str) -> dict[UUID, Promised]:
    """The same, where what the lines need is known already.

    Raises:
        OutOfStock, NoCapacity: not all of it can be had; the transaction is to be given up.
    """
    return capacity.take(db, stock.hold(db, pieces, cause=cause))


def release(db: Session, order: Order, *, cause: str) -> None:
    """Give back what is set aside for an order; told twice, it happens once."""
    pieces = _pieces(db, [order])
    stock.release(db, pieces, cause=cause)
    capacity.give_back(db, [each.line_id for each in pieces])


def take(db: Session, order: Order, *, cause: str) -> None:
    """The pieces held for an order are its own now."""
    stock.take(db, _pieces(db, [order]), cause=cause)


def take_late(db: Session, order: Order, *, cause: str, offered: bool) -> dict[UUID, Promised]:
    """Take pieces for an order that had been given up; when lines that are made to order can leave.

    Args:
        offered: the group had said the day itself, perhaps beyond what it makes in a year.

    Raises:
        OutOfStock, NoCapacity: they are gone.
    """
    made = stock.take_late(db, _pieces(db, [order]), cause=cause)
    return capacity.take_room(db, made) if offered else capacity.take(db, made)


def put_back(db: Session, order: Order, *, cause: str) -> None:
    """Pieces that were taken are there again: the order ended before they left the group."""
    pieces = _pieces(db, [order])
    stock.put_back(db, pieces, cause=cause)
    capacity.give_back(db, [each.line_id for each in pieces])


GONE = (stock.OutOfStock, capacity.NoCapacity)  # what is wanted cannot be had any more
