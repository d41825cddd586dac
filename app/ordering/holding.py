"""Pieces and capacity for orders: held when placed, taken when confirmed, released when it comes to nothing.

Locks are taken in one order everywhere: variants by id, then months of capacity, both sorted, across all orders of a
transaction; so two of them never wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog import capacity, stock
from app.catalog.stock import Pieces
from app.ordering.models import Order, OrderLine


def _pieces(db: Session, orders: Sequence[Order]) -> list[Pieces]:
    ids = [order.id for order in orders]
    query = select(OrderLine).where(OrderLine.order_id.in_(ids))
    return [Pieces(line.id, line.variant_id, line.quantity, line.title) for line in db.scalars(query)]


def hold(db: Session, orders: Sequence[Order], *, cause: str) -> None:
    """Set aside what these orders need.

    Raises:
        OutOfStock, NoCapacity: not all of it can be had; the transaction is to be given up.
    """
    pieces = _pieces(db, orders)
    made = stock.hold(db, pieces, cause=cause)
    capacity.take(db, made)


def release(db: Session, order: Order, *, cause: str) -> None:
    """Give back what is set aside for an order; told twice, it happens once."""
    pieces = _pieces(db, [order])
    stock.release(db, pieces, cause=cause)
    capacity.give_back(db, [each.line_id for each in pieces])


def take(db: Session, order: Order, *, cause: str) -> None:
    """The pieces held for an order are its own now."""
    stock.take(db, _pieces(db, [order]), cause=cause)


def take_late(db: Session, order: Order, *, cause: str) -> None:
    """Take pieces for an order that had been given up.

    Raises:
        OutOfStock, NoCapacity: they are gone.
    """
    made = stock.take_late(db, _pieces(db, [order]), cause=cause)
    capacity.take(db, made)


def put_back(db: Session, order: Order, *, cause: str) -> None:
    """Pieces that were taken are there again: the order ended before they left the group."""
    pieces = _pieces(db, [order])
    stock.put_back(db, pieces, cause=cause)
    capacity.give_back(db, [each.line_id for each in pieces])


GONE = (stock.OutOfStock, capacity.NoCapacity)  # what is wanted cannot be had any more
