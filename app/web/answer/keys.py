"""Making a phone a group's own: the one-time link shows a button, and only the button uses it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from app.affiliates.group_keys import key_of_link, use
from app.affiliates.models import Affiliate, Group
from app.web.answer.holder import remember
from app.web.deps import DB, CurrentView, writing
from app.web.forms import Typed, same_site

router = APIRouter()


@dataclass(frozen=True)
class KeyPage:
    """What `templates/answer/key.html` may use."""

    token: str
    holder: str  # the group or the affiliate


@router.get("/key/{token}", name="answer.key")
def show_key(token: str, request: Request, db: DB, view: CurrentView) -> Response:
    key = key_of_link(db, request.app.state.tokens, token)
    holder = db.get(Group, key.group_id) if key.group_id else db.get(Affiliate, key.affiliate_id)
    page = KeyPage(token, holder.name if holder else "")
    return view.render("answer/key.html", page, noindex=True, private=True)


@router.post("/key/{token}", name="answer.use_key", dependencies=[Depends(same_site)])
def use_key(
    token: str, request: Request, view: CurrentView, device: Annotated[Typed, Form(max_length=80)] = ""
) -> Response:
    with writing(request) as db:
        key = key_of_link(db, request.app.state.tokens, token)
        use(db, key, device=device.strip())
    return remember(request, RedirectResponse(view.path("answer.orders"), 303), key)
