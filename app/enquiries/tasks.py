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
from app.ordering.telling import Reach, deliver, language_of, reach_of, site_of

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
def tell(ctx: JobContext, enquiry_id: str, seq: int) -> None:
    """Tell the side that did not say it of a line of a thread: the buyer, the group, or first the desk."""
    with ctx.database.writing() as db:
        enquiry, group = _found(db, enquiry_id)
        line = db.get(EnquiryMessage, (UUID(enquiry_id), seq))
        if enquiry is None or group is None or line is None:
            return
        if line.by is not Side.BUYER:
            _tell_buyer(ctx, db, enquiry, group, line)
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
    if words is not None:
        reach, key = reach_of(db, group, desk=ctx.desk), f"enquiry-{enquiry.number}-{line.seq}-group"
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
