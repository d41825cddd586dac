"""What layers outside the routes say, in the reader's language and as our own answer.

The host check and the body limit answer in short English text, and a fault of ours would be answered outside the
layer that adds the security headers: both are caught here.
"""

from __future__ import annotations

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.i18n import SOURCE, catalogue, languages
from app.web.errors import MACHINE, WORDS, fault
from app.web.problems import problem

TERSE = (400, 413)  # what the host check and the body limit answer
TOO_MUCH = (413, 414)


def language_of(scope: Scope) -> str:
    """The language of an address, whether or not its prefix was taken off already."""
    known = scope.get("state", {}).get("lang")
    first = str(scope["path"])[1:].partition("/")[0]
    return str(known or (first if first in languages() else SOURCE))


def refused(scope: Scope, status: int) -> Response:
    """A refusal without a page: there is nothing to look at yet, or it may not cost anything."""
    said = WORDS[413] if status in TOO_MUCH else WORDS[400]
    if scope["path"].startswith(MACHINE):
        return problem(status, said)
    lang = language_of(scope)
    return PlainTextResponse(catalogue(lang).gettext(said), status, {"Content-Language": lang})


class TranslatedRefusals:
    """Replaces the terse answers of the layers below by `refused`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def translated(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _is_terse(message):
                replaced = True
                await refused(scope, message["status"])(scope, receive, send)
            elif not replaced:
                await send(message)

        await self._app(scope, receive, translated)


def _is_terse(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    text = headers.get("content-type", "").startswith("text/plain")
    return message["status"] in TERSE and text and "content-language" not in headers


class FaultPages:
    """Turns a fault of ours into its page, inside the layer that adds the headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            if started or scope["type"] != "http":
                raise
            response = await run_in_threadpool(fault, Request(scope), error)
            await response(scope, receive, send)
