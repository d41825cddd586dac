"""The public read API."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from app.web.deps import CurrentView

router = APIRouter()


@router.get("/api", name="api.docs", include_in_schema=False)
def show_docs(view: CurrentView) -> Response:
    return view.render("shop/privacy.html")
