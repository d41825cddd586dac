"""What waits for a person: money that has to go back, a complaint, an account that differs, a question to be read."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import now
from app.core.db import Base, UtcDateTime, uuid7
from app.core.texts import enum_column


class TaskKind(StrEnum):
    """What has to be done."""

    REFUND_DUE = "refund_due"  # the group has money of an order that came to nothing
    REFUND_DENIED = "refund_denied"  # the group says it sent money back, the buyer says it did not come
    COMPLAINT = "complaint"  # something arrived broken, or not at all
    ENQUIRY = "enquiry"  # a question without an e-mail address: somebody reads it before the group has it


def _open_once(column: str, name: str) -> Index:
    still = text("closed_at IS NULL")
    return Index(name, column, "kind", unique=True, sqlite_where=still, postgresql_where=still)


class Task(Base):
    """Something about an order or an enquiry that a person has to see to. At most one open of each kind."""

    __tablename__ = "task"
    __table_args__ = (
        _open_once("order_id", "uq_task_open"),
        _open_once("enquiry_id", "uq_task_open_enquiry"),
        CheckConstraint("(order_id IS NULL) <> (enquiry_id IS NULL)", name="of_an_order_or_an_enquiry"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[TaskKind] = mapped_column(enum_column(TaskKind))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(String(120), default="")
    enquiry_id: Mapped[UUID | None] = mapped_column()  # no foreign key: enquiries are kept above orders


def open_task(db: Session, kind: TaskKind, order_id: UUID | None = None, *, enquiry_id: UUID | None = None) -> Task:
    """Have a person see to something; while that waits, asking again changes nothing."""
    known = _open(db, kind, order_id, enquiry_id)
    if known is not None:
        return known
    task = Task(order_id=order_id, enquiry_id=enquiry_id, kind=kind, opened_at=now())
    db.add(task)
    db.flush()
    return task


def close_task(
    db: Session, kind: TaskKind, order_id: UUID | None = None, *, by: str, enquiry_id: UUID | None = None
) -> None:
    """It has been seen to, if it waited at all."""
    task = _open(db, kind, order_id, enquiry_id)
    if task is not None:
        task.closed_at, task.closed_by = now(), by
        db.flush()


def _open(db: Session, kind: TaskKind, order_id: UUID | None, enquiry_id: UUID | None) -> Task | None:
    about = Task.order_id == order_id if order_id else Task.enquiry_id == enquiry_id
    return db.scalar(select(Task).where(about, Task.kind == kind, Task.closed_at.is_(None)))


def waits(db: Session, kind: TaskKind, order_id: UUID) -> bool:
    """Whether something about an order still waits for a person."""
    return _open(db, kind, order_id, None) is not None
