"""Reads of orders: what a buyer sees of theirs, what a group sees of those that wait for it. They change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.affiliates.models import Group
from app.affiliates.queries import group_line
from app.affiliates.views import GroupLine
from app.catalog.customs import pass_customs
from app.core.errors import NotFound, _
from app.core.money import Money
from app.ordering.desk import Task, TaskKind, words_of
from app.ordering.models import Checkout, Delivery, KeptByAgreement, Order, OrderEvent, OrderLine, Parcel
from app.ordering.states import LIVE, OPEN, UNDER_WAY, Cause, OrderState
from app.payments.accounts import rails_for
from app.payments.models import Dispute, Instruction, Payment, PaymentEnd, PaymentState, Refund, RefundState
from app.payments.refunding import can_go_back
from app.payments.service import MANUAL, disputes_of, instructions_of, payments_of, refunds_of, sums


class OrderNotFound(NotFound):
    """No order has this number, or it is not for who asks."""

    words = _("We could not find that order.")


class CardState(StrEnum):
    """How far a payment by card is, as both sides are told."""

    CAN = "can"  # the buyer may begin
    BEGUN = "begun"  # a page is open
    DECLINED = "declined"  # it is, and the bank said no to a card
    AT_BANK = "at_bank"  # the buyer did all; the bank takes days
    UNCLEAR = "unclear"  # the rail says otherwise than was asked, or does not tell: a person looks
    RAN_OUT = "ran_out"  # the page closed unpaid; the buyer may begin again
    FAILED = "failed"  # it came to nothing; the buyer may begin again
    NOT_TAKEN = "not_taken"  # a person let none of it count, and money may have left; the buyer may begin again


class Matter(StrEnum):
    """What somebody still has to see to in an order, whatever its state."""

    COMPLAINT = "complaint"
    REFUND_DENIED = "refund_denied"
    REFUND_DUE = "refund_due"
    REFUND_SILENT = "refund_silent"  # the affiliate was asked about it: the buyer does not say whether it came


@dataclass(frozen=True)
class LineView:
    """A line of an order."""

    id: UUID
    title: str
    own_title: str
    label: str
    sku: str
    hs_code: str
    quantity: int
    unit: Money | None
    amount: Money | None


@dataclass(frozen=True)
class OrderView:
    """An order with everything that may be told about it to its two sides."""

    id: UUID
    number: str
    version: int
    state: OrderState
    group: GroupLine
    currency: str
    lines: tuple[LineView, ...]
    goods: Money | None
    delivery: Delivery
    delivery_price: Money | None
    total: Money | None
    due_first: Money
    paid: Money
    taken: Money  # of what came, the buyer's bank took so much back
    left: Money | None  # None while the total is not known
    asked: Money | None  # of the payment that is waited for
    card: CardState | None  # None: nothing waits, or cards are not possible
    by_card: Money  # of what came, so much can go back by card
    instructions: tuple[Instruction, ...]
    payments: tuple[Payment, ...]
    refunds: tuple[Refund, ...]
    kept: KeptByAgreement | None  # what the group keeps of it, by both sides' word
    disputes: tuple[Dispute, ...]
    parcels: tuple[Parcel, ...]
    events: tuple[OrderEvent, ...]
    buyer: Checkout
    address: dict[str, str]  # where it goes; {}: the buyer comes for it
    needs_address: bool  # it is to be sent, and nobody has said where to
    customs: bool  # the goods pass customs
    message: str
    words: str
    ready_on: date | None
    placed_at: datetime
    expires_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether nothing binds yet that was paid for."""
        return self.state in OPEN

    @property
    def ended_unpaid(self) -> bool:
        """Whether it ended before money confirmed it: what came later, if anything, goes back."""
        return self.state is OrderState.CANCELLED and all(one.end is not OrderState.CONFIRMED for one in self.events)

    @property
    def called_off(self) -> bool:
        """Whether the group ended it after work had begun, by itself or, as it says, together with the buyer."""
        return self.state is OrderState.CANCELLED and not self.ended_unpaid

    @property
    def to_go_back(self) -> Money:
        """What has to go back of an order that ended: all that is there, but for what the group keeps."""
        kept = self.kept.amount if self.kept else 0
        ended = self.state is OrderState.CANCELLED
        return Money(max(0, self.paid.amount - kept) if ended else 0, self.currency)

    @property
    def not_paid(self) -> Money | None:
        """What never came of a sale that is under way or done; None: all came, or some of it went back again."""
        short = self.state in LIVE and self.left is not None and self.left.amount > 0 and not self.refunds
        return self.left if short else None

    @property
    def accepted(self) -> bool:
        """Whether the group has said yes, so that it sees the whole address."""
        return self.state not in (OrderState.REQUESTED, OrderState.OFFERED, OrderState.CANCELLED)

    @property
    def reachable(self) -> bool:
        """Whether the order lets the group see e-mail and phone: out of a conversation, by the buyer's own doing alone.

        That the buyer agreed by phone, or that money came by hand, is the group's word.
        """
        took = any(one.because is Cause.AGREED for one in self.events)
        paid = any(one.rail != MANUAL for one in self.payments)
        return self.accepted and (took or paid or not self.buyer.of_talk)


