"""An order that the group writes down itself: what was agreed by talking, where no basket was filled."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.affiliates.models import Group
from app.catalog.models import Product, Variant, public_products
from app.core.clock import now
from app.core.db import uuid7
from app.core.errors import Invalid, _
from app.core.money import Money
from app.core.rows import write_unless
from app.core.texts import Standing, words
from app.ordering import answering
from app.ordering.answering import BadOffer, Offer, Terms, add_up
from app.ordering.goods import called
from app.ordering.limits import mailbox_of
from app.ordering.models import Actor, Checkout, Delivery, Order, OrderLine
from app.ordering.pricing import WHOLE_BP
from app.ordering.service import Buyer, lines_by_order, new_number
from app.ordering.states import Cause, OrderState
from app.ordering.times import Times

LINES_AT_MOST = 20  # of one order that a group types on a phone
CHOICES_AT_MOST = 80  # pieces a group chooses from: what a phone can scroll


class NotTheirs(Invalid):
    """A line that is no piece of this group, or of another currency than the first."""

    words = _("Please choose pieces of this group, all with prices in the same currency.")


class NotForSaleHere(Invalid):
    """An offer names pieces that are not the group's."""

    words = _("Please choose what you offer from your own goods.")


@dataclass(frozen=True)
class OfferedLine:
    """So many pieces of a variant, at a price of the group for each."""

    sku: str
    pieces: int
    unit: Money


@dataclass(frozen=True)
class Proposal:
    """What a group proposes to somebody it talked with."""

    lines: Sequence[OfferedLine]
    delivery: Money | None  # None: the buyer comes for it
    ready_on: date
    words: str = ""
    advance_bp: int = WHOLE_BP


@dataclass(frozen=True)
class Choice:
    """A piece that can be offered."""

    id: UUID
    sku: str
    title: str  # as the group calls it
    label: str
    price: Money | None
    currency: str


def choices(db: Session, group_id: UUID, asked: UUID | None = None, *, lang: str) -> list[Choice]:
    """What a group can offer: the variants of the product that is asked for, else of all it shows."""
    of_product = asked is not None and db.get(Product, asked) is not None
    shown = public_products(Product.id).where(Product.group_id == group_id)
    here = Variant.product_id == asked if of_product else Variant.product_id.in_(shown)
    whole = (selectinload(Variant.texts), selectinload(Variant.product).selectinload(Product.texts))
    order = (Variant.product_id.desc(), Variant.position)
    query = select(Variant).where(here).options(*whole).order_by(*order).limit(CHOICES_AT_MOST)
    return [_choice(variant, lang) for variant in db.scalars(query)]


def _choice(variant: Variant, lang: str) -> Choice:
    original = [row for row in variant.product.texts if row.standing is Standing.ORIGINAL]
    title = words(original or variant.product.texts, "title", lang).text
    label = words(variant.texts, "label", lang).text if variant.texts else ""
    return Choice(variant.id, variant.sku, title, label, variant.price, variant.price_currency)


@dataclass(frozen=True)
class About:
    """Whom an order is for, and where it goes."""

    key: str  # of the talk it comes from: the same again is refused by the database
    buyer: Buyer
    lang: str
    delivery: Delivery
    address: Mapping[str, str]  # as far as it is known; of who comes for it the country is kept
    message: str = ""  # the buyer's words
    email_proved_at: datetime | None = None


def propose(db: Session, group: Group, told: About, proposal: Proposal, *, by: Actor) -> Order:
    """Write an order down and offer it: the buyer is told, and takes it with a button or says so by phone.

    Raises:
        BadOffer, NotForSaleHere, NotTheirs, OutOfStock: it cannot be offered so; nothing is written.
    """
    checkout = _checkout(told)
    db.add(checkout)
    db.flush()
    order = _offered(db, group, checkout, told, proposal, by=by)
    answering.told(db, order)
    return order


def terms_of(proposal: Proposal) -> Terms:
    """What a proposal comes to; nothing is written, so that it can be shown before it is made.

    Raises:
        BadOffer, NotTheirs: it cannot be made.
    """
    if not proposal.lines or any(line.pieces < 1 for line in proposal.lines):
        raise BadOffer()
    delivery = proposal.delivery or Money(0, proposal.lines[0].unit.currency)
    if {line.unit.currency for line in proposal.lines} != {delivery.currency}:
        raise NotTheirs()
    return add_up([(line.pieces, line.unit) for line in proposal.lines], delivery, proposal.advance_bp)


