"""Failing on purpose: which call, when in its life, how, and how often.

When: `before` (nothing was looked at: a proxy, a network), `within` (the endpoint had begun and did nothing: with an
idempotency key a 500 is stored), `after` (it was executed and the answer is lost or false; a 500 is stored).
How: a status such as 500, 503 or 429; `reset` (the connection is torn), `silence` (nothing for `seconds`, then
torn), `slow` (`seconds` late, else well).
"""

from __future__ import annotations

import asyncio
import socket
import struct
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from starlette.requests import Request

from tests.fakepay.errors import Refusal

WHEN = ("before", "within", "after")
# By the address of the other side: the transports of open connections, filled by the protocol in __main__.py.
CONNECTIONS: dict[tuple[str, int], asyncio.Transport] = {}


@dataclass
class Fault:
    """`path` is a pattern over `METHOD /path`, as `POST /v1/refunds*`. `left` is how often still; None: until told."""

    when: str
    how: str
    path: str = "*"
    left: int | None = 1
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.when not in WHEN or not (self.how in ("reset", "silence", "slow") or self.how.isdigit()):
            raise ValueError(f"no fault is {self.when} {self.how}")


class Torn(Exception):
    """The connection ends here, without an answer."""


def take(faults: list[Fault], when: str, asked: str) -> Fault | None:
    """The first fault that fits, counted down."""
    for fault in faults:
        if fault.when == when and fnmatchcase(asked, fault.path):
            if fault.left is not None:
                fault.left -= 1
                if fault.left <= 0:
                    faults.remove(fault)
            return fault
    return None


def peek_status(faults: list[Fault], asked: str) -> str | None:
    """The status that the next `after` fault will answer instead of the truth, if there is one."""
    found = next((fault for fault in faults if fault.when == "after" and fnmatchcase(asked, fault.path)), None)
    return found.how if found is not None and found.how.isdigit() and found.how != "429" else None


async def suffer(fault: Fault) -> None:
    """Does what the fault says. Returns after `slow`; raises Refusal for a status, Torn for a lost connection."""
    if fault.how in ("silence", "slow"):
        await asyncio.sleep(fault.seconds)
    if fault.how in ("reset", "silence"):
        raise Torn
    if fault.how == "429":
        told = "Request rate limit exceeded. See https://stripe.com/docs/rate-limits."
        raise Refusal(429, told, code="rate_limit", began=False)
    if fault.how.isdigit():
        told = "An unknown error occurred"
        raise Refusal(int(fault.how), told, kind="api_error", began=fault.when != "before")


async def tear(request: Request) -> None:
    """Ends the connection of a request with a reset, as a dying network does, and waits until it is gone."""
    client = request.scope.get("client")
    transport = CONNECTIONS.get(tuple(client)) if client else None
    if transport is None:
        return
    connection: Any = transport.get_extra_info("socket")
    # To linger for no time is how a socket is told to send RST instead of FIN.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    while (await request.receive())["type"] != "http.disconnect":
        pass