def order_by_number(db: Session, number: str) -> Order:
    """An order, however its number was typed.

    Raises:
        OrderNotFound: there is none.
    """
    order = db.scalar(select(Order).where(Order.number == number.strip().upper()))
    if order is None:
        raise OrderNotFound()
    return order


def orders_of(db: Session, checkout_id: UUID) -> list[Order]:
    """The orders of one checkout, in the order they were made."""
    return list(db.scalars(select(Order).where(Order.checkout_id == checkout_id).order_by(Order.id)))


@dataclass(frozen=True)
class Waiting:
    """An order in a group's list."""

    number: str
    state: OrderState
    group: str
    buyer: str
    total: Money | None
    placed_at: datetime
    matter: Matter | None  # the first that waits for a person


# The kinds in the order of their words: of several about one order, the list shows the first.
_MATTERS = and_(
    Task.kind.in_((TaskKind.COMPLAINT, TaskKind.REFUND_DENIED, TaskKind.REFUND_DUE)), Task.closed_at.is_(None)
)
_SILENT = and_(Refund.state == RefundState.SENT, Refund.payment_id.is_(None), Refund.looked_at.is_not(None))


def waiting(db: Session, groups: Sequence[UUID], *, limit: int = 60) -> list[Waiting]:
    """Orders of some groups that are under way, or in which somebody has to see to something. One statement.

    Those that wait for an answer, or for somebody, come first, then the oldest.
    """
    live = (*OPEN, *UNDER_WAY)
    tasks = select(Task.order_id).where(_MATTERS)
    task = select(func.min(Task.kind)).where(_MATTERS, Task.order_id == Order.id).correlate(Order).scalar_subquery()
    silent = Order.id.in_(select(Refund.payable).where(_SILENT))
    query = (
        select(Order, Group.name, Checkout.name, task, silent)
        .join(Group, Group.id == Order.group_id)
        .join(Checkout, Checkout.id == Order.checkout_id)
        .where(Order.group_id.in_(groups), or_(Order.state.in_(live), Order.id.in_(tasks), silent))
        .order_by(and_(Order.state != OrderState.REQUESTED, task.is_(None), ~silent), Order.placed_at)
        .limit(limit)
    )
    return [_waiting(*row) for row in db.execute(query)]


def _waiting(order: Order, group: str, buyer: str, task: TaskKind | None, silent: bool) -> Waiting:
    matter = Matter(task) if task else Matter.REFUND_SILENT if silent else None
    return Waiting(order.number, order.state, group, buyer, order.total, order.placed_at, matter)


def matters_of(db: Session, order_id: UUID) -> list[Matter]:
    """What somebody still has to see to in an order."""
    found = [Matter(kind) for kind in db.scalars(select(Task.kind).where(_MATTERS, Task.order_id == order_id))]
    if db.scalar(select(Refund.id).where(_SILENT, Refund.payable == order_id).limit(1)) is not None:
        found.append(Matter.REFUND_SILENT)
    return sorted(found)


