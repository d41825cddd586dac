"""From talking to buying: the group's offer makes an order of an enquiry, in the same transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.core.errors import Conflict, _
from app.enquiries.models import Enquiry, EnquiryMessage, Side, Speaker, Told
from app.enquiries.service import must_be_open
from app.ordering.models import TALK, Actor, Delivery, Order
from app.ordering.noting import About, Proposal, propose
from app.ordering.service import Buyer
from app.ordering.states import OrderState


class OfferStands(Conflict):
    """An enquiry became an order already."""

    words = _("An order came of this conversation already. Please change the offer there.")


def make_offer(db: Session, enquiry: Enquiry, proposal: Proposal, *, by: Actor) -> Order:
    """Make an order of an enquiry and offer it: the buyer is told of the offer and takes it, or does not.

    Raises:
        ThreadClosed: nothing can be added to the thread.
        OfferStands: an order came of it already, and is not cancelled.
        BadOffer, NotForSaleHere, NotTheirs, OutOfStock: it cannot be offered so; nothing is written.
    """
    must_be_open(enquiry)
    old = db.get(Order, enquiry.order_id) if enquiry.order_id else None
    if old is not None and old.state is not OrderState.CANCELLED:
        raise OfferStands()
    order = propose(db, db.get_one(Group, enquiry.group_id), _about(db, enquiry, proposal), proposal, by=by)
    enquiry.order_id = order.id
    speaker = Speaker(Side.GROUP, by.name)
    db.add(EnquiryMessage.next_of(enquiry, Told.OFFERED, speaker, order.number))  # the order's own letter tells of it
    db.flush()
    return order


def _about(db: Session, enquiry: Enquiry, proposal: Proposal) -> About:
    first = db.get(EnquiryMessage, (enquiry.id, 1))
    return About(
        key=f"{TALK}{enquiry.number}-{enquiry.seq}",
        buyer=Buyer(enquiry.name, enquiry.email, enquiry.phone),
        lang=enquiry.lang,
        delivery=Delivery.PICKUP if proposal.delivery is None else Delivery.SENT,
        address={"country_code": enquiry.country},
        message=first.words if first else "",
        email_proved_at=enquiry.reached_at if enquiry.email else None,
    )
