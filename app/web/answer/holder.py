"""Who holds which key on this device. Without one, every page of an order tells nothing."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fastapi import Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.affiliates.group_keys import DEVICE, GroupKey, key_of_device, opens
from app.affiliates.models import Group
from app.core.errors import Forbidden, _
from app.core.tokens import Tokens
from app.enquiries.models import Enquiry, EnquiryState, Side, Speaker
from app.enquiries.queries import EnquiryNotFound, enquiry_by_number
from app.ordering.models import Actor, Order
from app.ordering.queries import OrderNotFound, order_by_number
from app.ordering.states import ActorKind
from app.web.rendering import Site

COOKIE = "device"
YEAR_SECONDS = 365 * 24 * 3600


class NotYours(Forbidden):
    """An order on a device that holds no key to its group."""

    words = _("This page is for the group that makes the goods. Open it on the phone that has the group key.")


def key_here(db: Session, request: Request) -> GroupKey | None:
    """The key this device holds."""
    tokens: Tokens = request.app.state.tokens
    return key_of_device(db, tokens, request.cookies.get(COOKIE, ""))


def opened_here(db: Session, request: Request, number: str) -> tuple[Order, Actor]:
    """An order that may be answered on this device, and whose hand does it.

    Raises:
        NotYours: no key, a key to another group, or no such order: the same for all three.
    """
    key = key_here(db, request)
    try:
        order = order_by_number(db, number) if key else None
    except OrderNotFound:
        order = None
    if key is None or order is None or not opens(db, key, order.group_id):
        raise NotYours()
    group = db.scalar(select(Group.name).where(Group.id == order.group_id)) or ""
    return order, hand_of(key, group)


def hand_of(key: GroupKey, group: str) -> Actor:
    """Whose hand does something on a device: a group's, by its name for the device; its affiliate's acts for it."""
    return Actor(ActorKind.GROUP, key.device or group, above=key.affiliate_id is not None)


def enquiry_here(db: Session, request: Request, number: str, *, lock: bool = False) -> tuple[Enquiry, Speaker]:
    """A conversation that may be answered on this device, and whose words they are.

    What no group has seen yet is for its affiliate's desk alone; what nobody confirmed is for neither.

    Args:
        lock: so that two hands write one after the other.

    Raises:
        NotYours: no key, a key to another group, or nothing to see: the same for all.
    """
    key = key_here(db, request)
    try:
        enquiry = enquiry_by_number(db, number, lock=lock) if key else None
    except EnquiryNotFound:
        enquiry = None
    if key is None or enquiry is None or not opens(db, key, enquiry.group_id):
        raise NotYours()
    is_desk = key.affiliate_id is not None
    if enquiry.state is EnquiryState.UNCONFIRMED or (enquiry.reached_at is None and not is_desk):
        raise NotYours()
    group = db.scalar(select(Group.name).where(Group.id == enquiry.group_id)) or ""
    return enquiry, Speaker(Side.DESK if enquiry.reached_at is None else Side.GROUP, key.device or group, above=is_desk)


def groups_of(db: Session, key: GroupKey) -> Sequence[UUID]:
    """The groups a key opens."""
    mine = Group.id == key.group_id if key.group_id else Group.affiliate_id == key.affiliate_id
    return db.scalars(select(Group.id).where(mine)).all()


def remember(request: Request, response: Response, key: GroupKey) -> Response:
    """Make this device the holder of a key."""
    tokens: Tokens = request.app.state.tokens
    site: Site = request.app.state.site
    secure = site.base_url.startswith("https:")
    value = tokens.make(DEVICE, key.id)
    response.set_cookie(COOKIE, value, max_age=YEAR_SECONDS, secure=secure, samesite="lax", httponly=True)
    return response