def order_view(db: Session, order: Order) -> OrderView:
    """Everything about an order."""
    checkout = db.get_one(Checkout, order.checkout_id)
    whole = select(Group).where(Group.id == order.group_id).options(selectinload(Group.country))
    group = db.scalars(whole).one()
    mine = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
    lines = tuple(_line(line, order.currency) for line in db.scalars(mine))
    known = [line.amount for line in lines]
    goods = sum((one.amount for one in known if one), 0) if all(one is not None for one in known) else None
    money = sums(db, order.id)
    there = money.there
    paid = payments_of(db, order.id)
    asked = next((one for one in paid if one.state is PaymentState.OPEN), None)
    back = min(there, sum(left for _payment, left in can_go_back(db, order.id)))
    to = order.address.get("country_code") or group.country_code
    abroad, comes = to != group.country_code, order.delivery is Delivery.PICKUP
    same = {name: getattr(order, name) for name in _SAME}
    return OrderView(
        group=group_line(group),
        lines=lines,
        goods=None if goods is None else Money(goods, order.currency),
        delivery_price=None if order.delivery_amount is None else Money(order.delivery_amount, order.currency),
        paid=Money(there, order.currency),
        taken=Money(money.taken, order.currency),
        left=None if order.total is None else Money(max(0, order.total.amount - there), order.currency),
        asked=asked.asked if asked else None,
        card=_card(db, order, paid),
        by_card=Money(back, order.currency),
        instructions=tuple(instructions_of(db, group.id, order.currency, abroad=abroad)) if asked else (),
        payments=tuple(one for one in paid if one.state is PaymentState.CAPTURED),
        refunds=tuple(one for one in refunds_of(db, order.id) if not one.is_moot),
        kept=db.scalar(select(KeptByAgreement).where(KeptByAgreement.order_id == order.id)),
        disputes=tuple(disputes_of(db, order.id)) if any(one.rail != MANUAL for one in paid) else (),
        parcels=tuple(db.scalars(select(Parcel).where(Parcel.order_id == order.id).order_by(Parcel.id))),
        events=tuple(db.scalars(order.events.select().order_by(OrderEvent.seq))),
        buyer=checkout,
        address={} if comes else order.address,
        customs=not comes and pass_customs(group.country_code, to),
        **same,
    )


def _card(db: Session, order: Order, paid: Sequence[Payment]) -> CardState | None:
    asked = next((one for one in paid if one.state is PaymentState.OPEN), None)
    if asked is None:
        return None
    if asked.rail != MANUAL:
        if str(asked.id) in words_of(db, TaskKind.DIFFERS, order.id):
            return CardState.UNCLEAR
        return CardState.AT_BANK if asked.at_bank else CardState.DECLINED if asked.declined else CardState.BEGUN
    if not rails_for(db, order.group_id, asked.asked, order.currency):
        return None
    last = next((one for one in reversed(paid) if one.rail != MANUAL), None)
    return CardState.CAN if last is None else _came_to(last)


def _came_to(over: Payment) -> CardState:
    if over.ended is PaymentEnd.GIVEN_UP and over.decided:
        return CardState.NOT_TAKEN
    ends = {PaymentEnd.RAN_OUT: CardState.RAN_OUT, PaymentEnd.FAILED: CardState.FAILED}
    return ends.get(over.ended, CardState.CAN) if over.ended else CardState.CAN


# What an order and what is told of it have under the same name.
_SAME = (
    *("id", "number", "version", "state", "currency", "delivery", "total", "due_first"),
    *("needs_address", "message", "words", "ready_on", "placed_at", "expires_at"),
)


def _line(line: OrderLine, currency: str) -> LineView:
    unit = None if line.unit_amount is None else Money(line.unit_amount, currency)
    amount = None if line.amount is None else Money(line.amount, currency)
    same = {name: getattr(line, name) for name in ("id", "title", "own_title", "label", "sku", "hs_code", "quantity")}
    return LineView(unit=unit, amount=amount, **same)
