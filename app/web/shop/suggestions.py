"""Suggestions while somebody types in the search box; asked for by `static/js/site.js` alone."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.catalog.suggestions import suggestions
from app.web.deps import DB, CurrentView
from app.web.rendering import PUBLIC_SECONDS, keep

router = APIRouter(include_in_schema=False)


@router.get("/suggestions", name="shop.suggestions")
def show_suggestions(request: Request, db: DB, view: CurrentView, q: str = "") -> Response:
    keep(request)
    headers = {"Cache-Control": f"public, max-age=0, s-maxage={PUBLIC_SECONDS}", "X-Robots-Tag": "noindex"}
    return JSONResponse(suggestions(db, q[:120], reader=view.reader), headers=headers)
