"""What each side, and the affiliate, is told of news that are no move: of money by hand, parcels, what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import _
from app.core.i18n import catalogue, date_words, money_words
from app.core.mail import Words
from app.core.money import Money
from app.ordering.desk import Task
from app.ordering.messages import Told, letter
from app.ordering.models import Order, Parcel
from app.ordering.news import News
from app.ordering.states import ActorKind, OrderState
from app.ordering.thread import OrderMessage
from app.payments.models import Payment, PaymentState, Refund, RefundState


class Reader(StrEnum):
    """Who is told."""

    BUYER = "buyer"
    GROUP = "group"
    AFFILIATE = "affiliate"


@dataclass(frozen=True)
class Sentences:
    """The first sentence to each; None: it does not concern them."""

    buyer: str | None = None
    group: str | None = None
    affiliate: str | None = None
    by_affiliate: str | None = None  # to the group, of what its affiliate's hand did


_CAME = _("%(group)s has your payment of %(amount)s. Thank you.")
SENTENCES = {
    News.ASKED: Sentences(
        buyer=_("%(group)s asks you to pay what is left: %(amount)s."),
        by_affiliate=_("Your affiliate asked the buyer to pay what is left: %(amount)s."),
    ),
    News.CAME: Sentences(
        buyer=_CAME,
        by_affiliate=_("Your affiliate wrote down that %(amount)s came from the buyer."),
    ),
    News.CAME_BY_RAIL: Sentences(
        buyer=_CAME,
        group=_("%(amount)s came from the buyer by card."),
    ),
    News.CAME_LATE: Sentences(
        buyer=_(
            "Your payment of %(amount)s came after this order had ended. %(group)s cannot work on it any more, and is "
            "asked to send you the money back."
        ),
        group=_(
            "%(amount)s came after this order had ended, and the order stays ended. Please send the money back to the "
            "buyer, and write it down."
        ),
    ),
    News.PARCEL: Sentences(
        buyer=_("%(group)s has sent you one more parcel."),
        by_affiliate=_("Your affiliate wrote down that one more parcel is sent."),
    ),
    News.SENT_BACK: Sentences(
        buyer=_("%(group)s says that %(amount)s was sent back to you. Please tell us whether it came."),
        by_affiliate=_("Your affiliate wrote down that %(amount)s was sent back to the buyer."),
    ),
    News.ARRIVED: Sentences(
        group=_("The buyer says that %(amount)s has come back. Thank you."),
    ),
    News.DENIED: Sentences(
        buyer=_("You said that %(amount)s did not come back. %(group)s and its affiliate are told."),
        group=_("The buyer says that %(amount)s did not come back. Please look into it, and write to the buyer."),
        affiliate=_(
            "%(group)s wrote down that %(amount)s was sent back to a buyer. The buyer says that it did not come. "
            "Please help both."
        ),
    ),
    News.SILENT: Sentences(
        affiliate=_(
            "%(group)s wrote down that %(amount)s was sent back to a buyer. The buyer has not said whether it came. "
            "Please ask both."
        ),
    ),
    News.COMPLAINT: Sentences(
        affiliate=_("A buyer of %(group)s says that something is wrong with what came. Please help both."),
    ),
}
SENT_ON = _("Sent on %(day)s.")
NUMBER = _("Its number: %(number)s")

# The thing that news are about, and where it stands while they are true; later, other news are told of it.
_THINGS: dict[News, tuple[type[Payment | Refund | Parcel | Task], PaymentState | RefundState | None]] = {
    News.ASKED: (Payment, PaymentState.OPEN),
    News.CAME: (Payment, PaymentState.CAPTURED),
    News.CAME_BY_RAIL: (Payment, PaymentState.CAPTURED),
    News.CAME_LATE: (Payment, PaymentState.CAPTURED),
    News.PARCEL: (Parcel, None),
    News.SENT_BACK: (Refund, RefundState.SENT),
    News.ARRIVED: (Refund, RefundState.ARRIVED),
    News.DENIED: (Refund, RefundState.DENIED),
    News.SILENT: (Refund, RefundState.SENT),
    News.COMPLAINT: (Task, None),
}


@dataclass(frozen=True)
class About:
    """What there is to say of a thing, in no language yet."""

    money: Money | None = None
    words: str = ""  # as somebody wrote them
    sent_on: date | None = None
    number: str = ""  # by which it can be found: of a transfer, of a parcel


def about(db: Session, order: Order, what: News, id_: UUID) -> About | None:
    """What news are about; None when they are not true any more."""
    table, state = _THINGS[what]
    thing = db.get(table, id_)
    lives_again = what is News.CAME_LATE and order.state is not OrderState.CANCELLED
    if lives_again or (isinstance(thing, Payment | Refund) and thing.state is not state):
        return None
    if isinstance(thing, Payment):
        return About(thing.asked if what is News.ASKED else Money(thing.captured_amount, thing.currency))
    if isinstance(thing, Refund):
        return About(thing.money, thing.how, thing.sent_on, thing.reference)
    if isinstance(thing, Parcel):
        return About(words=thing.words, sent_on=thing.sent_on, number=thing.tracking)
    return _complaint(db, order, thing) if isinstance(thing, Task) and thing.closed_at is None else None


def _complaint(db: Session, order: Order, task: Task) -> About:
    """The words that it began with: what is written later goes from side to side as ever."""
    mine = (OrderMessage.order_id == order.id) & (OrderMessage.by == ActorKind.BUYER)
    first = select(OrderMessage.words).where(mine, OrderMessage.at <= task.opened_at)
    return About(words=db.scalar(first.order_by(OrderMessage.position.desc()).limit(1)) or "")


def for_group(what: News, *, above: bool) -> str | None:
    """The first sentence to the group."""
    of = SENTENCES[what]
    return of.group or (of.by_affiliate if above else None)


def other_news(order: Order, what: News, found: About, told: Told, *, to: Reader, above: bool) -> Words | None:
    """The letter about it; None where it does not concern who reads."""
    of = SENTENCES[what]
    words = {Reader.BUYER: of.buyer, Reader.AFFILIATE: of.affiliate, Reader.GROUP: for_group(what, above=above)}[to]
    if words is None:
        return None
    say = catalogue(told.lang).gettext
    more = [found.words] if found.words else []
    if found.sent_on is not None:
        more.append(say(SENT_ON) % {"day": date_words(found.sent_on, told.lang)})
    if found.number:
        more.append(say(NUMBER) % {"number": found.number})
    amount = money_words(found.money, told.lang) if found.money is not None else ""
    return letter(order, told, words, more, amount=amount)
