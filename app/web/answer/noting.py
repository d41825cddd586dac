"""An order that came by phone or in person, written down by the group on its own phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.affiliates.group_keys import GroupKey
from app.affiliates.models import Group
from app.core.errors import Invalid, Refusal, _
from app.ordering.models import Delivery
from app.ordering.noting import About, Choice, Proposal, agreed_by_phone, choices
from app.ordering.service import Buyer
from app.ordering.telling import language_of
from app.web.answer.actions import Sent, read_answer
from app.web.answer.holder import NotYours, groups_of, hand_of, key_here
from app.web.answer.proposals import ROWS, OfferTold, currency_of, proposal_in, told_of
from app.web.contacts import LIMITS, NoMail, NoPhone, countries, is_mail, phone_of
from app.web.deps import DB, CurrentView, writing
from app.web.errors import status_of
from app.web.forms import same_site
from app.web.rendering import View

router = APIRouter()


class NoBuyer(Invalid):
    """Nobody is named."""

    words = _("Please write down the buyer’s name and country.")


@dataclass(frozen=True)
class NotePage:
    """What `templates/answer/note.html` may use."""

    group: Group | None  # None: an affiliate chooses one of its groups first
    groups: list[Group]
    choices: list[Choice]
    rows: int
    currency: str
    countries: list[tuple[str, str]]
    typed: Mapping[str, str]
    form_key: str
    said: str = ""


@dataclass(frozen=True)
class SureNotePage:
    """What `templates/answer/note_sure.html` may use."""

    group: Group
    offer: OfferTold
    typed: Mapping[str, str]


def _opened(db: Session, request: Request, slug: str) -> tuple[Group | None, list[Group], GroupKey]:
    """The group, all that this phone answers for, and the phone's key."""
    key = key_here(db, request)
    if key is None:
        raise NotYours()
    mine = list(db.scalars(select(Group).where(Group.id.in_(groups_of(db, key))).order_by(Group.name)))
    chosen = next((one for one in mine if one.slug == slug), mine[0] if len(mine) == 1 and not slug else None)
    if slug and chosen is None:
        raise NotYours()
    return chosen, mine, key


@router.get("/answer/note", name="answer.note")
def show_note(request: Request, db: DB, view: CurrentView, group: str = "") -> Response:
    return _page(request, db, view, group, {})


def _page(
    request: Request, db: Session, view: View, slug: str, typed: Mapping[str, str], *, refusal: Refusal | None = None
) -> Response:
    group, groups, _key = _opened(db, request, slug)
    known = choices(db, group.id, lang=view.reader.lang) if group else []
    page = NotePage(
        group=group,
        groups=groups,
        choices=known,
        rows=min(ROWS, len(known)),
        currency=currency_of(known),
        countries=countries(view.reader.lang),
        typed=typed or {"country": group.country_code if group else ""},
        form_key=typed.get("form_key") or uuid4().hex,
        said=view.words(refusal.words, refusal.values) if refusal else "",
    )
    status = status_of(refusal) if refusal else 200
    return view.render("answer/note.html", page, status=status, noindex=True, private=True)


@router.post("/answer/note", name="answer.write_note", dependencies=[Depends(same_site)])
def write_note(request: Request, db: DB, view: CurrentView, sent: Annotated[Sent, Depends(read_answer)]) -> Response:
    group, _groups, _key = _opened(db, request, sent.told("group"))
    if group is None:
        raise NotYours()
    known = {one.sku: one for one in choices(db, group.id, lang=view.reader.lang)}
    try:
        about, proposal = _about(sent, group), proposal_in(sent, known)
        if not sent.sure:
            page = SureNotePage(group, told_of(proposal, known), sent.typed)
            return view.render("answer/note_sure.html", page, noindex=True, private=True)
        number = _written(request, group.slug, about, proposal, sent.told("note"))
    except Refusal as refusal:
        db.rollback()
        return _page(request, db, view, group.slug, sent.typed, refusal=refusal)
    return RedirectResponse(view.path("answer.order", number=number), 303)


def _written(request: Request, slug: str, about: About, proposal: Proposal, note: str) -> str:
    with writing(request) as db:
        group, _groups, key = _opened(db, request, slug)
        if group is None:
            raise NotYours()
        return agreed_by_phone(db, group, about, proposal, by=hand_of(key, group.name), note=note).number


def _about(sent: Sent, group: Group) -> About:
    country, email, phone = sent.told("country"), sent.told("email"), sent.told("phone")
    if not sent.told("name") or country not in dict(countries("en")):
        raise NoBuyer()
    if email and (len(email) > LIMITS["email"] or not is_mail(email)):
        raise NoMail()
    if phone and not phone_of(phone, country):
        raise NoPhone()
    pickup, told = sent.told("how") == "pickup", sent.told("where")[:300]
    where = {"street_address": told, "country_code": country} if told else {"country_code": country}  # asked for later
    return About(
        key=sent.told("form_key"),
        buyer=Buyer(sent.told("name")[: LIMITS["name"]], email, phone_of(phone, country) if phone else ""),
        lang=language_of(group),
        delivery=Delivery.PICKUP if pickup else Delivery.SENT,
        address=where,
    )
