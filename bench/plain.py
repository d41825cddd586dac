"""What the bazaar is compared with: a bare FastAPI route, a raw ASGI function, and itself with an empty head.

The first two return a body that is ready, of the size of a page of ours. BENCH_BODIES names the folder with the
bodies; a body's file name is its address.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Response

from app.main import app_from_environment
from app.web.kept import Kept

Send = Callable[[dict[str, Any]], Awaitable[None]]


def _bodies() -> dict[str, bytes]:
    return {f"/{path.name}": path.read_bytes() for path in Path(os.environ["BENCH_BODIES"]).iterdir()}


def hello() -> FastAPI:
    """FastAPI: `async def`, a ready body."""
    app = FastAPI(openapi_url=None)
    bodies = _bodies()

    def add(path: str, body: bytes) -> None:
        @app.get(path)
        async def show() -> Response:
            return Response(body, media_type="text/html; charset=utf-8")

    for path, body in bodies.items():
        add(path, body)
    return app


def raw() -> Callable[[dict[str, Any], object, Send], Awaitable[None]]:
    """The least an ASGI server can be asked to run."""
    answers = {
        path: (
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [
                    (b"content-type", b"text/html; charset=utf-8"),
                    (b"content-length", str(len(body)).encode()),
                ],
            },
            {"type": "http.response.body", "body": body},
        )
        for path, body in _bodies().items()
    }

    async def app(scope: dict[str, Any], receive: object, send: Send) -> None:
        if scope["type"] != "http":
            return
        for message in answers[scope["path"]]:
            await send(message)

    return app


def forgetful() -> FastAPI:
    """The bazaar keeping no piece of a page: each page is made as if nobody had seen anything of it before."""
    app = app_from_environment()
    app.state.kept = Kept(0)
    return app
