"""What each side is told when an order moves: whole sentences, in the language of who reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from app.affiliates.phrases import message, message_languages
from app.core.clock import today
from app.core.errors import _
from app.core.i18n import SOURCE, catalogue, date_words, money_words
from app.core.mail import Words
from app.core.money import Money
from app.core.texts import Words as Said
from app.ordering.models import Order, OrderEvent
from app.ordering.order_view import OrderView
from app.ordering.states import ActorKind, Cause, OrderState
from app.ordering.thread import OrderMessage

SUBJECT = _("Order %(number)s: %(news)s")
TO_BUYER = {
    Cause.PLACED: _("We have written down your order with %(group)s."),
    Cause.ACCEPTED: _("%(group)s said yes to your order."),
    Cause.OFFERED: _("%(group)s made you an offer. Please look at it and say whether you take it."),
    Cause.AGREED: _("You took the offer of %(group)s."),
    Cause.AGREED_BY_PHONE: _("%(group)s says that you took their offer by phone. If that is not so, tell them now."),
    Cause.PAID: _("%(group)s has your payment. Work begins."),
    Cause.SENT: _("%(group)s has sent your goods."),
    Cause.HANDED_OVER: _("%(group)s handed your goods over."),
    Cause.RECEIVED: _("You said that all is well. Thank you."),
    Cause.NO_COMPLAINT: _("Your order is done: nobody said that anything is wrong."),
    Cause.WITHDRAWN: _("You gave up your order. Nothing is owed."),
    Cause.DECLINED: _("%(group)s cannot take your order."),
    Cause.EXPIRED: _("Your order ended: it waited too long. You can order again."),
    Cause.CALLED_OFF: _("%(group)s had to call your order off."),
    Cause.TOGETHER: _("You and %(group)s ended the order together."),
    Cause.PAID_LATE: _("Your payment came late, but the goods were still there: %(group)s works on it."),
}
TO_GROUP = {
    Cause.PLACED: _("A new order waits for you."),
    Cause.AGREED: _("The buyer took your offer."),
    Cause.PAID: _("The payment is written down. Work can begin."),
    Cause.RECEIVED: _("The buyer says that all is well."),
    Cause.NO_COMPLAINT: _("This order is done."),
    Cause.WITHDRAWN: _("The buyer gave this order up."),
    Cause.EXPIRED: _("This order ended: it waited too long."),
    Cause.PAID_LATE: _("Money came late, and the goods were still there: this order lives again."),
}
KEEPS = _(
    "%(name)s says: you agreed that the group keeps %(amount)s of what you paid. "
    "If that is not so, please say it on the page of your order: the affiliate helps you both."
)
OWED_TO_BUYER = _(
    "%(amount)s that you paid is owed back to you. %(group)s sends it, and you are told when it has written that down."
)
OWED_BY_GROUP = _("%(amount)s that came is owed back to the buyer. Please send it, and write it down.")
SAY_WHERE = _("Please say on the page of your order where it should go.")
# What the group hears only where its affiliate's hand did it: of its own doing nobody needs a letter.
BY_AFFILIATE = {
    Cause.ACCEPTED: _("Your affiliate said yes to this order for you."),
    Cause.OFFERED: _("Your affiliate made the buyer an offer for you."),
    Cause.AGREED_BY_PHONE: _("Your affiliate wrote down that the buyer took the offer by phone."),
    Cause.SENT: _("Your affiliate wrote down that the goods are sent."),
    Cause.HANDED_OVER: _("Your affiliate wrote down that the goods are handed over."),
    Cause.DECLINED: _("Your affiliate said no to this order for you."),
    Cause.CALLED_OFF: _("Your affiliate called this order off for you."),
    Cause.TOGETHER: _("Your affiliate wrote down that you and the buyer ended this order together."),
}
REMIND_GROUP = _("This order still waits for your answer.")
REMIND_OFFER = _("The offer of %(group)s still waits for your answer.")
REMIND_PAYMENT = _("%(group)s still waits for your payment.")
SAID = _("%(name)s wrote to you:")
SAID_FOR_GROUP = _("Your affiliate wrote to the buyer for you:")
PAY_CHANGED = _("How you are paid was changed")
PAY_CHANGED_MORE = _(
    "Somebody changed how buyers pay %(group)s. If you did not ask for that, tell your affiliate at once."
)
TO_SEND_ON = _("Messages wait for you to send them on")
TO_SEND_ON_MORE = _(
    "Some people have only a phone. What they are to be told waits on the page below: please send each message on, "
    "and say there that you did."
)
TOTAL = _("Total: %(amount)s")
READY = _("Can leave the group by %(day)s.")
PROMISED = (OrderState.OFFERED, OrderState.AWAITING_PAYMENT, OrderState.CONFIRMED)  # states in which that day counts
OPEN_IT = _("See everything and answer here:")


def prepared(order: OrderView, languages: Sequence[str], *, lang: str, link: str) -> list[Said]:
    """What a buyer sends from their own phone: in the group's language first, then in theirs. Nothing in it is secret.

    Args:
        languages: that the group speaks, the first preferred.
        link: for the group's phone alone; whoever else opens it is told nothing.
    """
    found = []
    for number, code in enumerate(message_languages(languages, lang)):
        say = partial(message, lang=code, group=order.group.name, code=order.number)
        lines = [f"{line.quantity} × {line.title if number else line.own_title}" for line in order.lines]
        total = [money_words(order.total, SOURCE)] if order.total else []
        first, last = say(["hello", "want"]), say(["reference", "thanks"])
        text = "\n".join([first.text, *lines, *total, last.text, link])
        found.append(Said(text, code, first.standing))
    return found


@dataclass(frozen=True)
class Told:
    """Who is told, and where a link leads them."""

    lang: str
    group: str
    link: str


@dataclass(frozen=True)
class Left:
    """What an order that ended leaves of the money that came."""

    kept: Money | None = None  # by the group, as both agreed
    kept_by: str = ""  # who says so
    owed: Money | None = None  # to the buyer, and no rail brings it


NOTHING_LEFT = Left()


def news(order: Order, event: OrderEvent, told: Told, *, to_group: bool, left: Left = NOTHING_LEFT) -> Words | None:
    """The letter about a line of history; None where that side need not be told.

    Args:
        told: the reader's language, the group's name, and the reader's own link.
        left: of an order that ended.
    """
    told_to_group = BY_AFFILIATE if by_affiliate(event) else TO_GROUP
    words = (told_to_group if to_group else TO_BUYER).get(event.because)
    if words is None:
        return None
    more = [event.note] if event.note else []
    if event.end is OrderState.CANCELLED:
        more += _money_left(left, told, to_group=to_group)
    return letter(order, told, words, more if to_group else [*more, *_to_do(order, event, told)])


def _money_left(left: Left, told: Told, *, to_group: bool) -> Iterator[str]:
    """What becomes of money that came for an order that ended."""
    say = catalogue(told.lang).gettext
    if left.kept is not None and not to_group:
        yield say(KEEPS) % {"name": left.kept_by, "amount": money_words(left.kept, told.lang)}
    if left.owed is not None:
        words = say(OWED_BY_GROUP if to_group else OWED_TO_BUYER)
        yield words % {"group": told.group, "amount": money_words(left.owed, told.lang)}


def _to_do(order: Order, event: OrderEvent, told: Told) -> Iterator[str]:
    """What is still asked of a buyer."""
    say = catalogue(told.lang).gettext
    if order.needs_address and event.because is Cause.AGREED_BY_PHONE:
        yield say(SAY_WHERE)


def by_affiliate(event: OrderEvent) -> bool:
    """Whether the group hears of a move because its affiliate's hand did it."""
    return event.above and event.because in BY_AFFILIATE


