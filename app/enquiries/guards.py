"""What keeps an enquiry from becoming a nuisance: plain words, few links, a bounded number for each contact and group.

Limits are counted in the database over the last day. Each has its reason beside it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import queue_up
from app.core.errors import Conflict, Invalid, _
from app.enquiries.models import Enquiry, EnquiryMessage, Side

WORDS_AT_MOST = 2000  # characters: a page of a letter
LINKS_AT_MOST = 2  # a picture of what is wished for, and a shop that wants it; more is advertising
PIECES_AT_MOST = 100_000  # as many as the shop counts at all
DAY = timedelta(days=1)
OF_A_MAILBOX = 6  # a day: a buyer who compares some groups; and nobody gets more letters to confirm than that
OF_A_PHONE = 2  # a day: nobody can prove a number, so that a person has to read each
TO_A_GROUP = 30  # a day that reach it: more than a group of makers can answer in an evening
LETTERS_FOR_A_GROUP = 120  # a day that are asked for at all: confirmed or not, each costs a letter to somebody
BY_PHONE_TO_A_GROUP = 10  # a day: each waits for a person of the affiliate
UNANSWERED = 8  # messages of one side in a row: enough to add what was forgotten


class LineBreak(Invalid):
    """A line break in what has to be one line: it would begin another header of a letter."""

    words = _("A name or an address is one line, without line breaks.")


class NoWords(Invalid):
    """A message that says nothing."""

    words = _("Please write a few words.")


class TooLong(Invalid):
    """More words than a thread takes at once."""

    words = _("This is too long. Please write at most %(most)s characters.")


class TooManyLinks(Invalid):
    """More links than a question needs."""

    words = _("Please use at most %(most)s links: messages with many links are kept away from the groups.")


class AskedEnough(Conflict):
    """One contact asked as often as it may in a day."""

    words = _("You have asked a lot today. Please wait until tomorrow, or until the groups have answered.")


class GroupIsBusy(Conflict):
    """A group got as many enquiries as it can read in a day."""

    words = _("This group was asked a lot today. Please try again tomorrow.")


class WaitForAnswer(Conflict):
    """One side wrote many times without an answer."""

    words = _("You have written several times in a row. Please wait for an answer first.")


_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.)\S+"  # as browsers write it
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{2,24}/\S*|(?:com|net|org|info|biz|shop|store|site|online|xyz|top|click)\b)",
    re.IGNORECASE,
)
_BREAKS = {"Cc", "Zl", "Zp"}  # control characters and the separators of lines


def one_line(text: str) -> str:
    """A text that stands in one line, without the blanks around it.

    Raises:
        LineBreak: it does not.

    >>> one_line(" Asha ")
    'Asha'
    """
    if any(unicodedata.category(char) in _BREAKS for char in text):
        raise LineBreak()
    return text.strip()


def plain_words(text: str) -> str:
    """What somebody wrote, over several lines; control characters go.

    Raises:
        NoWords, TooLong, TooManyLinks: it is no message.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in lines if char == "\n" or unicodedata.category(char) != "Cc").strip()
    if not kept:
        raise NoWords()
    if len(kept) > WORDS_AT_MOST:
        raise TooLong(most=WORDS_AT_MOST)
    if links_in(kept) > LINKS_AT_MOST:
        raise TooManyLinks(most=LINKS_AT_MOST)
    return kept


def links_in(text: str) -> int:
    """How many links stand in a text, with or without the letters before them.

    >>> links_in("see https://a.example.org and www.b.example.org, c.example.org/d e.g. this")
    3
    """
    return len(_LINK.findall(text))


def may_ask(db: Session, asked: Enquiry) -> None:
    """Count what this contact asked, and what this group was asked, in the last day.

    Raises:
        AskedEnough, GroupIsBusy: it is enough for today.
    """
    queue_up(db, asked.mailbox, asked.phone, str(asked.group_id))
    if asked.mailbox and _counted(db, Enquiry.mailbox == asked.mailbox) >= OF_A_MAILBOX:
        raise AskedEnough()
    by_phone = (Enquiry.phone == asked.phone) & (Enquiry.mailbox == "")
    if not asked.mailbox and _counted(db, by_phone) >= OF_A_PHONE:
        raise AskedEnough()
    here = Enquiry.group_id == asked.group_id
    most = LETTERS_FOR_A_GROUP if asked.mailbox else BY_PHONE_TO_A_GROUP
    if _counted(db, here & ((Enquiry.mailbox != "") if asked.mailbox else (Enquiry.mailbox == ""))) >= most:
        raise GroupIsBusy()


def may_reach(db: Session, asked: Enquiry) -> None:
    """Count what reached this group in the last day.

    Raises:
        GroupIsBusy: it is enough for today.
    """
    queue_up(db, str(asked.group_id))
    reached = (Enquiry.group_id == asked.group_id) & (Enquiry.reached_at > now() - DAY)
    if (db.scalar(select(func.count()).select_from(Enquiry).where(reached)) or 0) >= TO_A_GROUP:
        raise GroupIsBusy()


def may_write(db: Session, asked: Enquiry, side: Side) -> None:
    """Count what a side wrote since the other one did.

    Raises:
        WaitForAnswer: it is enough.
    """
    here = EnquiryMessage.enquiry_id == asked.id
    other = select(func.coalesce(func.max(EnquiryMessage.seq), 0)).where(here, EnquiryMessage.by != side)
    since = select(func.count()).select_from(EnquiryMessage).where(here, EnquiryMessage.seq > (db.scalar(other) or 0))
    if (db.scalar(since) or 0) >= UNANSWERED:
        raise WaitForAnswer()


def _counted(db: Session, where: Any) -> int:
    recent = select(func.count()).select_from(Enquiry).where(where, Enquiry.asked_at > now() - DAY)
    return db.scalar(recent) or 0
