"""Enquiries and what was said in them. What was said is never changed; only what nobody confirmed is forgotten."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base, UtcDateTime, uuid7
from app.core.texts import enum_column


class EnquiryKind(StrEnum):
    """What a buyer wants to know."""

    QUESTION = "question"
    CUSTOM = "custom"  # made as the buyer wishes
    WHOLESALE = "wholesale"  # many pieces


class EnquiryState(StrEnum):
    """Where an enquiry stands."""

    UNCONFIRMED = "unconfirmed"  # waits for the button behind the mailed link; no group has seen it
    AT_DESK = "at_desk"  # came without an e-mail address: the group's affiliate looks first
    OPEN = "open"  # both sides read and answer
    CLOSED = "closed"  # both sides read


class Side(StrEnum):
    """Who says something."""

    BUYER = "buyer"
    GROUP = "group"
    DESK = "desk"  # of the affiliate


class Told(StrEnum):
    """What a line of a thread is."""

    SAID = "said"
    PASSED_ON = "passed_on"  # the desk let it through to the group
    SHOWED = "showed"  # a side shows how it can be reached
    OFFERED = "offered"  # an order came of it, with an offer
    CLOSED = "closed"


class Enquiry(Base):
    """What one buyer wants to know of one group, about a product or in general.

    Neither side's address is told to the other before its owner chooses so: `buyer_shows`, `group_contact`.
    """

    __tablename__ = "enquiry"
    __table_args__ = (Index("ix_enquiry_group_state", "group_id", "state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(12), unique=True)  # for people, as the numbers of orders
    form_key: Mapped[str] = mapped_column(String(40), unique=True)  # of the form it came from: a repeat changes nothing
    generation: Mapped[int] = mapped_column(Integer, default=0)  # of its secret link
    group_id: Mapped[UUID] = mapped_column(ForeignKey("maker_group.id", ondelete="CASCADE"))
    product_id: Mapped[UUID | None] = mapped_column()  # no foreign key: the product may go, the enquiry stays
    title: Mapped[str] = mapped_column(String(120), default="")  # of the product, in the buyer's language
    own_title: Mapped[str] = mapped_column(String(120), default="")  # as the group calls it
    kind: Mapped[EnquiryKind] = mapped_column(enum_column(EnquiryKind))
    pieces: Mapped[int | None] = mapped_column(Integer)  # wanted, if the buyer said so
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="")
    mailbox: Mapped[str] = mapped_column(String(254), default="", index=True)  # `email` in one spelling, to be counted
    phone: Mapped[str] = mapped_column(String(20), default="", index=True)
    country: Mapped[str] = mapped_column(String(2))  # where the buyer is
    lang: Mapped[str] = mapped_column(String(35))
    state: Mapped[EnquiryState] = mapped_column(enum_column(EnquiryState))
    seq: Mapped[int] = mapped_column(Integer, default=0)  # of its last message
    last_by: Mapped[Side] = mapped_column(enum_column(Side), default=Side.BUYER)  # whose turn it is not
    buyer_shows: Mapped[bool] = mapped_column(Boolean, default=False)  # the group may see e-mail and phone
    group_contact: Mapped[str] = mapped_column(String(254), default="")  # what the group chose to show; "": nothing
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("orders.id"), index=True)  # of the last offer
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    reached_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the group could first see it


class EnquiryMessage(Base):
    """A line of a thread; never changed."""

    __tablename__ = "enquiry_message"

    enquiry_id: Mapped[UUID] = mapped_column(ForeignKey("enquiry.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[Side] = mapped_column(enum_column(Side))
    name: Mapped[str] = mapped_column(String(120))
    told: Mapped[Told] = mapped_column(enum_column(Told))
    words: Mapped[str] = mapped_column(Text, default="")

    @classmethod
    def next_of(cls, enquiry: Enquiry, told: Told, by: Speaker, words: str = "") -> EnquiryMessage:
        """The next line of a thread; the enquiry counts it."""
        enquiry.seq += 1
        enquiry.last_by = by.side
        said = {"by": by.side, "name": by.name[:120], "told": told, "words": words}
        return cls(enquiry_id=enquiry.id, seq=enquiry.seq, at=now(), **said)


class Speaker:
    """Whose words they are."""

    __slots__ = ("above", "name", "side")

    def __init__(self, side: Side, name: str, *, above: bool = False) -> None:
        self.side, self.name = side, name
        self.above = above  # the affiliate's hand, where it is the group's side
