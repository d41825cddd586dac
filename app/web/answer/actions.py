"""What a group can do with an order, by the names of its buttons: from what was typed to the verbs of ordering."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session

from app.affiliates.models import Means
from app.core.amounts import read_share
from app.core.clock import today
from app.core.errors import Invalid, _
from app.core.money import Money
from app.ordering import answering, ending, fulfilment, settle, thread
from app.ordering.answering import Offer
from app.ordering.models import Actor, Order
from app.ordering.pricing import WHOLE_BP
from app.ordering.service import lines_by_order
from app.web.forms import plain

MOST_CHARS = 2000
AHEAD_DAYS = 730  # nobody promises work further ahead


class BadDay(Invalid):
    """A day that is none, or that makes no sense here."""

    words = _("Please give a day as year-month-day, for example %(example)s.")


class NoReadyDay(Invalid):
    """A promise without a day, or of one that is over or too far away."""

    words = _("Please say by which day it can leave the group: a day from today on, for example %(example)s.")


class NeedsReason(Invalid):
    """A no without a word."""

    words = _("Please give a reason in a few words: the buyer reads it.")


@dataclass(frozen=True)
class Sent:
    """A form of the answer page."""

    action: str
    version: int
    sure: bool
    typed: Mapping[str, str]

    def told(self, name: str) -> str:
        """A field without the blanks around it."""
        return self.typed.get(name, "").strip()

    def money(self, name: str, currency: str) -> Money:
        """An amount.

        Raises:
            NotAnAmount: it cannot be read as one.
        """
        return Money.parse(self.told(name).replace(",", "."), currency)

    def pieces(self, name: str) -> int:
        """A number of pieces; -1 for what is none, which the verbs refuse."""
        text = self.told(name)
        return int(text) if text.isdecimal() and len(text) < 6 else -1

    def share_bp(self, name: str) -> int:
        """A share in percent as basis points; all of it where the field is empty.

        Raises:
            NotAShare: something else than a share is typed.
        """
        return read_share(self.told(name)) if self.told(name) else WHOLE_BP

    def day(self, name: str) -> date:
        """The day of something that happened; without one, today.

        Raises:
            BadDay: no day, or one that has not come.
        """
        if not self.told(name):
            return today()
        found = self._date(name)
        if found is None or not date(2000, 1, 1) <= found <= today():
            raise BadDay(example=today().isoformat())
        return found

    def ready_on(self) -> date:
        """The day a group promises: it has to be said, for the buyer reads it.

        Raises:
            NoReadyDay: it is not, or cannot be.
        """
        found = self._date("ready_on")
        if found is None or not today() <= found <= today() + timedelta(days=AHEAD_DAYS):
            raise NoReadyDay(example=today().isoformat())
        return found

    def _date(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self.told(name))
        except ValueError:
            return None


async def read_answer(request: Request) -> Sent:
    """The form of a request; what does not belong to it is left out."""
    sent = await request.form(max_files=0, max_fields=300)
    typed = {plain(name): plain(value[:MOST_CHARS]) for name, value in sent.items() if isinstance(value, str)}
    version = typed.get("version", "")
    return Sent(
        action=typed.get("action", ""),
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1,
        sure=typed.get("sure") == "yes",
        typed=typed,
    )


def accept(db: Session, order: Order, sent: Sent, by: Actor) -> None:
    """Yes, as it was asked for."""
    answering.accept(db, order, by=by)


def offer(db: Session, order: Order, sent: Sent, by: Actor) -> None:
    """Yes, but otherwise."""
    answering.offer(db, order, offer_in(db, order, sent), by=by)


def offer_in(db: Session, order: Order, sent: Sent) -> Offer:
    """The offer that was typed: a field that is left empty keeps what the order says.

    Raises:
        NotAnAmount, NotAShare, NoReadyDay: it cannot be read.
    """
    quantities, units = {}, {}
    for line in lines_by_order(db, [order])[order.id]:
        pieces, price = sent.told(f"pieces.{line.position}"), sent.told(f"price.{line.position}")
        if pieces:
            quantities[line.id] = sent.pieces(f"pieces.{line.position}")
        if price:
            units[line.id] = sent.money(f"price.{line.position}", order.currency)
    return Offer(
        quantities,
        units,
        sent.money("delivery", order.currency),
        sent.ready_on(),
        sent.told("words"),
        advance_bp=sent.share_bp("advance"),
    )


def decline(db: Session, order: Order, sent: Sent, by: Actor) -> None:
    """No, with a reason."""
    keeps = foresee_end(order, sent)
    ending.say_no(db, order, by=by, note=sent.told("reason"), together=bool(sent.told("together")), keeps=keeps)


def foresee_end(order: Order, sent: Sent) -> int:
    """What the group would keep, in minor units: looked at before it is asked whether it is sure, too.

    Raises:
        NeedsReason, NotAnAmount, KeepsAlone: it cannot end so.
    """
    if not sent.told("reason"):
        raise NeedsReason()
    keeps = sent.money("keeps", order.currency).amount if sent.told("keeps") else 0
    ending.must_be_agreed(keeps, together=bool(sent.told("together")))
    return keeps


def agreed(db: Session, order: Order, sent: Sent, by: Actor) -> None:
    """The buyer took the offer by phone."""
    answering.agree_by_phone(db, order, by=by, note=sent.told("note"))


def where(db: Session, order: Order, sent: Sent, by: Actor) -> None:
    """The buyer said by phone where it goes."""
    told = where_told(order, sent)
    answering.say_where(db, order, address=told if told["street_address"] else None)


def where_told(order: Order, sent: Sent) -> dict[str, str]:
    """The address, as its buyer said it in one piece."""
    return {"street_address": sent.told("where")[:300], "country_code": order.address.get("country_code", "")}


def money(db: Session, order: Order, sent: Sent, by: Actor) -> None:
    """Money came by hand."""
    amount = sent.money("amount", order.currency)
    settle.money_came(db, order, amount, key=sent.told("form_key"), by=by, **money_words(sent))


def money_words(sent: Sent) -> dict[str, Any]:
    """What is said of money that came, beside its amount."""
    means = Means(sent.told("means")) if sent.told("means") in set(Means) else Means.CASH
    return {"means": means, "on": sent.day("on"), "note": sent.told("note")}


def rest(db: Session, order: Order, sent: Sent, by: Actor) -> None:
    """Ask for what is left, or for a part of it."""
    amount = sent.money("amount", order.currency) if sent.told("amount") else None
    fulfilment.ask_for_rest(db, order, amount, by=by)


def parcel(db: Session, order: Order, sent: Sent, by: Actor) -> None:
    """A parcel left."""
    fulfilment.send(db, order, key=sent.told("form_key"), on=sent.day("on"), by=by, **parcel_words(sent))


def parcel_words(sent: Sent) -> dict[str, str]:
    """What is said of a parcel."""
    return {"words": sent.told("words")[:300], "tracking": sent.told("tracking")[:80]}


def handed(db: Session, order: Order, sent: Sent, by: Actor) -> None:
    """The buyer came for it."""
    fulfilment.hand_over(db, order, by=by, note=sent.told("note"))


def refund(db: Session, order: Order, sent: Sent, by: Actor) -> None:
    """Money was sent back."""
    settle.send_back(
        db,
        order,
        sent.money("amount", order.currency),
        key=refund_key(order, sent),
        how=sent.told("how")[:120],
        reference=sent.told("reference")[:80],
        on=sent.day("on"),
        by=by,
    )


def refund_key(order: Order, sent: Sent) -> str:
    """The same for the same form."""
    return f"{order.number}-{sent.told('form_key')[:40]}"


def card_refund(db: Session, order: Order, sent: Sent, by: Actor) -> None:
    """Money goes back by the card it came by."""
    settle.send_back_by_rail(db, order, sent.money("amount", order.currency), key=card_refund_key(order, sent), by=by)


def card_refund_key(order: Order, sent: Sent) -> str:
    """The same for the same form, and another one than for money by hand."""
    return f"{order.number}-c-{sent.told('form_key')[:32]}"


def say(db: Session, order: Order, sent: Sent, by: Actor) -> None:
    """Words to the buyer."""
    thread.say(db, order, sent.told("words"), by=by)


ACTIONS: dict[str, Callable[[Session, Order, Sent, Actor], None]] = {
    "accept": accept,
    "offer": offer,
    "decline": decline,
    "agreed": agreed,
    "where": where,
    "money": money,
    "rest": rest,
    "parcel": parcel,
    "handed": handed,
    "refund": refund,
    "card_refund": card_refund,
    "say": say,
}
FORESEEN: dict[str, Callable[[Order, Sent], object]] = {"decline": foresee_end}  # refused before anybody is asked
AT_ONCE = ("say",)  # words move nothing, so that nobody is asked once more
