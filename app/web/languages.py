"""Which language a request is in: by its address. English has no prefix, every other language has its own.

Only `/` is negotiated, and only for who comes from elsewhere: a reader who chooses a language on the bazaar is
never sent back to another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from babel import negotiate_locale
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.i18n import SOURCE, languages
from app.web.forms import site_of

LANG_COOKIE = "lang"
MACHINE_PATHS = (
    "/api/",
    "/openapi.json",
    "/media",
    "/static",
    "/healthz",
    "/readyz",
    "/hooks",
    "/embed",
    "/feeds",
    "/sitemap",
    "/robots.txt",
)


def cookies_of(headers: Mapping[str, str]) -> dict[str, str]:
    """The cookies of a request; broken ones are ignored."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def preferred_language(headers: Mapping[str, str]) -> str:
    """The language a visitor without an address in one would like: by choice, else by the browser's list."""
    chosen = cookies_of(headers).get(LANG_COOKIE)
    if chosen in languages():
        return str(chosen)
    wanted = []
    for part in headers.get("accept-language", "")[:500].split(","):
        tag, *options = (piece.strip().lower() for piece in part.split(";"))
        weights = [option.removeprefix("q=") for option in options if option.startswith("q=")]
        try:
            wanted.append((-float(weights[0] if weights else 1), tag.replace("-", "_")))
        except ValueError:
            continue
    wanted.sort(key=lambda pair: pair[0])
    tags = [tag for weight, tag in wanted if tag and weight < 0]
    ours = {code.lower(): code for code in languages()}  # tags know no case, our addresses do
    return ours[negotiate_locale(tags, list(ours)) or SOURCE]


def comes_from_here(headers: Headers) -> bool:
    """Whether a page of the bazaar led here."""
    if headers.get("sec-fetch-site"):
        return headers["sec-fetch-site"] == "same-origin"
    return site_of(headers.get("referer", "")) == headers.get("host", "-")


_COUNTRY = re.compile(r"(?<=/countries/)[A-Za-z]{2}\Z")


class LanguageByAddress:
    """Takes the language prefix off the path and remembers it in `scope["state"]["lang"]`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        first, _slash, rest = path[1:].partition("/")
        rest = f"/{rest}"
        state = scope.setdefault("state", {})
        state["lang"] = SOURCE
        headers = Headers(scope=scope)
        query = scope["query_string"].decode("latin-1")
        if first == SOURCE and len(languages()) > 1 and not rest.startswith(MACHINE_PATHS):
            await _to(rest, query, permanent=True)(scope, receive, send)
            return
        tidy = _one_spelling(path)
        if tidy != path and not path.startswith(MACHINE_PATHS):
            await _to(tidy, query, permanent=True)(scope, receive, send)
            return
        if first in languages() and not rest.startswith(MACHINE_PATHS):
            state["lang"] = first
            scope["path"] = rest
            scope["raw_path"] = rest.encode()
        elif path == "/" and scope["method"] in ("GET", "HEAD") and not comes_from_here(headers):
            lang = preferred_language(headers)
            if lang != SOURCE:
                response = _to(f"/{lang}/", query)
                response.headers["Vary"] = "Accept-Language, Cookie"
                response.headers["Cache-Control"] = "private, no-store"
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _one_spelling(path: str) -> str:
    """Each page has one address: front pages end in a slash, no other does; a country's code is in small letters."""
    bare = _COUNTRY.sub(lambda code: code[0].lower(), "/" + path.strip("/"))
    return f"{bare}/" if bare[1:] in languages() and bare[1:] != SOURCE else bare


def _to(path: str, query: str, *, permanent: bool = False) -> RedirectResponse:
    local = "/" + path.lstrip("/\\")  # never "//host"
    return RedirectResponse(f"{local}?{query}" if query else local, 308 if permanent else 303)
