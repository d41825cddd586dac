"""What somebody has to pay, what came, what went back, and how a group takes money by hand or by a rail."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
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


class PaymentEnd(StrEnum):
    """Why an attempt came to nothing. Money that arrives all the same is taken note of."""

    GIVEN_UP = "given_up"  # by who asked for it, because its order ended, or by a person whom its rail told too little
    OTHERWISE = "otherwise"  # the buyer pays another way
    RAN_OUT = "ran_out"  # nobody paid in time
    FAILED = "failed"  # the bank said no in the end, or the rail could not begin


class Payment(Base):
    """One attempt to bring money in for a payable: by hand, or by a rail that is asked over the net.

    What a rail is told stands in `frozen` and is committed before it is called, so that every repeat says the same
    under the same key. What a rail answered is only ever written by `sync`.
    """

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
    account: Mapped[str] = mapped_column(String(80), default="", server_default=text("''"))  # of the payee, at the rail
    frozen: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # what the rail is told
    ref: Mapped[str | None] = mapped_column(String(120), index=True)  # what the rail calls the attempt
    charge: Mapped[str] = mapped_column(String(120), default="", server_default=text("''"), index=True)  # and its money
    page: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))  # where the buyer pays
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when that page ends
    at_bank: Mapped[bool] = mapped_column(default=False, server_default=false())  # said yes; the bank takes days
    declined: Mapped[str] = mapped_column(String(80), default="", server_default=text("''"))  # its word for the last no
    ended: Mapped[PaymentEnd | None] = mapped_column(enum_column(PaymentEnd))
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the rail was asked last

    @property
    def asked(self) -> Money:
        """What was asked for."""
        return Money(self.amount, self.currency)

    @property
    def bank_said_no(self) -> bool:
        """Whether its buyer did all on the rail's page, and it came to nothing in the end."""
        return self.ended is PaymentEnd.FAILED and self.ref is not None

    @property
    def decided(self) -> bool:
        """Whether a person said what comes of it: its rail said otherwise than was asked, or did not tell any more."""
        return self.frozen is not None and self.said_by not in ("", self.rail)


class RefundState(StrEnum):
    """What is known of money that goes back."""

    SENT = "sent"  # the group says so
    ARRIVED = "arrived"  # the buyer says so
    DENIED = "denied"  # the buyer says it did not come
    PENDING = "pending"  # a rail was asked for it, or is about to be
    SUCCEEDED = "succeeded"  # the rail says that it is on its way to the buyer
    FAILED = "failed"  # the rail says that it came back


NOT_GONE = (RefundState.DENIED, RefundState.FAILED)
GONE_ALREADY = "gone_already"  # why a refund was never made at its rail: the money had gone back another way


class Refund(Base):
    """Money back. By hand: the group records that it was sent, the buyer confirms or objects. By a rail: its word."""

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
    payment_id: Mapped[UUID | None] = mapped_column(ForeignKey("payment.id"), index=True)  # by a rail: of which money
    ref: Mapped[str | None] = mapped_column(String(120), index=True)  # what the rail calls it
    why: Mapped[str] = mapped_column(String(80), default="", server_default=text("''"))  # the rail's word for a failure
    looked_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # when the rail, or by hand a person, was asked last

    @property
    def money(self) -> Money:
        """What goes back."""
        return Money(self.amount, self.currency)

    @property
    def is_moot(self) -> bool:
        """Whether nothing was left to send back when its rail was asked: that is no failure, and nobody is told."""
        return self.state is RefundState.FAILED and self.why == GONE_ALREADY

    @property
    def has_failed(self) -> bool:
        """Whether its money stayed where it was, or came back: a person looks."""
        return self.state is RefundState.FAILED and not self.is_moot


INQUIRIES = ("warning_needs_response", "warning_under_review")  # a bank that only asks: the rail holds no money yet


class Dispute(Base):
    """A buyer's bank wants money of a card back. The payee answers at the rail; here it is noted and told.

    While it goes on the rail holds the money, and sends none of it back.
    """

    __tablename__ = "dispute"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"), index=True)
    ref: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[str] = mapped_column(String(40))  # the rail's word
    over: Mapped[bool] = mapped_column(default=False)
    lost: Mapped[bool] = mapped_column(default=False)
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(String(80), default="")
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RailAccount(Base):
    """A group's own account at a rail: the money of its buyers goes there, and nobody else touches it."""

    __tablename__ = "rail_account"
    __table_args__ = (UniqueConstraint("rail", "account"),)

    group_id: Mapped[UUID] = mapped_column(ForeignKey("maker_group.id", ondelete="CASCADE"), primary_key=True)
    rail: Mapped[str] = mapped_column(String(20), primary_key=True)
    account: Mapped[str] = mapped_column(String(80))
    live: Mapped[bool] = mapped_column(default=False)  # the rail said so when it was asked last
    reason: Mapped[str] = mapped_column(String(120), default="")  # the rail's word for why not
    needs: Mapped[list[str]] = mapped_column(JSON, default=list)  # what the rail still wants to know
    connected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RailEvent(Base):
    """Something a rail told us by itself. It carries no truth: it says where to look again."""

    __tablename__ = "rail_event"
    __table_args__ = (UniqueConstraint("rail", "account", "event"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    rail: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(80))
    event: Mapped[str] = mapped_column(String(120))  # the rail's number for it
    kind: Mapped[str] = mapped_column(String(80))
    about: Mapped[list[str]] = mapped_column(JSON)  # what the rail calls the things it is about
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
