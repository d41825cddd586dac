"""What happens to pieces and to capacity for the lines of orders: rows that are added and never changed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime
from app.core.texts import enum_column


class StockChange(StrEnum):
    """What happens to pieces for a line of an order."""

    HOLD = "hold"
    RELEASE = "release"
    TAKE = "take"
    LATE_TAKE = "late_take"  # for an order that had been given up: nothing was held any more
    RETURN = "return"


class StockMove(Base):
    """Pieces held, released, taken or put back for a line of an order; never changed.

    The same thing for the same cause happens once.
    """

    __tablename__ = "stock_move"

    line_id: Mapped[UUID] = mapped_column(primary_key=True)  # of an order; orders lie above the catalogue
    change: Mapped[StockChange] = mapped_column(enum_column(StockChange), primary_key=True)
    cause: Mapped[str] = mapped_column(String(40), primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(index=True)
    pieces: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CapacityMonth(Base):
    """Pieces of a month that are promised already, of a group or of a product. Only `catalog/capacity.py` writes it."""

    __tablename__ = "capacity_month"
    __table_args__ = (CheckConstraint("taken >= 0", name="taken_not_negative"),)

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)  # a product with a figure of its own, else its group
    month: Mapped[date] = mapped_column(Date, primary_key=True)  # its first day
    taken: Mapped[int] = mapped_column(Integer, default=0)


class CapacityUse(Base):
    """Which part of a month's capacity a line of an order has."""

    __tablename__ = "capacity_use"

    line_id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    pieces: Mapped[int] = mapped_column(Integer)
