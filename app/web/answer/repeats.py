"""Which forms of the answer page say what is done already: pressed twice, they are nobody else's doing."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.ordering import fulfilment, repeats, settle
from app.ordering.models import Actor, Order
from app.ordering.states import Cause
from app.web.answer.actions import (
    Sent,
    card_refund_key,
    foresee_end,
    money_words,
    offer_in,
    parcel_words,
    refund_key,
    where_told,
)


def is_repeat(db: Session, order: Order, sent: Sent, by: Actor) -> bool:
    """Whether what a form says was written down already, by this very form or by the same hand in the same words.

    Raises:
        Refusal: what is typed cannot be read, as when it was sent first.
    """
    return sent.action in _REPEATS and _REPEATS[sent.action](db, order, sent, by)


def _accept(db: Session, order: Order, _sent: Sent, by: Actor) -> bool:
    return repeats.has_moved(db, order, (Cause.ACCEPTED,), by=by)


def _offer(db: Session, order: Order, sent: Sent, by: Actor) -> bool:
    return repeats.has_offered(db, order, offer_in(db, order, sent), by=by)


def _decline(db: Session, order: Order, sent: Sent, by: Actor) -> bool:
    return repeats.has_ended(db, order, by=by, note=sent.told("reason"), keeps=foresee_end(order, sent))


def _agreed(db: Session, order: Order, sent: Sent, by: Actor) -> bool:
    return repeats.has_moved(db, order, (Cause.AGREED_BY_PHONE,), by=by, note=sent.told("note"))


def _where(_db: Session, order: Order, sent: Sent, _by: Actor) -> bool:
    return order.address == where_told(order, sent)


def _money(db: Session, order: Order, sent: Sent, by: Actor) -> bool:
    return repeats.has_come(db, order, sent.money("amount", order.currency), by=by, **money_words(sent))


def _parcel(db: Session, order: Order, sent: Sent, _by: Actor) -> bool:
    return fulfilment.has_sent(db, order, key=sent.told("form_key"), **parcel_words(sent))


def _handed(db: Session, order: Order, sent: Sent, by: Actor) -> bool:
    return repeats.has_moved(db, order, (Cause.HANDED_OVER,), by=by, note=sent.told("note"))


def _refund(db: Session, order: Order, sent: Sent, _by: Actor) -> bool:
    return settle.has_sent_back(db, order, sent.money("amount", order.currency), key=refund_key(order, sent))


def _card_refund(db: Session, order: Order, sent: Sent, _by: Actor) -> bool:
    return settle.has_sent_back(db, order, sent.money("amount", order.currency), key=card_refund_key(order, sent))


_REPEATS: dict[str, Callable[[Session, Order, Sent, Actor], bool]] = {
    "accept": _accept,
    "offer": _offer,
    "decline": _decline,
    "agreed": _agreed,
    "where": _where,
    "money": _money,
    "parcel": _parcel,
    "handed": _handed,
    "refund": _refund,
    "card_refund": _card_refund,
}
