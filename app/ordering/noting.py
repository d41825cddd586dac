"""An order that the group writes down itself: what was agreed by talking, where no basket was filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.affiliates.models import Group
from app.catalog.models import Product, Variant
from app.core.clock import now
from app.core.db import uuid7
from app.core.errors import Invalid, _
from app.core.texts import Standing, words
from app.ordering.limits import mailbox_of
from app.ordering.models import Actor, Checkout, Delivery, Order, OrderLine
from app.ordering.service import REQUEST_HOURS, Buyer, new_number
from app.ordering.states import Cause, OrderState

LINES_AT_MOST = 20  # of one order that a group types on a phone


class NotTheirs(Invalid):
    """A line that is no piece of this group, or of another currency than the first."""

    words = _("Please choose pieces of this group, all with prices in the same currency.")


@dataclass(frozen=True)
class Noted:
    """What a group writes down for a buyer. Prices come with its offer."""

    key: str  # of the talk it comes from: the same again is refused by the database
    buyer: Buyer
    lang: str
    pieces: Sequence[tuple[UUID, int]]  # variant, how many
    delivery: Delivery
    address: Mapping[str, str]  # as far as it is known; {} where the buyer comes for it
    message: str = ""  # the buyer's words
    email_proved_at: datetime | None = None


def note(db: Session, group: Group, noted: Noted, *, by: Actor) -> Order:
    """Make the order. It holds no pieces before the group's offer does.

    Raises:
        NotTheirs: no line, or a line the group cannot sell.
    """
    chosen = _variants(db, group, noted)
    checkout = _checkout(noted)
    order = Order(
        id=uuid7(),
        number=new_number(db),
        checkout_id=checkout.id,
        group_id=group.id,
        state=OrderState.REQUESTED,
        currency=chosen[0][0].price_currency,
        delivery=noted.delivery,
        address={} if noted.delivery is Delivery.PICKUP else dict(noted.address),
        message=noted.message,
        words="",
        placed_at=now(),
        expires_at=now() + timedelta(hours=REQUEST_HOURS),
        seq=0,
    )
    db.add(checkout)
    db.flush()
    db.add(order)
    db.flush()
    db.add_all(_line(order, place, one, count, noted.lang) for place, (one, count) in enumerate(chosen))
    order.move_to(OrderState.REQUESTED, by=by, because=Cause.NOTED)
    db.flush()
    return order


def _variants(db: Session, group: Group, noted: Noted) -> list[tuple[Variant, int]]:
    ids = [variant for variant, _count in noted.pieces]
    query = select(Variant).join(Variant.product).where(Variant.id.in_(ids), Product.group_id == group.id)
    whole = query.options(selectinload(Variant.texts), selectinload(Variant.product).selectinload(Product.texts))
    found = {variant.id: variant for variant in db.scalars(whole)}
    currencies = {variant.price_currency for variant in found.values()}
    if set(found) != set(ids) or len(set(ids)) != len(ids) or len(currencies) != 1 or len(ids) > LINES_AT_MOST:
        raise NotTheirs()
    return [(found[variant], count) for variant, count in noted.pieces]


def _checkout(noted: Noted) -> Checkout:
    buyer = noted.buyer
    return Checkout(
        id=uuid7(),
        form_key=noted.key,
        generation=0,
        lang=noted.lang,
        name=buyer.name,
        email=buyer.email,
        mailbox=mailbox_of(buyer.email),
        phone=buyer.phone,
        company=buyer.company,
        tax_number=buyer.tax_number,
        email_proved_at=noted.email_proved_at,
        placed_at=now(),
    )


def _line(order: Order, position: int, variant: Variant, count: int, lang: str) -> OrderLine:
    texts = variant.product.texts
    return OrderLine(
        id=uuid7(),
        order_id=order.id,
        position=position,
        variant_id=variant.id,
        product_id=variant.product_id,
        sku=variant.sku,
        title=words(texts, "title", lang).text,
        own_title=words([row for row in texts if row.standing is Standing.ORIGINAL], "title", lang).text,
        label=words(variant.texts, "label", lang).text if variant.texts else "",
        unit_amount=None,
        quantity=count,
    )
