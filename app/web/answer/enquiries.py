"""The group's side of a conversation: read, answer, show an address, and make an order of it by an offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.core.errors import Refusal
from app.enquiries import service
from app.enquiries.models import Enquiry, EnquiryState, Side, Speaker
from app.enquiries.offering import make_offer
from app.enquiries.queries import ThreadView, thread_view
from app.ordering.models import Actor
from app.ordering.noting import Choice, choices
from app.ordering.states import ActorKind
from app.web.answer.actions import Sent, read_answer
from app.web.answer.holder import NotYours, enquiry_here
from app.web.answer.proposals import ROWS, OfferTold, currency_of, proposal_in, told_of
from app.web.deps import DB, CurrentView, writing
from app.web.errors import status_of
from app.web.forms import same_site
from app.web.languages import preferred_language
from app.web.rendering import View

router = APIRouter()


@dataclass(frozen=True)
class ThreadPage:
    """What `templates/answer/enquiry.html` may use."""

    thread: ThreadView
    choices: list[Choice]
    rows: list[Choice | None]  # of the offer: a piece, or None where the group chooses one
    currency: str
    at_desk: bool  # the affiliate's desk reads, and the group has not seen it yet
    typed: Mapping[str, str]
    said: str = ""


@dataclass(frozen=True)
class SureThreadPage:
    """What `templates/answer/enquiry_sure.html` may use: what is about to be done, and everything that was typed."""

    thread: ThreadView
    action: str
    offer: OfferTold | None
    typed: Mapping[str, str]


@router.get("/q/{number}", name="answer.enquiry")
def show_thread(number: str, request: Request, db: DB, view: CurrentView) -> Response:
    """The address of a letter to the group: for the phone with the key alone, in the phone's own language."""
    enquiry, _by = enquiry_here(db, request, number)
    wanted = preferred_language(request.headers)
    if not view.language.prefix and wanted != view.language.code:
        return RedirectResponse(f"/{wanted}{view.site.links.path('answer.enquiry', number=enquiry.number)}", 303)
    return _page(db, view, enquiry, {})


def _page(
    db: Session, view: View, enquiry: Enquiry, typed: Mapping[str, str], *, refusal: Refusal | None = None
) -> Response:
    known = choices(db, enquiry.group_id, enquiry.product_id, lang=view.reader.lang)
    thread = thread_view(db, enquiry, reader=Side.GROUP)
    rows: list[Choice | None] = list(known) if enquiry.product_id else [None] * min(ROWS, len(known))
    page = ThreadPage(
        thread=thread,
        choices=known,
        rows=rows,
        currency=currency_of(known),
        at_desk=enquiry.reached_at is None,
        typed=typed,
        said=view.words(refusal.words, refusal.values) if refusal else "",
    )
    status = status_of(refusal) if refusal else 200
    return view.render("answer/enquiry.html", page, status=status, noindex=True, private=True)


@router.post("/q/{number}", name="answer.act_enquiry", dependencies=[Depends(same_site)])
def act_on_thread(
    number: str, request: Request, db: DB, view: CurrentView, sent: Annotated[Sent, Depends(read_answer)]
) -> Response:
    enquiry, _by = enquiry_here(db, request, number)
    if sent.action not in ACTIONS:
        raise NotYours()
    try:
        if sent.action in ASKED_AGAIN and not sent.sure:
            return _sure(db, view, enquiry, sent)
        _do(request, number, sent)
    except Refusal as refusal:
        db.rollback()
        return _page(db, view, enquiry_here(db, request, number)[0], sent.typed, refusal=refusal)
    return RedirectResponse(view.path("answer.enquiry", number=enquiry.number), 303)


def _sure(db: Session, view: View, enquiry: Enquiry, sent: Sent) -> Response:
    known = {one.sku: one for one in choices(db, enquiry.group_id, enquiry.product_id, lang=view.reader.lang)}
    thread = thread_view(db, enquiry, reader=Side.GROUP)
    told = told_of(proposal_in(sent, known), known) if sent.action == "offer" else None
    page = SureThreadPage(thread, sent.action, told, sent.typed)
    return view.render("answer/enquiry_sure.html", page, noindex=True, private=True)


def _do(request: Request, number: str, sent: Sent) -> None:
    with writing(request) as db:
        enquiry, by = enquiry_here(db, request, number, lock=True)
        if sent.action in ASKED_AGAIN and not _is_done(enquiry, sent):
            service.seen(enquiry, sent.version)
        ACTIONS[sent.action](db, enquiry, sent, by)


def _is_done(enquiry: Enquiry, sent: Sent) -> bool:
    """Whether a button that was pressed twice has nothing more to do: then nobody has to read anything again."""
    if sent.action == "show":
        return enquiry.group_contact == service.shown_as(sent.typed.get("contact", ""))
    return sent.action == "close" and enquiry.state is EnquiryState.CLOSED


def answer(db: Session, enquiry: Enquiry, sent: Sent, by: Speaker) -> None:
    """The group says something."""
    service.answer(db, enquiry, sent.told("words"), by=by)


def pass_on(db: Session, enquiry: Enquiry, sent: Sent, by: Speaker) -> None:
    """The desk lets the group have it."""
    service.pass_on(db, enquiry, by=by)


def show(db: Session, enquiry: Enquiry, sent: Sent, by: Speaker) -> None:
    """The group shows how it can be reached."""
    service.show_contact(db, enquiry, by=by, contact=sent.typed.get("contact", ""))


def close(db: Session, enquiry: Enquiry, sent: Sent, by: Speaker) -> None:
    """The end of the conversation."""
    service.close(db, enquiry, by=by)


def offer(db: Session, enquiry: Enquiry, sent: Sent, by: Speaker) -> None:
    """An order with an offer, of what was typed."""
    known = {one.sku: one for one in choices(db, enquiry.group_id, enquiry.product_id, lang=enquiry.lang)}
    make_offer(db, enquiry, proposal_in(sent, known), by=Actor(ActorKind.GROUP, by.name, above=by.above))


ACTIONS: dict[str, Callable[[Session, Enquiry, Sent, Speaker], None]] = {
    "answer": answer,
    "pass_on": pass_on,
    "show": show,
    "close": close,
    "offer": offer,
}
ASKED_AGAIN = ("show", "close", "offer")  # what cannot be taken back is asked once more in a sentence