def reminder(order: Order, told: Told, *, to_group: bool) -> Words | None:
    """The letter to the side that has to act; None for the other side."""
    if to_group != (order.state is OrderState.REQUESTED):
        return None
    offered = order.state is OrderState.OFFERED
    return letter(order, told, REMIND_GROUP if to_group else REMIND_OFFER if offered else REMIND_PAYMENT)


def said(order: Order, message: OrderMessage, told: Told, *, to_group: bool, above: bool = False) -> Words | None:
    """The letter that brings what one side wrote; None for the side that wrote it.

    Args:
        above: the affiliate's hand wrote it for the group, which reads it, too.
    """
    own = to_group == (message.by is ActorKind.GROUP)
    if own and to_group and above:
        return letter(order, told, SAID_FOR_GROUP, [message.words])
    if own:
        return None
    return letter(order, told, SAID, [message.words], name=message.name or told.group)


def letter(order: Order, told: Told, words: str, more: Sequence[str] = (), **values: str) -> Words:
    """A letter about an order: a sentence, what else there is to say, its total, its day, and where to answer."""
    say = catalogue(told.lang).gettext
    first = say(words) % {"group": told.group, **values}
    lines = [first, *more]
    if order.total is not None:
        lines.append(say(TOTAL) % {"amount": money_words(order.total, told.lang)})
    if order.state in PROMISED and order.ready_on is not None and order.ready_on >= today():
        lines.append(say(READY) % {"day": date_words(order.ready_on, told.lang)})
    return Words(say(SUBJECT) % {"number": order.number, "news": first}, (*lines, say(OPEN_IT)), told.link, told.lang)
