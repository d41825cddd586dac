"""Verbs of an enquiry: asking, confirming, answering, showing an address, ending. None commits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.core.clock import now
from app.core.db import queue_up, uuid7
from app.core.errors import Conflict, Invalid, _
from app.core.jobs import enqueue
from app.enquiries.guards import (
    PIECES_AT_MOST,
    may_ask,
    may_reach,
    may_write,
    one_line,
    plain_words,
)
from app.enquiries.models import Enquiry, EnquiryKind, EnquiryMessage, EnquiryState, Side, Speaker, Told
from app.ordering.desk import Task, TaskKind, close_task, open_task
from app.ordering.limits import mailbox_of
from app.ordering.service import new_number

FORGET_DAYS = 7  # what nobody confirmed: a mailbox is looked into within a week, or the address was wrong


class NoContact(Invalid):
    """Nobody could answer."""

    words = _("Please give an e-mail address or a phone number, so that the group can answer.")


class BadPieces(Invalid):
    """A number of pieces that cannot be, or none where it is needed."""

    words = _("Please say how many pieces, in digits.")


class ThreadClosed(Conflict):
    """Something is said in a thread that was closed, or that nobody confirmed yet."""

    words = _("Nothing can be added to this conversation now.")


class ThreadMovedOn(Conflict):
    """Somebody acted on a page that shows a thread as it was."""

    words = _("Something was added to this conversation since you looked. Please read it again.")


@dataclass(frozen=True)
class Question:
    """What a buyer asks, as it was typed. One of e-mail and phone is there."""

    form_key: str
    group_id: UUID
    kind: EnquiryKind
    words: str
    name: str
    country: str
    lang: str
    email: str = ""
    phone: str = ""  # in international form
    pieces: int | None = None
    product_id: UUID | None = None
    title: str = ""
    own_title: str = ""


def ask(db: Session, question: Question) -> Enquiry:
    """Write an enquiry down. With an e-mail address it waits for its confirmation, without one for the desk.

    A repeat of the same form is the same enquiry.

    Raises:
        LineBreak, NoWords, TooLong, TooManyLinks, NoContact, BadPieces: it cannot be asked so.
        AskedEnough, GroupIsBusy: it is enough for today.
    """
    form_key = _form_key(question)
    queue_up(db, form_key)  # pressed twice, the second waits here and finds what the first wrote
    known = db.scalar(select(Enquiry).where(Enquiry.form_key == form_key))
    if known is not None:
        return known
    words, enquiry = plain_words(question.words), _enquiry(db, question)
    enquiry.form_key = form_key
    may_ask(db, enquiry)
    db.add(enquiry)
    db.flush()
    db.add(EnquiryMessage.next_of(enquiry, Told.SAID, Speaker(Side.BUYER, enquiry.name), words))
    db.flush()
    if enquiry.state is EnquiryState.UNCONFIRMED:
        enqueue(db, "enquiries.ask_to_confirm", enquiry_id=str(enquiry.id))
    else:
        open_task(db, TaskKind.ENQUIRY, enquiry_id=enquiry.id)
        _have_told(db, enquiry)
    return enquiry


def _form_key(asked: Question) -> str:
    """A form counts with what stands in it: who sends the key of somebody else's form opens nobody's conversation."""
    told = (asked.form_key, str(asked.group_id), asked.name, asked.email, asked.phone, asked.words)
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:40]


def _enquiry(db: Session, asked: Question) -> Enquiry:
    email, phone = one_line(asked.email), one_line(asked.phone)
    if not email and not phone:
        raise NoContact()
    wrong = asked.pieces is None if asked.kind is EnquiryKind.WHOLESALE else False
    if wrong or (asked.pieces is not None and not 1 <= asked.pieces <= PIECES_AT_MOST):
        raise BadPieces()
    same = ("group_id", "product_id", "title", "own_title", "kind", "pieces", "country", "lang")
    return Enquiry(
        id=uuid7(),
        number=new_number(db, Enquiry.number),
        name=one_line(asked.name)[:120],
        email=email,
        mailbox=mailbox_of(email),
        phone=phone,
        state=EnquiryState.UNCONFIRMED if email else EnquiryState.AT_DESK,
        generation=0,
        seq=0,
        buyer_shows=False,
        group_contact="",
        asked_at=now(),
        **{name: getattr(asked, name) for name in same},
    )


def confirm(db: Session, enquiry: Enquiry) -> None:
    """The owner of the mailbox says that it is their question: now the group hears of it. A second time does nothing.

    Raises:
        GroupIsBusy: the group got enough for today; the same button works tomorrow.
    """
    if enquiry.state is EnquiryState.UNCONFIRMED:
        _let_through(db, enquiry)


def pass_on(db: Session, enquiry: Enquiry, *, by: Speaker) -> None:
    """The desk has read what came without an e-mail address, and lets the group have it."""
    if enquiry.state is not EnquiryState.AT_DESK:
        raise ThreadMovedOn()
    _let_through(db, enquiry)
    close_task(db, TaskKind.ENQUIRY, enquiry_id=enquiry.id, by=by.name)
    db.add(EnquiryMessage.next_of(enquiry, Told.PASSED_ON, by))
    enquiry.last_by = Side.BUYER  # whose question still waits
    db.flush()


def _let_through(db: Session, enquiry: Enquiry) -> None:
    may_reach(db, enquiry)
    enquiry.state, enquiry.reached_at = EnquiryState.OPEN, now()
    db.flush()
    _have_told(db, enquiry)


def answer(db: Session, enquiry: Enquiry, words: str, *, by: Speaker) -> None:
    """One side says something. The same words again, from a form sent twice, are not said twice.

    Raises:
        ThreadClosed: nothing can be added now.
        NoWords, TooLong, TooManyLinks, WaitForAnswer: not so.
    """
    must_be_open(enquiry)
    said = plain_words(words)
    last = db.get(EnquiryMessage, (enquiry.id, enquiry.seq))
    if last is not None and (last.by, last.told, last.words) == (by.side, Told.SAID, said):
        return
    may_write(db, enquiry, by.side)
    add_line(db, enquiry, Told.SAID, by, said)


def show_contact(db: Session, enquiry: Enquiry, *, by: Speaker, contact: str = "") -> None:
    """A side lets the other one see how to reach it. What was shown cannot be taken back.

    Args:
        contact: of a group: the address or number it wants to show. A buyer's is known.

    Raises:
        ThreadClosed: nothing can be added now.
        NoContact, LineBreak: the group gave nothing to show, or more than a line.
    """
    must_be_open(enquiry)
    if by.side is Side.BUYER:
        if enquiry.buyer_shows:
            return
        enquiry.buyer_shows = True
    else:
        shown = shown_as(contact)
        if not shown:
            raise NoContact()
        if shown == enquiry.group_contact:
            return
        enquiry.group_contact = shown
    add_line(db, enquiry, Told.SHOWED, by)


def shown_as(contact: str) -> str:
    """An address or a number as the other side would read it; "" for none.

    Raises:
        LineBreak: more than a line.
    """
    return one_line(contact)[:254]


def close(db: Session, enquiry: Enquiry, *, by: Speaker) -> None:
    """End a thread. Both sides can still read it. A second time does nothing.

    Raises:
        ThreadClosed: nobody has confirmed it yet.
    """
    if enquiry.state is EnquiryState.CLOSED:
        return
    if enquiry.state is EnquiryState.UNCONFIRMED:
        raise ThreadClosed()
    close_task(db, TaskKind.ENQUIRY, enquiry_id=enquiry.id, by=by.name)
    enquiry.state = EnquiryState.CLOSED
    add_line(db, enquiry, Told.CLOSED, by)


def must_be_open(enquiry: Enquiry) -> None:
    """Make sure that something can be added.

    Raises:
        ThreadClosed: it cannot.
    """
    if enquiry.state is not EnquiryState.OPEN:
        raise ThreadClosed()


def seen(enquiry: Enquiry, seq: int) -> None:
    """Make sure that who acts saw the thread as it is.

    Raises:
        ThreadMovedOn: they did not.
    """
    if enquiry.seq != seq:
        raise ThreadMovedOn()


def add_line(db: Session, enquiry: Enquiry, told: Told, by: Speaker, words: str = "") -> None:
    """Add a line to a thread and have the other side told of it; of what an affiliate's hand did, the group as well."""
    db.add(EnquiryMessage.next_of(enquiry, told, by, words))
    db.flush()
    _have_told(db, enquiry, above=by.above)


def _have_told(db: Session, enquiry: Enquiry, *, above: bool = False) -> None:
    enqueue(db, "enquiries.tell", enquiry_id=str(enquiry.id), seq=enquiry.seq, above=above)


def forget_unconfirmed(db: Session) -> None:
    """Names and addresses of questions that nobody confirmed are kept no longer than a link is likely to be used."""
    old = Enquiry.asked_at < now() - timedelta(days=FORGET_DAYS)
    db.execute(delete(Enquiry).where(Enquiry.state == EnquiryState.UNCONFIRMED, old))


def forget_sample_enquiries(db: Session) -> None:
    """Remove conversations with groups of the sample; they were tries."""
    groups = select(Group.id).where(Group.sample)
    ids = list(db.scalars(select(Enquiry.id).where(Enquiry.group_id.in_(groups))))
    db.execute(delete(Task).where(Task.enquiry_id.in_(ids)))
    db.execute(delete(Enquiry).where(Enquiry.id.in_(ids)))
