"""What all routes of the API have in common."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute

from app.web.rendering import PUBLIC_SECONDS, keep


def api_router(tag: str) -> APIRouter:
    """A router below /api/v1 whose operations are called like their functions; answers may be kept for moments."""
    return APIRouter(
        prefix="/api/v1",
        tags=[tag],
        dependencies=[Depends(_keep_shortly)],
        generate_unique_id_function=_operation_name,
    )


def _operation_name(route: APIRoute) -> str:
    return route.endpoint.__name__


def _keep_shortly(request: Request, response: Response) -> None:
    keep(request)
    response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={PUBLIC_SECONDS}"
