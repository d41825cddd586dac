"""What waits for a person: money that has to go back, a complaint, an account that differs, a question to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, exists, select, text
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from app.core.clock import now
from app.core.db import Base, UtcDateTime, uuid7
from app.core.rows import dialect_of, insert_into
from app.core.texts import enum_column


class TaskKind(StrEnum):
    """What has to be done."""

    REFUND_DUE = "refund_due"  # the group has money of an order that came to nothing
    REFUND_DENIED = "refund_denied"  # the group says it sent money back, the buyer says it did not come
    COMPLAINT = "complaint"  # something arrived broken, or not at all
    ENQUIRY = "enquiry"  # a question without an e-mail address: somebody reads it before the group has it
    REFUND_FAILED = "refund_failed"  # money that a rail sent back came to nothing, or could not be asked for
    DISPUTE = "dispute"  # the buyer's bank wants money of a card back; the group answers at the rail
    DIFFERS = "differs"  # a rail says otherwise than what was asked; nothing of it is believed
    STUCK = "stuck"  # time is over, and the rail cannot be reached: pieces stay with an order that has ended
    RECONCILE = "reconcile"  # what a rail lists and what we list are not the same
    CARDS_TRIED = "cards_tried"  # many card pages were begun and not paid
    KEY_REFUSED = "key_refused"  # a rail does not take our key: nobody can pay by it


def _open_once(column: str, name: str, also: str = "") -> Index:
    still = text(f"closed_at IS NULL{also}")
    return Index(name, column, "kind", unique=True, sqlite_where=still, postgresql_where=still)


class Task(Base):
    """Something about an order, an enquiry or something else that a person has to see to.

    At most one open of each kind.
    """

    __tablename__ = "task"
    __table_args__ = (
        _open_once("order_id", "uq_task_open"),
        _open_once("enquiry_id", "uq_task_open_enquiry"),
        _open_once("about", "uq_task_open_about", " AND about <> ''"),
        CheckConstraint(
            "(CASE WHEN order_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN enquiry_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN about = '' THEN 0 ELSE 1 END) = 1",
            name="of_one_thing",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[TaskKind] = mapped_column(enum_column(TaskKind))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(String(120), default="")
    enquiry_id: Mapped[UUID | None] = mapped_column()  # no foreign key: enquiries are kept above orders
    about: Mapped[str] = mapped_column(String(240), default="", server_default=text("''"))  # of neither
    words: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))  # what was found; for a person


@dataclass(frozen=True)
class Matter:
    """What a task is about: one of the three."""

    order_id: UUID | None = None
    enquiry_id: UUID | None = None
    about: str = ""


def open_task(
    db: Session,
    kind: TaskKind,
    order_id: UUID | None = None,
    *,
    enquiry_id: UUID | None = None,
    about: str = "",
    words: str = "",
) -> Task:
    """Have a person see to something; while that waits, asking again changes nothing."""
    matter = Matter(order_id, enquiry_id, about[:240])
    known = _open(db, kind, matter)
    if known is not None:
        return known
    told = {"order_id": order_id, "enquiry_id": enquiry_id, "about": matter.about}
    row = insert_into(Task, dialect_of(db)).values(id=uuid7(), kind=kind, words=words[:2000], opened_at=now(), **told)
    made: Task | None = db.scalar(row.on_conflict_do_nothing().returning(Task))
    if made is None:  # somebody asked for the same at the same moment
        return open_task(db, kind, order_id, enquiry_id=enquiry_id, about=about, words=words)
    return made


def open_about(db: Session, kind: TaskKind, order_id: UUID, things: Sequence[str]) -> None:
    """Have a person see to some things of an order, each once: what a task has named is no news, seen to or not.

    Args:
        things: their names, without spaces.
    """
    if not things:
        return
    mine = select(Task.words).where(Task.order_id == order_id, Task.kind == kind)
    named = {name for words in db.scalars(mine) for name in words.split()}
    if news := [one for one in things if one not in named]:
        task = open_task(db, kind, order_id)
        task.words = " ".join([*task.words.split(), *news])
        db.flush()


def close_task(
    db: Session,
    kind: TaskKind,
    order_id: UUID | None = None,
    *,
    by: str,
    enquiry_id: UUID | None = None,
    about: str = "",
) -> None:
    """It has been seen to, if it waited at all."""
    task = _open(db, kind, Matter(order_id, enquiry_id, about))
    if task is not None:
        close_this(db, task, by=by)


def close_this(db: Session, task: Task, *, by: str) -> None:
    """This has been seen to."""
    task.closed_at, task.closed_by = now(), by
    db.flush()


def _open(db: Session, kind: TaskKind, matter: Matter) -> Task | None:
    if matter.order_id:
        of = Task.order_id == matter.order_id
    elif matter.enquiry_id:
        of = Task.enquiry_id == matter.enquiry_id
    else:
        of = Task.about == matter.about
    return db.scalar(select(Task).where(of, Task.kind == kind, Task.closed_at.is_(None)))


def waits(db: Session, kind: TaskKind, order_id: UUID) -> bool:
    """Whether something about an order still waits for a person."""
    return _open(db, kind, Matter(order_id)) is not None


def waits_of(kind: TaskKind, order_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """The same of the order of the statement around it."""
    return exists().where(Task.order_id == order_id, Task.kind == kind, Task.closed_at.is_(None))


def words_of(db: Session, kind: TaskKind, order_id: UUID) -> str:
    """What was found about an order that still waits for a person; "" where nothing waits."""
    task = _open(db, kind, Matter(order_id))
    return task.words if task is not None else ""


def tasks(db: Session, *, closed: bool = False, limit: int = 200) -> list[Task]:
    """What waits for a person, the oldest first; or what was seen to, the newest first."""
    if closed:
        query = select(Task).where(Task.closed_at.is_not(None)).order_by(Task.closed_at.desc())
    else:
        query = select(Task).where(Task.closed_at.is_(None)).order_by(Task.opened_at, Task.id)
    return list(db.scalars(query.limit(limit)))
