"""A visitor's basket is known by a cookie alone; how many things lie in it, by another that scripts may read."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.tokens import BadLink, Tokens, named_in
from app.ordering import basket as baskets
from app.ordering.models import Basket
from app.web.rendering import Site

COOKIE, COUNT_COOKIE = "basket", "basket_lines"
MAX_AGE = baskets.KEEP_DAYS * 24 * 3600  # seconds


def basket_id(request: Request) -> UUID | None:
    """The basket that a visitor's cookie proves to be theirs."""
    tokens: Tokens = request.app.state.tokens
    token = request.cookies.get(COOKIE, "")
    try:
        id_ = named_in(token)
    except BadLink:
        return None
    return id_ if tokens.proves(token, COOKIE, id_) else None


def basket_here(db: Session, request: Request) -> Basket | None:
    """The visitor's basket, if they have one."""
    return baskets.basket_of(db, basket_id(request))


def remember(request: Request, response: Response, basket_id: UUID, lines: int) -> Response:
    """Have the visitor's browser keep which basket is theirs."""
    tokens: Tokens = request.app.state.tokens
    site: Site = request.app.state.site
    safe = {"max_age": MAX_AGE, "secure": site.base_url.startswith("https:"), "samesite": "lax"}
    response.set_cookie(COOKIE, tokens.make(COOKIE, basket_id), httponly=True, **safe)  # type: ignore[arg-type]
    response.set_cookie(COUNT_COOKIE, str(lines), **safe)  # type: ignore[arg-type]
    return response
