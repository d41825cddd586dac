"""Messages for people who have only a phone: the affiliate's people send them on by WhatsApp or SMS, and say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.affiliates.group_keys import GroupKey
from app.affiliates.ways import sms, whatsapp
from app.ordering.passing_on import PhoneMessage, sent_on, to_send_on
from app.web.answer.holder import NotYours, key_here
from app.web.deps import DB, CurrentView, writing
from app.web.forms import same_site

router = APIRouter()


@dataclass(frozen=True)
class Message:
    """A message, and the links that open it in a phone's own programs."""

    row: PhoneMessage
    whatsapp: str
    sms: str


@dataclass(frozen=True)
class MessagesPage:
    """What `templates/answer/messages.html` may use."""

    messages: Sequence[Message]


def _affiliates_key(db: Session, request: Request) -> tuple[GroupKey, UUID]:
    key = key_here(db, request)
    if key is None or key.affiliate_id is None:
        raise NotYours()
    return key, key.affiliate_id


@router.get("/answer/messages", name="answer.messages")
def show_messages(request: Request, db: DB, view: CurrentView) -> Response:
    _key, affiliate_id = _affiliates_key(db, request)
    page = MessagesPage([_message(row) for row in to_send_on(db, affiliate_id)])
    return view.render("answer/messages.html", page, noindex=True, private=True)


def _message(row: PhoneMessage) -> Message:
    return Message(row, whatsapp(row.phone, row.text), sms(row.phone, row.text))


@router.post("/answer/messages", name="answer.sent_on", dependencies=[Depends(same_site)])
def say_sent(request: Request, db: DB, view: CurrentView, message: Annotated[UUID | None, Form()] = None) -> Response:
    with writing(request) as write:
        key, affiliate_id = _affiliates_key(write, request)
        if message is not None:
            sent_on(write, affiliate_id, message, by=key.device)
    return RedirectResponse(view.path("answer.messages"), 303)
