"""An order as its two sides read it: all that may be told about it, with sums, in one object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.affiliates.models import Group
from app.affiliates.queries import group_line
from app.affiliates.views import GroupLine
from app.catalog.customs import pass_customs
from app.core.money import Money
from app.ordering.desk import TaskKind, words_of
from app.ordering.models import Checkout, Delivery, KeptByAgreement, Order, OrderEvent, OrderLine, Parcel
from app.ordering.states import LIVE, OPEN, Cause, OrderState
from app.payments.accounts import rails_for
from app.payments.models import NOT_GONE, Dispute, Instruction, Payment, PaymentEnd, PaymentState, Refund
from app.payments.refunding import can_go_back
from app.payments.service import MANUAL, disputes_of, instructions_of, payments_of, refunds_of, sums


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
    left: Money | None  # what the group does not have of its price; None while the total is not known
    given: Money  # of that, what came and went back, as the group wished, since work began
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
    def disputed(self) -> bool:
        """Whether a bank still wants some of it back: sent back by hand meanwhile, it could be gone twice."""
        return any(not one.over for one in self.disputes)

    @property
    def card_back(self) -> Money:
        """What can go back by card now; of an order that ended, no more than has to."""
        ended = self.state is OrderState.CANCELLED
        return min(self.by_card, self.to_go_back, key=lambda one: one.amount) if ended else self.by_card

    @property
    def not_paid(self) -> Money | None:
        """What never came of a sale that is under way or done; None: all came. Money given back is no debt again."""
        never = self.left.amount - self.given.amount if self.left and self.state in LIVE else 0
        return Money(never, self.currency) if never > 0 else None

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


def order_view(db: Session, order: Order) -> OrderView:
    """Everything about an order."""
    checkout = db.get_one(Checkout, order.checkout_id)
    whole = select(Group).where(Group.id == order.group_id).options(selectinload(Group.country))
    group = db.scalars(whole).one()
    lines = _lines(db, order)
    money = sums(db, order.id)
    there = money.there
    paid = payments_of(db, order.id)
    asked = next((one for one in paid if one.state is PaymentState.OPEN), None)
    back = min(there, sum(left for _payment, left in can_go_back(db, order.id)))
    refunds = tuple(one for one in refunds_of(db, order.id) if not one.is_moot)
    events = tuple(db.scalars(order.events.select().order_by(OrderEvent.seq)))
    to = order.address.get("country_code") or group.country_code
    abroad, comes = to != group.country_code, order.delivery is Delivery.PICKUP
    same = {name: getattr(order, name) for name in _SAME}
    return OrderView(
        group=group_line(group),
        lines=lines,
        goods=_together(lines, order.currency),
        delivery_price=None if order.delivery_amount is None else Money(order.delivery_amount, order.currency),
        paid=Money(there, order.currency),
        taken=Money(money.taken, order.currency),
        left=None if order.total is None else Money(max(0, order.total.amount - there), order.currency),
        given=Money(_given(events, refunds) if there else 0, order.currency),  # where all went back, nothing is paid
        asked=asked.asked if asked else None,
        card=_card(db, order, paid),
        by_card=Money(back, order.currency),
        instructions=tuple(instructions_of(db, group.id, order.currency, abroad=abroad)) if asked else (),
        payments=tuple(one for one in paid if one.state is PaymentState.CAPTURED),
        refunds=refunds,
        kept=db.scalar(select(KeptByAgreement).where(KeptByAgreement.order_id == order.id)),
        disputes=tuple(disputes_of(db, order.id)) if any(one.rail != MANUAL for one in paid) else (),
        parcels=tuple(db.scalars(select(Parcel).where(Parcel.order_id == order.id).order_by(Parcel.id))),
        events=events,
        buyer=checkout,
        address={} if comes else order.address,
        customs=not comes and pass_customs(group.country_code, to),
        **same,
    )


def _given(events: Sequence[OrderEvent], refunds: Sequence[Refund]) -> int:
    begun = max((one.at for one in events if one.end is OrderState.CONFIRMED), default=None)
    gone = (one for one in refunds if one.state not in NOT_GONE)
    return sum(one.amount for one in gone if begun is not None and one.recorded_at >= begun)


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


def _lines(db: Session, order: Order) -> tuple[LineView, ...]:
    mine = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
    return tuple(_line(line, order.currency) for line in db.scalars(mine))


def _together(lines: Sequence[LineView], currency: str) -> Money | None:
    known = [line.amount.amount for line in lines if line.amount is not None]
    return Money(sum(known), currency) if len(known) == len(lines) else None


def _line(line: OrderLine, currency: str) -> LineView:
    unit = None if line.unit_amount is None else Money(line.unit_amount, currency)
    amount = None if line.amount is None else Money(line.amount, currency)
    same = {name: getattr(line, name) for name in ("id", "title", "own_title", "label", "sku", "hs_code", "quantity")}
    return LineView(unit=unit, amount=amount, **same)
