"""/dev/outbox: the letters that went into files, for who tries the bazaar on their own machine."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import NotFound, _
from app.web.deps import CurrentView

router = APIRouter(include_in_schema=False)
HERE = {"127.0.0.1", "::1", "localhost"}
NEWEST = 60


class NoOutbox(NotFound):
    """Somebody asks from elsewhere, or letters go to a real mail server."""

    words = _("There is nothing here.")


@dataclass(frozen=True)
class LetterView:
    """A letter in a file."""

    to: str
    subject: str
    lang: str
    text: str
    link: str  # at its end; "" for none


@dataclass(frozen=True)
class OutboxPage:
    """What `templates/outbox.html` may use."""

    letters: list[LetterView]


@router.get("/dev/outbox", name="dev.outbox")
def show_outbox(request: Request, view: CurrentView) -> Response:
    folder: Path | None = request.app.state.outbox
    asker = request.client.host if request.client else ""
    if folder is None or asker not in HERE or urlsplit(view.site.base_url).hostname not in HERE:
        raise NoOutbox()
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True)[:NEWEST]
    page = OutboxPage([_letter(file) for file in files])
    return view.render("outbox.html", page, noindex=True, private=True)


def _letter(file: Path) -> LetterView:
    letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert isinstance(letter, EmailMessage)
    body = letter.get_body(("plain",))
    text = body.get_content() if body else ""
    link = re.findall(r"https?://\S+", text)
    lang = str(letter["Content-Language"] or "")
    return LetterView(str(letter["To"]), str(letter["Subject"]), lang, text, link[-1] if link else "")
