"""A way of paying unlike Stripe: a small server over real HTTP, which asks a phone to approve and is asked how it went.

No page, no keys of repeats, no signatures, whole units only. Whoever asks gives each thing its name, and a name that is
taken answers 409 with what it belongs to. A refund is never done at once.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Thing = dict[str, Any]
WAITS, AT_NETWORK, PAID, REFUSED, OVER = "waits", "at_network", "paid", "refused", "over"
BUYER = {
    "pay": ((WAITS,), PAID),
    "decline": ((WAITS,), REFUSED),
    "pay_slowly": ((WAITS,), AT_NETWORK),
    "settle": ((AT_NETWORK,), PAID),
    "fail": ((AT_NETWORK,), REFUSED),
    "expire": ((WAITS,), OVER),
}


class CannotBe(Exception):
    """The phone does not ring for that any more."""


@dataclass
class Push:
    """What the server remembers, and what a test makes happen."""

    url: str = ""
    open: bool = True  # whether the account works
    away: str = ""  # "before" or "after" the work is done, the line breaks
    requests: dict[str, Thing] = field(default_factory=dict)
    refunds: dict[str, Thing] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def buyer(self, id_: str, do: str) -> None:
        """What the buyer does with the phone, or the network later: a key of BUYER."""
        starts, end = BUYER[do]
        with self.lock:
            if self.requests[id_]["status"] not in starts:
                raise CannotBe(self.requests[id_]["status"])
            self.requests[id_]["status"] = end

    def refund_is(self, id_: str, status: str) -> None:
        """What becomes of a refund: `succeeded`, or `failed`, even after that."""
        with self.lock:
            self.refunds[id_]["status"] = status

    def answer(self, method: str, path: str, told: Thing) -> tuple[int, Any]:
        """One call: a status, and what is said."""
        account, kind, *rest = [*path.strip("/").split("/")[1:], ""]
        with self.lock:
            if not kind:
                return 200, {"open": self.open}
            if kind == "refunds":
                return self._refund(told)
            mine = [one for one in self.requests.values() if one["account"] == account]
            if method == "GET" and not rest[0]:
                return 200, [self._shown(one) for one in mine if one["made"] >= told["since"]]
            if method == "POST" and not rest[0]:
                return self._ask(account, told)
            return self._one(rest[0], cancel=method == "POST")

    def _ask(self, account: str, told: Thing) -> tuple[int, Thing]:
        if told["id"] in self.requests:
            return 409, self._shown(self.requests[told["id"]])
        if not self.open:
            return 400, {"why": "account_shut"}
        self.requests[told["id"]] = {**told, "account": account, "status": WAITS, "made": _now()}
        return 201, self._shown(self.requests[told["id"]])

    def _one(self, id_: str, *, cancel: bool) -> tuple[int, Thing]:
        one = self.requests.get(id_)
        if one is None:
            return 404, {}
        if cancel and one["status"] == WAITS:
            one["status"] = OVER
        return 200, self._shown(one)

    def _refund(self, told: Thing) -> tuple[int, Thing]:
        if told["id"] in self.refunds:
            return 409, self.refunds[told["id"]]
        of = [one for one in self.refunds.values() if one["of"] == told["of"] and one["status"] != "failed"]
        if told["amount"] > self.requests[told["of"]]["amount"] - sum(one["amount"] for one in of):
            return 400, {"why": "too_much"}
        self.refunds[told["id"]] = {**told, "status": "pending", "made": _now()}
        return 201, self.refunds[told["id"]]

    def _shown(self, one: Thing) -> Thing:
        return {**one, "refunds": [back for back in self.refunds.values() if back["of"] == one["id"]]}


def _now() -> str:
    return datetime.now(UTC).isoformat()


@contextmanager
def push_server() -> Iterator[Push]:
    """Such a server on a free port of loopback; gone at the end."""
    push = Push()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if push.away == "before":
                return self._break()
            status, told = push.answer(self.command, self.path, json.loads(body or b"{}"))
            if push.away == "after":
                return self._break()
            sent = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = _serve

        def _break(self) -> None:
            self.close_connection = True

        def log_message(self, *_words: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    push.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield push
    server.shutdown()
    server.server_close()
    thread.join()
