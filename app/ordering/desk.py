"""What waits for a person: money that has to go back, a complaint, an account that differs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import now
from app.core.db import Base, UtcDateTime, uuid7
from app.core.texts import enum_column


class TaskKind(StrEnum):
    """What has to be done."""

    REFUND_DUE = "refund_due"  # the group has money of an order that came to nothing
    REFUND_DENIED = "refund_denied"  # the group says it sent money back, the buyer says it did not come
    COMPLAINT = "complaint"  # something arrived broken, or not at all


class Task(Base):
    """Something about an order that a person has to see to. At most one open of each kind."""

    __tablename__ = "task"
    __table_args__ = (
        Index(
            "uq_task_open",
            "order_id",
            "kind",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[TaskKind] = mapped_column(enum_column(TaskKind))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(String(120), default="")


def open_task(db: Session, kind: TaskKind, order_id: UUID) -> Task:
    """Have a person see to something; while that waits, asking again changes nothing."""
    known = _open(db, kind, order_id)
    if known is not None:
        return known
    task = Task(order_id=order_id, kind=kind, opened_at=now())
    db.add(task)
    db.flush()
    return task


def close_task(db: Session, kind: TaskKind, order_id: UUID, *, by: str) -> None:
    """It has been seen to, if it waited at all."""
    task = _open(db, kind, order_id)
    if task is not None:
        task.closed_at, task.closed_by = now(), by
        db.flush()


def _open(db: Session, kind: TaskKind, order_id: UUID) -> Task | None:
    here = (Task.order_id == order_id) & (Task.kind == kind) & Task.closed_at.is_(None)
    return db.scalar(select(Task).where(here))
