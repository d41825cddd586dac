"""Where errors become answers: kind -> status, words in the reader's language, a page or JSON. The only such place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from app.catalog.listing import ProductFilter, Sort, asked_for, listed
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, Unavailable, _
from app.core.i18n import SOURCE, catalogue
from app.media.errors import Gone
from app.web.deps import view_of
from app.web.problems import problem
from app.web.rendering import View
from app.web.shelves import newest_shelf, shelf_of

log = structlog.get_logger("web")

STATUS: list[tuple[type[Refusal], int]] = [
    (Gone, 410),
    (NotFound, 404),
    (Forbidden, 403),
    (Invalid, 422),
    (Conflict, 409),
    (Unavailable, 503),
    (Refusal, 400),
]
WORDS = {
    400: _("Something in that request is not right."),
    404: _("We could not find that page."),
    405: _("This address does not take that kind of request."),
    413: _("That is too much at once. Please send less."),
    422: _("Something in that request is not right."),
    500: _("Something went wrong on our side. Nothing of yours is lost. Please try again."),
}
Wrong = dict[str, str]  # a parameter and what is wrong with it
NAMED = ("products", "groups", "crafts")  # what follows is a name in words; other lost addresses mean nothing
SUGGESTED = 4
MACHINE = ("/api/", "/feeds/", "/openapi.json", "/healthz", "/readyz")


@dataclass(frozen=True)
class ErrorPage:
    """What `templates/errors/page.html` may use."""

    status: int
    words: str
    reference: str | None
    suggestions: Markup


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a kind of refusal."""
    return next(status for kind, status in STATUS if isinstance(refusal, kind))


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(Refusal, _refusal)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)


def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return _answer(request, status_of(error), error.words, dict(error.values))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = WORDS.get(error.status_code, WORDS[400])
    response = _answer(request, error.status_code, words, {})
    response.headers.update(error.headers or {})
    return response


def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return _answer(request, 422, WORDS[422], {}, errors=[_wrong(one) for one in error.errors()])


def fault(request: Request, error: Exception) -> Response:
    """A fault of ours: written down in full, and told with nothing but a number to find it by."""
    reference = request.scope.get("state", {}).get("request_id", "")
    log.error("fault", id=reference, kind=type(error).__name__, exc_info=error)
    return _answer(request, 500, WORDS[500], {}, reference=reference)


def _answer(
    request: Request,
    status: int,
    words: str,
    values: dict[str, object],
    *,
    reference: str | None = None,
    errors: Sequence[Wrong] = (),
) -> Response:
    """The refusal as JSON for machines (RFC 9457), as a page for people, as plain text when even that fails."""
    if request.scope["path"].startswith(MACHINE):  # their addresses have no language
        return problem(status, words % values, reference=reference, errors=errors)
    try:
        with request.app.state.database.reading() as db:
            view = view_of(request, db)
            return _page(view, status, view.words(words, values), reference, _suggestions(view, db, status))
    except Exception as error:  # the database is away: say so without it
        log.error("error_page", kind=type(error).__name__)
        lang = request.scope.get("state", {}).get("lang", SOURCE)
        said = catalogue(lang).gettext(words) % values
        return PlainTextResponse(said, status, {"Content-Language": lang})


def _wrong(error: dict[str, Any]) -> Wrong:
    """Which parameter, and what it should be. Never what was sent: it may hold words of a person."""
    where, *names = error["loc"]
    return {"in": str(where), "name": ".".join(str(name) for name in names), "detail": error["msg"]}


def _suggestions(view: View, db: Session, status: int) -> Markup:
    if status not in (404, 410):
        return Markup("")
    return _like_the_address(view, db) or newest_shelf(db, view, ProductFilter(), limit=SUGGESTED)


def _like_the_address(view: View, db: Session) -> Markup:
    """What an address that leads nowhere may have meant, by the words in it: it was mistyped, or its goods are gone."""
    kind, _slash, slug = view.request.scope["path"][1:].partition("/")
    words = " ".join(re.findall(r"\w+", slug.replace("_", " ")))
    if kind not in NAMED or not words:
        return Markup("")
    try:
        question = asked_for(db, ProductFilter(q=words)).question  # as many words as any search reads
        return shelf_of(db, view, listed(db, question, sort=Sort.BEST, limit=SUGGESTED).stamps)
    except Exception as error:  # a page about an error makes no second one
        log.error("suggestions", kind=type(error).__name__)
        db.rollback()
        return Markup("")


def _page(view: View, status: int, said: str, reference: str | None, suggestions: Markup) -> Response:
    page = ErrorPage(status, said, reference, suggestions)
    return view.render("errors/page.html", page, status=status, noindex=True)
