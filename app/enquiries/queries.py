"""Reads of enquiries: a thread as each side may see it, and what waits for a group or its desk. They change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.affiliates.models import Affiliate, Group
from app.affiliates.queries import group_line
from app.affiliates.views import GroupLine
from app.catalog.models import Product, public_products
from app.core.errors import NotFound, _
from app.enquiries.models import Enquiry, EnquiryKind, EnquiryMessage, EnquiryState, Side, Told
from app.ordering.models import Order


class EnquiryNotFound(NotFound):
    """No enquiry has this number, or it is not for who asks."""

    words = _("We could not find that conversation.")


@dataclass(frozen=True)
class MessageView:
    """A line of a thread."""

    seq: int
    at: datetime
    by: Side
    name: str
    told: Told
    words: str


@dataclass(frozen=True)
class ThreadView:
    """An enquiry as one of its sides may see it: the other's address is "" until its owner chose to show it."""

    id: UUID
    number: str
    seq: int
    state: EnquiryState
    kind: EnquiryKind
    pieces: int | None
    group: GroupLine
    affiliate: str
    title: str
    own_title: str
    product_slug: str  # "" where the product is not on show any more, or none was asked about
    buyer: str
    country: str
    lang: str
    buyer_email: str
    buyer_phone: str
    group_contact: str
    buyer_shows: bool
    order: Order | None
    messages: tuple[MessageView, ...]
    asked_at: datetime
    last_by: Side


def thread_view(db: Session, enquiry: Enquiry, *, reader: Side) -> ThreadView:
    """A thread for the eyes of one side.

    Args:
        reader: whose eyes. The buyer's own address is shown to the buyer alone, until `buyer_shows`.
    """
    whole = select(Group).where(Group.id == enquiry.group_id).options(selectinload(Group.country))
    group = db.scalars(whole).one()
    shown = reader is Side.BUYER or enquiry.buyer_shows
    slug = public_products(Product.slug).where(Product.id == enquiry.product_id)
    same = {name: getattr(enquiry, name) for name in _SAME}
    return ThreadView(
        group=group_line(group),
        affiliate=db.scalars(select(Affiliate.name).where(Affiliate.id == group.affiliate_id)).one(),
        product_slug=(db.scalar(slug) or "") if enquiry.product_id else "",
        buyer=enquiry.name,
        buyer_email=enquiry.email if shown else "",
        buyer_phone=enquiry.phone if shown else "",
        order=db.get(Order, enquiry.order_id) if enquiry.order_id else None,
        messages=_messages(db, enquiry),
        **same,
    )


# What an enquiry and what is told of it have under the same name.
_SAME = (
    *("id", "number", "seq", "state", "kind", "pieces", "title", "own_title", "country", "lang"),
    *("group_contact", "buyer_shows", "asked_at", "last_by"),
)


def _messages(db: Session, enquiry: Enquiry) -> tuple[MessageView, ...]:
    query = select(EnquiryMessage).where(EnquiryMessage.enquiry_id == enquiry.id).order_by(EnquiryMessage.seq)
    return tuple(MessageView(m.seq, m.at, m.by, m.name, m.told, m.words) for m in db.scalars(query))


def enquiry_by_number(db: Session, number: str, *, lock: bool = False) -> Enquiry:
    """An enquiry, however its number was typed.

    Args:
        lock: keep others from writing to it until this transaction ends.

    Raises:
        EnquiryNotFound: there is none.
    """
    query = select(Enquiry).where(Enquiry.number == number.strip().upper())
    found = db.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise EnquiryNotFound()
    return found


def enquiry_of_order(db: Session, order_id: UUID) -> Enquiry | None:
    """The conversation an order came of, if there was one."""
    return db.scalar(select(Enquiry).where(Enquiry.order_id == order_id))


@dataclass(frozen=True)
class WaitingEnquiry:
    """An enquiry in a group's list."""

    number: str
    state: EnquiryState
    kind: EnquiryKind
    group: str
    buyer: str
    about: str  # the product as the group calls it; "" for none
    asked_at: datetime
    waits: bool  # for an answer of who reads the list


def waiting_enquiries(db: Session, groups: Sequence[UUID], *, desk: bool, limit: int = 60) -> list[WaitingEnquiry]:
    """Conversations of some groups that are under way, those that wait for an answer first. One statement.

    Args:
        desk: whether the affiliate's desk reads the list: it also sees what no group has seen yet.
    """
    states = (EnquiryState.OPEN, EnquiryState.AT_DESK) if desk else (EnquiryState.OPEN,)
    query = (
        select(Enquiry, Group.name)
        .join(Group, Group.id == Enquiry.group_id)
        .where(Enquiry.group_id.in_(groups), Enquiry.state.in_(states))
        .order_by(Enquiry.state != EnquiryState.AT_DESK, Enquiry.last_by != Side.BUYER, Enquiry.asked_at)
        .limit(limit)
    )
    return [
        WaitingEnquiry(e.number, e.state, e.kind, group, e.name, e.own_title, e.asked_at, e.last_by is Side.BUYER)
        for e, group in db.execute(query)
    ]


def masked(email: str) -> str:
    """An address as its owner knows it again, and nobody else learns it.

    >>> masked("asha@example.org")
    'a…@example.org'
    """
    local, _at, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}" if local else ""
