"""Asking a group: the form that every product and group page leads to, and the buyer's side of the thread."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.affiliates.queries import published_group
from app.affiliates.views import GroupView
from app.catalog.queries import published_product
from app.catalog.views import ProductView
from app.core.errors import Refusal
from app.core.tokens import BadLink, Tokens, named_in
from app.enquiries import service
from app.enquiries.models import Enquiry, EnquiryState, Side, Speaker
from app.enquiries.queries import EnquiryNotFound, ThreadView, masked, thread_view
from app.enquiries.tasks import LINK, MAILED
from app.ordering.telling import LINK as ORDER_LINK
from app.web.contacts import countries
from app.web.deps import DB, CurrentView, writing
from app.web.errors import status_of
from app.web.forms import same_site
from app.web.rendering import View
from app.web.shop.checkout_form import Wrong
from app.web.shop.enquiry_form import TRAP, EnquiryForm, FilledByProgram, read_enquiry

router = APIRouter()


@dataclass(frozen=True)
class AskPage:
    """What `templates/shop/ask.html` may use."""

    group: GroupView
    product: ProductView | None
    countries: list[tuple[str, str]]
    typed: Mapping[str, str]
    form_key: str
    trap: str
    wrong: Mapping[str, str] = field(default_factory=dict)  # field -> what is wrong with it
    said: str = ""  # above everything: why nothing was sent


@dataclass(frozen=True)
class EnquiryPage:
    """What `templates/shop/enquiry.html` may use."""

    thread: ThreadView
    token: str
    by_mail: bool  # whether the link came by mail, which proves the mailbox
    sent_to: str  # where we wrote to, as its owner knows it again
    order_href: str
    typed: str = ""
    said: str = ""


@router.get("/enquiries/new", name="shop.ask")
def show_ask(request: Request, db: DB, view: CurrentView, product: str = "", group: str = "") -> Response:
    return _asks(db, view, product, group, EnquiryForm())


def _asks(
    db: Session,
    view: View,
    product: str,
    group: str,
    form: EnquiryForm,
    *,
    wrong: Wrong | None = None,
    refusal: Refusal | None = None,
) -> Response:
    """The form with what was typed so far, and what stands in the way."""
    shown, maker = _about(db, view, product, group)
    page = AskPage(
        group=maker,
        product=shown,
        countries=countries(view.reader.lang),
        typed=form.typed,
        form_key=form.form_key or secrets.token_urlsafe(18),
        trap=TRAP,
        wrong=wrong or {},
        said=view.words(refusal.words, refusal.values) if refusal else "",
    )
    status = status_of(refusal) if refusal else 422 if wrong else 200
    return view.render("shop/ask.html", page, status=status, noindex=True, private=True)


def _about(db: Session, view: View, product: str, group: str) -> tuple[ProductView | None, GroupView]:
    if product:
        return published_product(db, product, reader=view.reader)
    return None, published_group(db, group, reader=view.reader)


@router.post("/enquiries/new", name="shop.send_enquiry", dependencies=[Depends(same_site)])
def send_enquiry(
    request: Request, db: DB, view: CurrentView, form: Annotated[EnquiryForm, Depends(read_enquiry)]
) -> Response:
    about = (form.told("product"), form.told("group"))
    wrong = form.wrong(view.words)
    if wrong:
        return _asks(db, view, *about, form, wrong=wrong)
    try:
        token = _asked(request, view, db, about, form)
    except Refusal as refusal:
        db.rollback()
        return _asks(db, view, *about, form, refusal=refusal)
    return RedirectResponse(view.path("shop.enquiry", token=token), 303)


def _asked(request: Request, view: View, db: Session, about: tuple[str, str], form: EnquiryForm) -> str:
    if form.trapped:
        raise FilledByProgram()
    shown, maker = _about(db, view, *about)
    told: dict[str, Any] = {}
    if shown is not None:
        told = {"product_id": shown.id, "title": shown.title.text, "own_title": shown.original_title.text}
    tokens: Tokens = request.app.state.tokens
    with writing(request) as write:
        enquiry = service.ask(write, form.question(view.reader.lang, group_id=maker.line.id, product=told))
        return tokens.make(LINK, enquiry.id, enquiry.generation)


def opened(db: Session, tokens: Tokens, token: str, *, lock: bool = False) -> tuple[Enquiry, bool]:
    """The enquiry that a secret link opens, and whether the link came by mail.

    Raises:
        BadLink: it opens nothing.
    """
    enquiry = db.get(Enquiry, named_in(token), with_for_update=lock or None)
    if enquiry is None:
        raise BadLink()
    for purpose in (LINK, MAILED):
        if tokens.proves(token, purpose, enquiry.id, enquiry.generation):
            return enquiry, purpose == MAILED
    raise BadLink()


@router.get("/enquiries/{token}", name="shop.enquiry")
def show_enquiry(token: str, request: Request, db: DB, view: CurrentView) -> Response:
    """The thread. Looking at it confirms nothing: programs open the links of letters, too."""
    return _thread(request, db, view, token)


def _thread(
    request: Request, db: Session, view: View, token: str, *, typed: str = "", refusal: Refusal | None = None
) -> Response:
    tokens: Tokens = request.app.state.tokens
    enquiry, by_mail = opened(db, tokens, token)
    told = thread_view(db, enquiry, reader=Side.BUYER)
    order = told.order
    href = view.path("shop.order", token=tokens.make(ORDER_LINK, order.id, order.generation)) if order else ""
    said = view.words(refusal.words, refusal.values) if refusal else ""
    page = EnquiryPage(told, token, by_mail, masked(enquiry.email), href, typed, said)
    status = status_of(refusal) if refusal else 200
    return view.render("shop/enquiry.html", page, status=status, noindex=True, private=True)


@router.post("/enquiries/{token}", name="shop.change_enquiry", dependencies=[Depends(same_site)])
def change_enquiry(  # noqa: PLR0917  # the fields of the form
    token: str,
    request: Request,
    db: DB,
    view: CurrentView,
    action: Annotated[str, Form(max_length=20)] = "",
    words: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    try:
        with writing(request) as write:
            enquiry, by_mail = opened(write, request.app.state.tokens, token, lock=True)
            _do(write, enquiry, action, words, by_mail=by_mail)
    except BadLink:
        raise
    except Refusal as refusal:
        db.rollback()
        return _thread(request, db, view, token, typed=words, refusal=refusal)
    return RedirectResponse(view.path("shop.enquiry", token=token), 303)


def _do(db: Session, enquiry: Enquiry, action: str, words: str, *, by_mail: bool) -> None:
    by = Speaker(Side.BUYER, enquiry.name)
    if action == "confirm" and by_mail:
        service.confirm(db, enquiry)
    elif action == "answer":
        service.answer(db, enquiry, words, by=by)
    elif action == "show":
        service.show_contact(db, enquiry, by=by)
    elif action == "close" and enquiry.state is not EnquiryState.UNCONFIRMED:
        service.close(db, enquiry, by=by)
    else:
        raise EnquiryNotFound()