def _offered(db: Session, group: Group, checkout: Checkout, told: About, proposal: Proposal, *, by: Actor) -> Order:
    terms_of(proposal)
    order = _order(db, group, checkout, told, proposal, by=by)
    units = {line.id: proposal.lines[line.position].unit for line in lines_by_order(db, [order])[order.id]}
    terms = (proposal.ready_on, proposal.words, proposal.advance_bp)
    delivery = proposal.delivery or Money(0, order.currency)
    answering.put_offer(db, order, Offer({}, units, delivery, *terms), by=by)
    return order


def agreed_by_phone(db: Session, group: Group, told: About, proposal: Proposal, *, by: Actor, note: str) -> Order:
    """Write down an order that came by phone or in person. The same form again is the same order.

    Nobody is asked to take what was agreed on already: of its three moves the last one alone is told.

    Raises:
        BadOffer, NotForSaleHere, NotTheirs, OutOfStock: it cannot be so; nothing is written.
    """
    key = hashlib.sha256(group.id.bytes + told.key.encode()).hexdigest()[:40]  # a form counts within its group
    checkout = _checkout(replace(told, key=key))
    if not write_unless(db, checkout, known="form_key"):  # pressed twice, the second waits for the first
        return db.scalars(select(Order).join(Checkout).where(Checkout.form_key == key)).one()
    order = _offered(db, group, checkout, told, proposal, by=by)
    answering.agree_by_phone(db, order, by=by, note=note)
    return order


def _order(db: Session, group: Group, checkout: Checkout, told: About, proposal: Proposal, *, by: Actor) -> Order:
    """The order, which holds no pieces before the group's offer does."""
    chosen = _variants(db, group, proposal)
    order = Order(
        id=uuid7(),
        number=new_number(db),
        checkout_id=checkout.id,
        group_id=group.id,
        state=OrderState.REQUESTED,
        currency=chosen[0][0].price_currency,
        delivery=told.delivery,
        address=_where(told),
        message=told.message,
        words="",
        placed_at=now(),
        expires_at=now() + timedelta(days=Times.of(db).request_days),
        seq=0,
    )
    db.add(order)
    db.flush()
    db.add_all(_line(order, place, one, count, told.lang) for place, (one, count) in enumerate(chosen))
    order.move_to(OrderState.REQUESTED, by=by, because=Cause.NOTED)
    db.flush()
    return order


def _where(told: About) -> dict[str, str]:
    """Where it goes; of who comes for it the country alone, which says how they can pay."""
    comes = told.delivery is Delivery.PICKUP
    return {name: said for name, said in told.address.items() if name == "country_code" or not comes}


def _variants(db: Session, group: Group, proposal: Proposal) -> list[tuple[Variant, int]]:
    skus = [line.sku for line in proposal.lines]
    query = select(Variant).join(Variant.product).where(Variant.sku.in_(skus), Product.group_id == group.id)
    whole = query.options(selectinload(Variant.texts), selectinload(Variant.product).selectinload(Product.texts))
    found = {variant.sku: variant for variant in db.scalars(whole)}
    if set(found) != set(skus):
        raise NotForSaleHere()
    currencies = {variant.price_currency for variant in found.values()}
    if len(set(skus)) != len(skus) or len(currencies) != 1 or len(skus) > LINES_AT_MOST:
        raise NotTheirs()
    return [(found[line.sku], line.pieces) for line in proposal.lines]


def _checkout(told: About) -> Checkout:
    buyer = told.buyer
    return Checkout(
        id=uuid7(),
        form_key=told.key,
        generation=0,
        lang=told.lang,
        name=buyer.name,
        email=buyer.email,
        mailbox=mailbox_of(buyer.email),
        phone=buyer.phone,
        company=buyer.company,
        tax_number=buyer.tax_number,
        email_proved_at=told.email_proved_at,
        placed_at=now(),
    )


def _line(order: Order, position: int, variant: Variant, count: int, lang: str) -> OrderLine:
    title, own, label = called(variant.product.texts, variant.texts, lang)
    return OrderLine(
        id=uuid7(),
        order_id=order.id,
        position=position,
        variant_id=variant.id,
        product_id=variant.product_id,
        sku=variant.sku,
        title=title.text,
        own_title=own,
        label=label.text,
        hs_code=variant.product.hs_code,
        unit_amount=None,
        quantity=count,
    )
