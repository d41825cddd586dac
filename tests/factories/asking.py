"""Asking the application as a server would hand it on, byte by byte: what no client library would send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import anyio
from starlette.types import ASGIApp, Message

from tools.audit.oddities import HOST, Odd


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes


async def ask(app: ASGIApp, odd: Odd) -> Answer:
    """Hand one request to the application."""
    path, _mark, query = odd.target.partition(b"?")
    headers = [(name.lower().encode(), value) for name, value in odd.headers]
    if not any(name == b"host" for name, _value in headers):
        headers.append((b"host", HOST.encode()))
    if odd.body:
        headers.append((b"content-length", str(len(odd.body)).encode()))
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "server": (HOST, 80),
        "client": (HOST, 50_000),
        "scheme": "http",
        "method": odd.method,
        "root_path": "",
        "path": unquote(path.decode("ascii")),
        "raw_path": path,
        "query_string": query,
        "headers": headers,
    }
    sent: list[Message] = []
    told = False

    async def receive() -> Message:
        nonlocal told
        if told:  # who asks again waits for the other side to go away, which it never does
            await anyio.sleep_forever()
        told = True
        return {"type": "http.request", "body": odd.body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    named = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], named, b"".join(message.get("body", b"") for message in sent[1:]))
