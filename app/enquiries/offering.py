"""From talking to buying: the group's offer makes an order of an enquiry, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.affiliates.models import Group
from app.catalog.models import Product, Variant, public_products
from app.core.errors import Conflict, Invalid, _
from app.core.money import Money
from app.core.texts import Standing, words
from app.enquiries.models import Enquiry, EnquiryMessage, Side, Speaker, Told
from app.enquiries.service import must_be_open
from app.ordering import answering
from app.ordering.answering import BadOffer, Offer
from app.ordering.models import Actor, Delivery, Order
from app.ordering.noting import Noted, note
from app.ordering.pricing import WHOLE_BP
from app.ordering.service import Buyer, lines_by_order
from app.ordering.states import OrderState

CHOICES_AT_MOST = 80  # pieces a group chooses from for an enquiry about no product: what a phone can scroll


class OfferStands(Conflict):
    """An enquiry became an order already."""

    words = _("An order came of this conversation already. Please change the offer there.")


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
    """What a group proposes to who asked."""

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


def choices(db: Session, enquiry: Enquiry, *, lang: str) -> list[Choice]:
    """What the group can offer to an enquiry: the variants of its product, else of all the group shows."""
    asked = enquiry.product_id
    of_product = asked is not None and db.get(Product, asked) is not None
    shown = public_products(Product.id).where(Product.group_id == enquiry.group_id)
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


def make_offer(db: Session, enquiry: Enquiry, proposal: Proposal, *, by: Actor) -> Order:
    """Make an order of an enquiry and offer it: the buyer is told of the offer and takes it, or does not.

    Raises:
        ThreadClosed: nothing can be added to the thread.
        OfferStands: an order came of it already, and is not cancelled.
        BadOffer, NotForSaleHere, OutOfStock, NoCapacity: it cannot be offered so; nothing is written.
    """
    must_be_open(enquiry)
    old = db.get(Order, enquiry.order_id) if enquiry.order_id else None
    if old is not None and old.state is not OrderState.CANCELLED:
        raise OfferStands()
    if not proposal.lines or any(line.pieces < 1 for line in proposal.lines):
        raise BadOffer()
    order = _noted(db, enquiry, proposal, by=by)
    units = {line.id: proposal.lines[line.position].unit for line in lines_by_order(db, [order])[order.id]}
    free = Money(0, order.currency)
    told = (proposal.ready_on, proposal.words, proposal.advance_bp)
    answering.offer(db, order, Offer({}, units, proposal.delivery or free, *told), by=by)
    enquiry.order_id = order.id
    speaker = Speaker(Side.GROUP, by.name)
    db.add(EnquiryMessage.next_of(enquiry, Told.OFFERED, speaker, order.number))  # the order's own letter tells of it
    db.flush()
    return order


def _noted(db: Session, enquiry: Enquiry, proposal: Proposal, *, by: Actor) -> Order:
    group = db.get(Group, enquiry.group_id)
    assert group is not None
    skus = [line.sku for line in proposal.lines]
    query = select(Variant.sku, Variant.id).join(Variant.product).where(Variant.sku.in_(skus))
    known = {sku: id_ for sku, id_ in db.execute(query.where(Product.group_id == group.id))}
    if set(known) != set(skus):
        raise NotForSaleHere()
    first = db.get(EnquiryMessage, (enquiry.id, 1))
    noted = Noted(
        key=f"enquiry-{enquiry.number}-{enquiry.seq}",
        buyer=Buyer(enquiry.name, enquiry.email, enquiry.phone),
        lang=enquiry.lang,
        pieces=[(known[line.sku], line.pieces) for line in proposal.lines],
        delivery=Delivery.PICKUP if proposal.delivery is None else Delivery.SENT,
        address={"country_code": enquiry.country},
        message=first.words if first else "",
        email_proved_at=enquiry.reached_at if enquiry.email else None,
    )
    return note(db, group, noted, by=by)
