"""What each side is told of money that a rail sends back, and of money that a bank wants back."""

from __future__ import annotations

from app.core.errors import _
from app.core.i18n import catalogue, money_words
from app.core.mail import Words
from app.core.money import Money
from app.ordering.messages import Told, letter
from app.ordering.models import Order
from app.payments.models import Dispute, Payment, Refund, RefundState

BACK = _("%(amount)s goes back to your card or account. Your bank shows it within some days.")
BACK_FAILED = _("%(amount)s could not be sent back to your card. %(group)s and its affiliate look for another way.")
AFFILIATE_BACK_FAILED = _(
    "%(amount)s could not be sent back to a buyer of %(group)s by card. Please help both to find another way."
)
GROUP_BACK = _("%(amount)s went back to the buyer by card.")
GROUP_BACK_FAILED = _(
    "%(amount)s could not be sent back to the buyer’s card. Please write to the buyer how else to pay it back."
)
DISPUTED = _(
    "The buyer’s bank wants %(amount)s back. Please answer at your card company’s own page before its deadline."
)
DISPUTE_LOST = _("The bank decided for the buyer: %(amount)s was taken back.")
DISPUTE_WON = _("The bank decided for you: %(amount)s stays with you.")

BANK_SAID_NO = _("The bank said no to your payment to %(group)s.")
NOTHING_CHARGED = _("Nothing was charged. You can begin again, or pay another way.")
NOT_TAKEN = _("Your payment to %(group)s could not be taken.")
GOES_BACK = _("If money has left your account, it goes back to you. You can begin again, or pay another way.")


def pay_again(order: Order, over: Payment, told: Told) -> Words:
    """The letter to a buyer whose payment came to nothing after they had done all."""
    words, more = (BANK_SAID_NO, NOTHING_CHARGED) if over.bank_said_no else (NOT_TAKEN, GOES_BACK)
    return letter(order, told, words, [catalogue(told.lang).gettext(more)])


def money_state(thing: Refund | Dispute) -> str:
    """How far it is: what a letter is about, so that each is written once."""
    if isinstance(thing, Refund):
        return str(thing.state)
    return "lost" if thing.lost else "over" if thing.over else "open"


_WORDS = {
    (Refund, "succeeded"): (BACK, GROUP_BACK),
    (Refund, "failed"): (BACK_FAILED, GROUP_BACK_FAILED),
    (Dispute, "open"): (None, DISPUTED),
    (Dispute, "lost"): (None, DISPUTE_LOST),
    (Dispute, "over"): (None, DISPUTE_WON),
}


def money_news(order: Order, thing: Refund | Dispute, told: Told, *, to_group: bool) -> Words | None:
    """The letter about it; None where that side need not be told now."""
    for_buyer, for_group = _WORDS.get((type(thing), money_state(thing)), (None, None))
    words = for_group if to_group else for_buyer
    return None if words is None else _letter(order, thing, told, words)


def to_affiliate(order: Order, thing: Refund | Dispute, told: Told) -> Words | None:
    """The letter that asks the affiliate for help; None where none is needed."""
    failed = isinstance(thing, Refund) and money_state(thing) == RefundState.FAILED
    return _letter(order, thing, told, AFFILIATE_BACK_FAILED) if failed else None


def _letter(order: Order, thing: Refund | Dispute, told: Told, words: str) -> Words:
    return letter(order, told, words, amount=money_words(Money(thing.amount, thing.currency), told.lang))
