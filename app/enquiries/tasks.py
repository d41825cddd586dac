"""Jobs of enquiries. Each may run twice: a letter is written once for its cause and side."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.models import Group, NotifyAddress
from app.core.db import Database
from app.core.i18n import SOURCE, languages
from app.core.jobs import JobContext, job
from app.core.mail import post
from app.enquiries.messages import news, to_confirm, to_desk
from app.enquiries.models import Enquiry, EnquiryMessage, EnquiryState, Side
from app.enquiries.service import forget_unconfirmed
from app.ordering.messages import Told as Reader
from app.ordering.tasks import notify_email

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
    return f"{_site(ctx, enquiry.lang)}/enquiries/{ctx.tokens.make(MAILED, enquiry.id, enquiry.generation)}"


def _tell_buyer(ctx: JobContext, db: Session, enquiry: Enquiry, group: Group, line: EnquiryMessage) -> None:
    words = news(enquiry.number, line, Reader(enquiry.lang, group.name, _buyers_link(ctx, enquiry)), to_group=False)
    if enquiry.email and words is not None:
        post(db, f"enquiry-{enquiry.number}-{line.seq}-buyer", to=enquiry.email, words=words)


def _tell_group(ctx: JobContext, db: Session, enquiry: Enquiry, group: Group, line: EnquiryMessage) -> None:
    lang = next((lang for lang in group.languages if lang in languages()), SOURCE)
    reader = Reader(lang, group.name, f"{_site(ctx, lang)}/q/{enquiry.number}")
    words, address = news(enquiry.number, line, reader, to_group=True), notify_email(db, group)
    if address and words is not None:
        post(db, f"enquiry-{enquiry.number}-{line.seq}-group", to=address, words=words)


def _tell_desk(ctx: JobContext, db: Session, enquiry: Enquiry, group: Group) -> None:
    desk = select(NotifyAddress.email).where(NotifyAddress.affiliate_id == group.affiliate_id)
    address = db.scalar(desk)
    if address:
        reader = Reader(SOURCE, group.name, f"{_site(ctx, SOURCE)}/q/{enquiry.number}")
        post(db, f"enquiry-{enquiry.number}-desk", to=address, words=to_desk(enquiry.number, reader))


def _site(ctx: JobContext, lang: str) -> str:
    return ctx.site.rstrip("/") + languages()[lang].prefix


def sweep(database: Database) -> None:
    """What time does: forget what nobody confirmed."""
    with database.writing() as db:
        forget_unconfirmed(db)
