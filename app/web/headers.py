"""Around every request: an id, one line in the log, the security headers, and a refusal of what no page can mean."""

from __future__ import annotations

import secrets
import time

import structlog
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.refusals import refused

log = structlog.get_logger("web")
MAX_ADDRESS_BYTES = 4096
OPEN_PATHS = ("/api/", "/feeds/", "/openapi.json", "/media/")  # any site may read these; they know no visitor
OPEN_HEADERS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


def security_headers(style_source: str, *, pay: str = "", https: bool = False) -> dict[str, str]:
    """Headers of every answer. No inline script, no third party; the critical CSS is allowed by its hash alone.

    Args:
        pay: where the pages of a rail are; a form may lead there, and browsers follow its redirect no further.
        https: whether the public comes by it; then browsers are to come by nothing else.
    """
    policy = (
        "default-src 'none'; "
        f"style-src 'self' {style_source}; "
        "script-src 'self'; img-src 'self'; connect-src 'self'; "
        f"form-action 'self'{' ' if pay else ''}{pay}; base-uri 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        **({"Strict-Transport-Security": "max-age=31536000"} if https else {}),
    }


def headers_at(path: str, headers: dict[str, str]) -> dict[str, str]:
    """Those of an answer at this address."""
    return {**headers, **OPEN_HEADERS} if path.startswith(OPEN_PATHS) else headers


class Surround:
    """The outermost layer behind the finished pages."""

    def __init__(self, app: ASGIApp, *, headers: dict[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(6)
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in headers_at(scope["path"], self._headers).items():
                    headers.setdefault(name, value)
                headers["X-Request-Id"] = request_id
            await send(message)

        try:
            refusal = _impossible(scope)
            await (refusal or self._app)(scope, receive, send_with_headers)
        finally:
            route = scope.get("route")
            log.info(
                "request",
                id=request_id,
                method=scope["method"],
                route=getattr(route, "name", None),  # never the address: it may hold words of a person
                status=status,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )


def _impossible(scope: Scope) -> Response | None:
    """What no browser sends and no database can store: NUL bytes, broken UTF-8, endless addresses."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    if len(raw) + len(query) > MAX_ADDRESS_BYTES:
        return refused(scope, 414)
    joined = raw + b"?" + query
    if b"%00" in joined or b"\x00" in joined or "\0" in scope["path"] or "\ufffd" in scope["path"]:
        return refused(scope, 400)
    return None
