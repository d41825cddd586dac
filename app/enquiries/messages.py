"""What each side is told when something is said in a thread: whole sentences, in the language of who reads them.

The letter that asks for a confirmation holds no word that a stranger typed: it goes to an address nobody has proved.
"""

from __future__ import annotations

from app.core.errors import _
from app.core.i18n import catalogue
from app.core.mail import Words
from app.enquiries.models import EnquiryMessage, Side, Told
from app.ordering.messages import OPEN_IT, SAID_FOR_GROUP
from app.ordering.messages import Told as Reader

SUBJECT = _("Enquiry %(number)s: %(news)s")
CONFIRM = _("Did you ask %(group)s something?")
CONFIRM_MORE = _(
    "Somebody gave this address with a question to %(group)s. Was it you? Then open the link and press the button: "
    "only then does the group get the question. If it was not you, do nothing, and nothing more will come."
)
NEW = _("A new enquiry waits for you.")
TO_BUYER = {
    Told.SAID: _("%(group)s answered you."),
    Told.SHOWED: _("%(group)s shows you how you can reach them."),
    Told.CLOSED: _("The conversation with %(group)s was closed."),
}
TO_GROUP = {
    Told.SAID: _("The buyer wrote again."),
    Told.SHOWED: _("The buyer shows you how you can reach them."),
    Told.CLOSED: _("The buyer closed this conversation."),
}
# What the group hears because its affiliate's hand did it: of its own doing it needs no letter.
BY_AFFILIATE = {
    Told.SAID: SAID_FOR_GROUP,
    Told.SHOWED: _("Your affiliate showed the buyer for you how to reach you."),
    Told.CLOSED: _("Your affiliate closed this conversation for you."),
}
TO_DESK = _("An enquiry without an e-mail address waits: please read it before %(group)s gets it.")


def to_confirm(number: str, reader: Reader) -> Words:
    """The letter behind whose link the button is."""
    say = catalogue(reader.lang).gettext
    asked = say(CONFIRM) % {"group": reader.group}
    more = say(CONFIRM_MORE) % {"group": reader.group}
    return Words(say(SUBJECT) % {"number": number, "news": asked}, (more,), reader.link, reader.lang)


def news(number: str, line: EnquiryMessage, reader: Reader, *, to_group: bool) -> Words | None:
    """The letter about a line of a thread; None where that side need not be told."""
    own = to_group and line.by is Side.GROUP  # told of it because its affiliate's hand did it
    sentence = (BY_AFFILIATE if own else TO_GROUP if to_group else TO_BUYER).get(line.told)
    if to_group and line.seq == 1:
        sentence = NEW
    if sentence is None:
        return None
    return _letter(number, sentence, reader, line.words)


def to_desk(number: str, reader: Reader) -> Words:
    """The letter to the affiliate whose desk reads an enquiry first."""
    return _letter(number, TO_DESK, reader, "")


def _letter(number: str, sentence: str, reader: Reader, words: str) -> Words:
    say = catalogue(reader.lang).gettext
    first = say(sentence) % {"group": reader.group}
    lines = (first, *([words] if words else []), say(OPEN_IT))
    return Words(say(SUBJECT) % {"number": number, "news": first}, lines, reader.link, reader.lang)
