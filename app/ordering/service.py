"""Verbs of an order: placing it, and what the group, the buyer and the clock do with it. None commits."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.affiliates.models import Means
from app.catalog.capacity import Promised
from app.catalog.codes import ALPHABET, LENGTH
from app.catalog.models import StockKind
from app.catalog.stock import Pieces
from app.core.clock import now
from app.core.db import uuid7
from app.core.errors import Conflict, Invalid, _
from app.core.jobs import enqueue
from app.core.rows import run, table_of, told, write, write_unless, wrote
from app.ordering import holding
from app.ordering.basket import forget_lines, lines_of, one_at_a_time
from app.ordering.limits import count_in, mailbox_of
from app.ordering.models import Actor, Basket, Checkout, Delivery, Order, OrderEvent, OrderLine
from app.ordering.parts import parts_of
from app.ordering.payable import ask_first
from app.ordering.states import ActorKind, Cause, OrderState
from app.ordering.times import Times
from app.ordering.views import Missing, Part, Route, fingerprint

Line = dict[str, Any]  # a row of OrderLine, by column: an object of each takes longer than to write all


class ReviewChanged(Conflict):
    """What would be placed is not what the buyer saw."""

    words = _("Something changed since you looked: please read the new amounts before you place the order.")


class NothingToOrder(Invalid):
    """A basket without a line that can be ordered."""

    words = _("Nothing in the basket can be ordered now.")


class NoAddress(Invalid):
    """Goods are to be sent, and nobody says where to."""

    words = _("Please say where the goods should go.")


@dataclass(frozen=True)
class Buyer:
    """Who orders. One of e-mail and phone is there."""

    name: str
    email: str = ""
    phone: str = ""
    company: str = ""
    tax_number: str = ""


@dataclass(frozen=True)
class Wish:
    """What a buyer sends when placing: everything but the lines, which stand in the basket."""

    form_key: str
    seen: str  # the fingerprint of the review
    buyer: Buyer
    lang: str
    country: str
    address: Mapping[str, str] = field(default_factory=dict)
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)  # by the key of a part
    messages: Mapping[str, str] = field(default_factory=dict)
    route: Route | None = None  # only the parts of this one; None: all


def place(db: Session, basket: Basket, wish: Wish) -> Checkout:
    """Make orders of what can be ordered in a basket, hold their pieces, and take them out of the basket.

    A repeat of the same form with the same basket is the same checkout.

    Raises:
        ReviewChanged: prices, postage, stock or groups differ from what was seen; nothing is placed.
        NothingToOrder, NoAddress, TooManyOpen, TooManyToday, OutOfStock, NoCapacity: nothing is placed.
    """
    form_key = _form_key(basket, wish)
    checkout = _checkout(db, form_key, wish)
    if checkout is None:  # the same form came before
        return db.scalars(select(Checkout).where(Checkout.form_key == form_key)).one()
    one_at_a_time(db, basket)  # another form of the same basket may be at it: its lines are ordered once
    asked = lines_of(db, basket)
    parts = parts_of(db, asked, lang=wish.lang, country=wish.country, wished=wish.deliveries, pictured=False)
    parts = [part for part in parts if part.orderable and wish.route in (None, part.route)]
    if not parts:
        raise NothingToOrder()
    if fingerprint(parts) != wish.seen:
        raise ReviewChanged()
    if not wish.address and any(part.chosen.kind is not Delivery.PICKUP for part in parts):
        raise NoAddress()
    count_in(db, wish.buyer, basket.id, orders=len(parts))
    orders, lines = _orders(db, checkout, parts, wish)
    _keep_days(db, orders, lines, holding.set_aside(db, _needs(parts, lines), cause="placed"))
    for order in orders:
        if order.state is OrderState.AWAITING_PAYMENT:
            ask_first(db, order)
        enqueue(db, "ordering.tell", order_id=str(order.id), seq=order.seq)
    forget_lines(db, basket, [line.variant_id for part in parts for line in part.orderable])
    return checkout


def _form_key(basket: Basket, wish: Wish) -> str:
    """A form counts within its basket: who sends the key of somebody else's form opens nobody's orders.

    And each of its two buttons counts by itself: who ordered, went back and sends the request means both.
    """
    told = f"{wish.form_key} {wish.route or ''}"
    return hashlib.sha256(basket.id.bytes + told.encode()).hexdigest()[:40]


def _checkout(db: Session, form_key: str, wish: Wish) -> Checkout | None:
    buyer = wish.buyer
    checkout = Checkout(
        id=uuid7(),
        form_key=form_key,
        generation=0,
        lang=wish.lang,
        name=buyer.name,
        email=buyer.email,
        phone=buyer.phone,
        mailbox=mailbox_of(buyer.email),
        company=buyer.company,
        tax_number=buyer.tax_number,
        email_proved_at=None,
        placed_at=now(),
        corrections=0,
    )
    return checkout if write_unless(db, checkout, known="form_key") else None


def _orders(db: Session, checkout: Checkout, parts: Sequence[Part], wish: Wish) -> tuple[list[Order], list[Line]]:
    """An order for each part with its lines and the first line of its history."""
    by = Actor(ActorKind.BUYER, wish.buyer.name)
    orders = [_order(db, checkout, part, wish) for part in parts]
    begun = [order.begin(order.state, by=by, because=Cause.PLACED) for order in orders]
    for order in orders:
        while not wrote(db, Order, told(order), known="number"):  # somebody has it: too seldom to ask before
            order.number = _any_number()
    write(db, OrderEvent, [told(event) for event in begun])
    lines = [line for order, part in zip(orders, parts, strict=True) for line in _lines(order, part)]
    write(db, OrderLine, lines)
    return orders, lines


def _needs(parts: Sequence[Part], lines: Sequence[Line]) -> list[Pieces]:
    """What the lines need of stock and capacity. Of more than a year can make nothing: the group is to say the day."""
    kinds = {line.variant_id: line.kind for part in parts for line in part.orderable}
    open_day = {line.variant_id for part in parts if Missing.CAPACITY in part.missing for line in part.orderable}
    needs = [
        Pieces(one["id"], one["variant_id"], one["quantity"], one["title"], kinds[one["variant_id"]]) for one in lines
    ]
    return [one for one in needs if one.kind is not StockKind.MADE_TO_ORDER or one.variant_id not in open_day]


def _keep_days(db: Session, orders: Sequence[Order], lines: Sequence[Line], promised: Mapping[UUID, Promised]) -> None:
    """Somebody took the room of a month just before: an order says the day that is kept for it, not the forecast."""
    of_line = {line["id"]: line["order_id"] for line in lines}
    days = {of_line[line]: kept.ready_on for line, kept in sorted(promised.items(), key=lambda one: one[1].ready_on)}
    for order in orders:
        if order.ready_on is not None and days.get(order.id, order.ready_on) > order.ready_on:
            order.ready_on = days[order.id]
            run(db, _READY_ON, {"order": order.id, "day": order.ready_on})


_O = table_of(Order).c
_READY_ON = (
    update(table_of(Order))  # type: ignore[arg-type]  # a table, typed as what is selected from
    .where(_O.id == bindparam("order"))
    .values(ready_on=bindparam("day"))
)


def _order(db: Session, checkout: Checkout, part: Part, wish: Wish) -> Order:
    binding, times = part.route is Route.ORDER, Times.of(db)
    return Order(
        id=uuid7(),
        number=_any_number(),
        checkout_id=checkout.id,
        group_id=part.group.id,
        generation=0,
        state=OrderState.AWAITING_PAYMENT if binding else OrderState.REQUESTED,
        version=1,
        currency=part.currency,
        delivery=part.chosen.kind,
        delivery_amount=part.chosen.price.amount if part.chosen.price else None,
        total_amount=part.total.amount if part.total else None,
        due_first_amount=part.due_first.amount if part.due_first else None,
        address={"country_code": wish.country} if part.chosen.kind is Delivery.PICKUP else dict(wish.address),
        message=wish.messages.get(part.key, ""),
        words="",
        ready_on=part.ready_on,
        placed_at=now(),
        expires_at=now() + _waits(part, times),
        shipped_at=None,
        let_go=False,
        seq=0,
    )


def _waits(part: Part, times: Times) -> timedelta:
    """How long an order waits for its money, or a request for its group."""
    if part.route is Route.REQUEST:
        return timedelta(days=times.request_days)
    by_card_alone = part.means == (Means.CARD,)
    return timedelta(minutes=times.card_minutes) if by_card_alone else timedelta(days=times.pay_days)


def _lines(order: Order, part: Part) -> list[Line]:
    return [
        {
            "id": uuid7(),
            "order_id": order.id,
            "position": position,
            "variant_id": line.variant_id,
            "product_id": line.product_id,
            "sku": line.sku,
            "title": line.title.text,
            "own_title": line.own_title,
            "label": line.label.text,
            "hs_code": line.hs_code,
            "unit_amount": line.unit.amount if line.unit else None,
            "quantity": line.quantity,
        }
        for position, line in enumerate(part.orderable)
    ]


def new_number(db: Session, taken: InstrumentedAttribute[str] = Order.number) -> str:
    """A number for people that no order has, or nothing else in a column: six characters that read well aloud."""
    while run(db, _taken(taken), {"number": (number := _any_number())}).first() is not None:
        pass
    return number


def _any_number() -> str:
    return "".join(secrets.choice(ALPHABET) for _position in range(LENGTH))


@cache
def _taken(column: InstrumentedAttribute[str]) -> Select[str]:
    table_column = column.property.columns[0]
    return select(table_column).where(table_column == bindparam("number"))


def lines_by_order(db: Session, orders: Sequence[Order]) -> dict[UUID, list[OrderLine]]:
    """The lines of orders, in their order."""
    found: dict[UUID, list[OrderLine]] = {order.id: [] for order in orders}
    query = select(OrderLine).where(OrderLine.order_id.in_(found)).order_by(OrderLine.position)
    for line in db.scalars(query):
        found[line.order_id].append(line)
    return found
