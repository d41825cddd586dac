"""Problem details (RFC 9457): how machines are told what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"


def problem(status: int, said: str, *, reference: str | None = None, errors: Sequence[Any] = ()) -> JSONResponse:
    """A refusal as a problem document.

    Args:
        said: what went wrong, for people.
        reference: the id of the request, where it helps to find it in the log.
        errors: for a request that says something wrong: which parameters, as `{"in", "name", "detail"}`.
    """
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": said,
    }
    if reference:
        document["instance"] = f"urn:request:{reference}"
    if errors:
        document["errors"] = list(errors)
    return JSONResponse(document, status, media_type=MEDIA_TYPE)
