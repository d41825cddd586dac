"""For tests: a small shop's door that takes events and remembers what came."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Door:
    """`answers` are the statuses of the next answers; when there are none left, 200."""

    url: str = ""
    came: list[tuple[bytes, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body, _ in self.came]

    def types(self) -> list[str]:
        return [event["type"] for event in self.events()]


@contextmanager
def door() -> Iterator[Door]:
    """Listens on a free port of loopback; `came` holds bodies with their `Stripe-Signature`, '' if there was none."""
    opened = Door()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            opened.came.append((body, self.headers.get("Stripe-Signature", "")))
            self.send_response(opened.answers.pop(0) if opened.answers else 200)
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    opened.url = f"http://127.0.0.1:{server.server_address[1]}/events"
    yield opened
    server.shutdown()
    server.server_close()
    thread.join()
