"""What somebody has to pay, what came, what went back, and how a group takes money by hand."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.affiliates.models import Means, UsableFrom
from app.core.db import Base, UtcDateTime, uuid7
from app.core.money import Money
from app.core.texts import enum_column


class Instruction(Base):
    """How a group takes money by hand: the till number, the account. Shown with an order, never before.

    Changed by an operator only: whoever could change it by a link could have the money.
    """

    __tablename__ = "pay_instruction"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("maker_group.id", ondelete="CASCADE"), primary_key=True)
    means: Mapped[Means] = mapped_column(enum_column(Means), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    usable_from: Mapped[UsableFrom] = mapped_column(enum_column(UsableFrom))
    words: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PaymentState(StrEnum):
    """How far an attempt to bring money in has come. Later in this list never goes back to earlier."""

    OPEN = "open"  # asked for
    CLOSED = "closed"  # given up; nothing can arrive any more
    CAPTURED = "captured"  # the money is there


class Payment(Base):
    """One attempt to bring money in for a payable."""

    __tablename__ = "payment"
    __table_args__ = (
        Index(
            "uq_payment_open",
            "payable",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    payable: Mapped[UUID] = mapped_column(index=True)  # what it is for; the owner of the payable knows
    payee_id: Mapped[UUID] = mapped_column(ForeignKey("maker_group.id"))
    rail: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(60), unique=True)  # the same for every repeat of the same attempt
    state: Mapped[PaymentState] = mapped_column(enum_column(PaymentState))
    amount: Mapped[int] = mapped_column(BigInteger)  # asked for; minor units
    currency: Mapped[str] = mapped_column(String(3))
    captured_amount: Mapped[int] = mapped_column(BigInteger, default=0)  # what came, by hand perhaps less
    means: Mapped[Means | None] = mapped_column(enum_column(Means))
    said_by: Mapped[str] = mapped_column(String(120), default="")  # whose word it rests on
    received_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def asked(self) -> Money:
        """What was asked for."""
        return Money(self.amount, self.currency)


class RefundState(StrEnum):
    """What is known of money that goes back."""

    SENT = "sent"  # the group says so
    ARRIVED = "arrived"  # the buyer says so
    DENIED = "denied"  # the buyer says it did not come


class Refund(Base):
    """Money back. By hand: the group records that it was sent, the buyer confirms or objects."""

    __tablename__ = "refund"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    payable: Mapped[UUID] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    state: Mapped[RefundState] = mapped_column(enum_column(RefundState))
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    how: Mapped[str] = mapped_column(String(120))
    reference: Mapped[str] = mapped_column(String(80), default="")
    said_by: Mapped[str] = mapped_column(String(120))
    sent_on: Mapped[date] = mapped_column(Date)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
