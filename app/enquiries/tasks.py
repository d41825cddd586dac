"""Jobs of enquiries. Each may run twice: a letter is written once for its cause and side."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.models import Group, NotifyAddress
from app.core.db import Database
from app.core.i18n import SOURCE
from app.core.jobs import JobContext, job
from app.core.mail import post
from app.enquiries.messages import news, to_confirm, to_desk
from app.enquiries.models import Enquiry, EnquiryMessage, EnquiryState, Side
from app.enquiries.service import forget_unconfirmed
from app.ordering.messages import Told as Reader
from app.ordering.telling import Reach, deliver, language_of, own_reach, reach_of, site_of

LINK, MAILED = "enquiry", "enquiry-mail"  # purposes: of the browser that asked; of the letter, which proves a mailbox


@job("enquiries.ask_to_confirm")
def ask_to_confirm(ctx: JobContext, enquiry_id: str) -> None:
    """Ask the owner of a mailbox whether the question is theirs."""
    with ctx.database.writing() as db:
        enquiry, group = _found(db, enquiry_id)
        if enquiry is None or group is None or enquiry.state is not EnquiryState.UNCONFIRMED:
            return
        reader = Reader(enquiry.lang, group.name, _buyers_link(ctx, enquiry))
        key = f"enquiry-{enquiry.number}-confirm"
        post(db, key, to=enquiry.email, words=to_confirm(enquiry.number, reader))


@job("enquiries.tell")
def tell(ctx: JobContext, enquiry_id: str, seq: int, above: bool = False) -> None:
    """Tell the side that did not say it of a line of a thread: the buyer, the group, or first the desk.

    Args:
        above: an affiliate's hand did it for the group, which hears of it, too.
    """
    with ctx.database.writing() as db:
        enquiry, group = _found(db, enquiry_id)
        line = db.get(EnquiryMessage, (UUID(enquiry_id), seq))
        if enquiry is None or group is None or line is None:
            return
        if line.by is not Side.BUYER:
            _tell_buyer(ctx, db, enquiry, group, line)
            if above and line.by is Side.GROUP:  # what the desk does the group has never seen
                _tell_group(ctx, db, enquiry, group, line)
        elif enquiry.reached_at:
            _tell_group(ctx, db, enquiry, group, line)
        elif enquiry.state is EnquiryState.AT_DESK:
            _tell_desk(ctx, db, enquiry, group)


def _found(db: Session, enquiry_id: str) -> tuple[Enquiry | None, Group | None]:
    enquiry = db.get(Enquiry, UUID(enquiry_id))
    return enquiry, db.get(Group, enquiry.group_id) if enquiry else None


def _buyers_link(ctx: JobContext, enquiry: Enquiry) -> str:
    return f"{site_of(ctx, enquiry.lang)}/enquiries/{ctx.tokens.make(MAILED, enquiry.id, enquiry.generation)}"


def _tell_buyer(ctx: JobContext, db: Session, enquiry: Enquiry, group: Group, line: EnquiryMessage) -> None:
    words = news(enquiry.number, line, Reader(enquiry.lang, group.name, _buyers_link(ctx, enquiry)), to_group=False)
    reach = Reach(enquiry.name, enquiry.email, enquiry.phone)
    if words is not None:
        deliver(
            db, reach, key=f"enquiry-{enquiry.number}-{line.seq}-buyer", affiliate_id=group.affiliate_id, words=words
        )


def _tell_group(ctx: JobContext, db: Session, enquiry: Enquiry, group: Group, line: EnquiryMessage) -> None:
    lang = language_of(group)
    reader = Reader(lang, group.name, f"{site_of(ctx, lang)}/q/{enquiry.number}")
    words = news(enquiry.number, line, reader, to_group=True)
    # Of its affiliate's doing it hears at its own address alone, or the affiliate would tell itself.
    reach = reach_of(db, group, desk=ctx.desk) if line.by is Side.BUYER else own_reach(db, group)
    if words is not None and reach is not None:
        key = f"enquiry-{enquiry.number}-{line.seq}-group"
        deliver(db, reach, key=key, affiliate_id=group.affiliate_id, words=words)


def _tell_desk(ctx: JobContext, db: Session, enquiry: Enquiry, group: Group) -> None:
    desk = select(NotifyAddress).where(NotifyAddress.affiliate_id == group.affiliate_id)
    found = db.scalar(desk)
    reader = Reader(SOURCE, group.name, f"{site_of(ctx, SOURCE)}/q/{enquiry.number}")
    reach = Reach(group.name, (found.email if found else "") or ctx.desk)
    words, key = to_desk(enquiry.number, reader), f"enquiry-{enquiry.number}-desk"
    deliver(db, reach, key=key, affiliate_id=group.affiliate_id, words=words)


def sweep(database: Database) -> None:
    """What time does: forget what nobody confirmed."""
    with database.writing() as db:
        forget_unconfirmed(db)
