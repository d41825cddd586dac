"""A mistyped e-mail address: put right by the buyer while nobody has come by the mailed link; or a first one, later."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import Conflict, _
from app.core.jobs import enqueue
from app.ordering.limits import count_mailbox, mailbox_of
from app.ordering.models import Checkout
from app.ordering.queries import orders_of

MOST = 3  # times: who mistypes more often had better ask the group; each is letters to somebody


class AddressProved(Conflict):
    """Somebody opened the letter already: whose address it is is known."""

    words = _("This e-mail address was confirmed already and cannot be changed here.")


class ChangedEnough(Conflict):
    """The address of one checkout was changed as often as it may be."""

    words = _("The e-mail address was changed several times already. Please keep the address of this page instead.")


def change_email(db: Session, checkout: Checkout, email: str) -> None:
    """Write to another address. Links in letters to the old one open nothing any more; the same again does nothing.

    Who gave only a phone, and perhaps came by the message to it, may say a mailbox at any time: the message still opens
    the order, but for everybody only masked until the first of them has said once more that it is theirs.

    Args:
        email: looked at already: it is one address.

    Raises:
        AddressProved, ChangedEnough, TooManyToday: nothing is changed.
    """
    locked = db.scalars(select(Checkout).where(Checkout.id == checkout.id).with_for_update()).one()
    if email == locked.email:
        return
    if locked.mailbox_is_proved:
        raise AddressProved()
    if locked.corrections >= MOST:
        raise ChangedEnough()
    orders = orders_of(db, locked.id)
    count_mailbox(db, email, orders=len(orders))
    locked.corrections += bool(locked.email)
    locked.email, locked.mailbox, locked.email_proved_at = email, mailbox_of(email), None
    db.flush()
    for order in orders:
        enqueue(db, "ordering.tell", order_id=str(order.id), seq=order.seq)
