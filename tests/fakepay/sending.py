"""Events on their way to the shop: signed, repeated until taken, and disturbed as a test wants it.

Signed as https://docs.stripe.com/webhooks#verify-manually says: `t=<now>,v1=<HMAC-SHA256 of "t.body">`, anew for
each attempt. Taken means 2xx; a redirect is a failure. Stripe does not promise order or that an event comes once.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import http.client
import json
import random
import time
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from tests.fakepay import events
from tests.fakepay.state import Row, State

PATIENCE = 10.0  # seconds for an answer of the shop
PULSE = 0.02  # seconds between looks at the queue
KINDS = ("snapshot", "thin")


@dataclass
class Rule:
    """What happens to the next `left` events (None: all) whose type fits: `drop`, `delay` by seconds, `repeat`."""

    types: str
    do: str
    left: int | None = 1
    seconds: float = 0.0
    times: int = 2


def signature(body: bytes, secret: str, at: int) -> str:
    """The `Stripe-Signature` header for a body sent at that time (seconds since 1970, by the real clock)."""
    made = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"


def post(url: str, body: bytes, headers: dict[str, str], patience: float = PATIENCE) -> int | None:
    """The status of the answer, or None if there was none. Follows no redirect, as Stripe does not."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=patience)
    told = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0 (+fakepay)"} | headers
    try:
        connection.request("POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, told)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


class Sender:
    """Delivers in the order in which things are due, one at a time."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.rules: list[Rule] = []
        self.holding = False
        self.busy = False
        state.on_event = self.take

    def take(self, event: Row) -> None:
        """A new event: queued for every address that wants it, unless a rule says otherwise."""
        rule = next((rule for rule in self.rules if fnmatchcase(event.data["type"], rule.types)), None)
        if rule is not None and rule.left is not None:
            rule.left -= 1
            if rule.left <= 0:
                self.rules.remove(rule)
        if rule is not None and rule.do == "drop":
            return
        times = rule.times if rule is not None and rule.do == "repeat" else 1
        self.queue(event.id, delay=rule.seconds if rule is not None and rule.do == "delay" else 0.0, times=times)

    def queue(self, event_id: str, *, delay: float = 0.0, times: int = 1) -> None:
        """Puts an event on its way, `times` times, not before `delay` seconds are over."""
        for kind in KINDS:
            if self._address(kind):
                due = time.time() + delay
                one = {"event": event_id, "kind": kind, "due": due, "attempt": 0}
                self.state.memory.queue += [dict(one) for _ in range(times)]

    def _address(self, kind: str) -> str | None:
        return self.state.config.notify if kind == "snapshot" else self.state.config.thin_notify

    def release(self, order: str, seed: int) -> int:
        """Lets go what was held back: `made`, `reversed` or `shuffled`. Returns how many there are."""
        waiting = self.state.memory.queue
        if order == "reversed":
            waiting.reverse()
        elif order == "shuffled":
            random.Random(seed).shuffle(waiting)
        now = time.time()
        for place, one in enumerate(waiting):
            one["due"] = now + place * 1e-6  # equal times would leave the order to chance
        self.holding = False
        return len(waiting)

    def body_of(self, event_id: str, kind: str) -> bytes:
        """The bytes of an event, the same at every attempt."""
        event = self.state.memory.rows[event_id].data
        told: dict[str, Any] = event if kind == "snapshot" else events.notification(event)
        return json.dumps(told, indent=2).encode()

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            due = self._next()
            if due is None:
                await asyncio.sleep(PULSE)
                continue
            self.busy = True
            await self._deliver(due)
            self.busy = False

    def _next(self) -> dict[str, Any] | None:
        if self.holding:
            return None
        ready = [one for one in self.state.memory.queue if one["due"] <= time.time()]
        return min(ready, key=lambda one: one["due"], default=None)

    async def _deliver(self, one: dict[str, Any]) -> None:
        memory = self.state.memory
        memory.queue.remove(one)
        url = self._address(one["kind"])
        if one["event"] not in memory.rows or url is None:
            return
        body = self.body_of(one["event"], one["kind"])
        headers = {"Stripe-Signature": signature(body, self.state.config.secret, int(time.time()))}
        status = await asyncio.to_thread(post, url, body, headers)
        memory.sent.append(one | {"status": status, "at": time.time()})
        waits = self.state.config.waits
        if (status is None or not 200 <= status < 300) and one["attempt"] < len(waits):
            later = one | {"attempt": one["attempt"] + 1, "due": time.time() + waits[one["attempt"]]}
            if memory is self.state.memory:  # not after a reset
                memory.queue.append(later)
        self.state.save()

    def quiet(self) -> bool:
        """Whether nothing is on its way; what is held back does not count."""
        return not self.busy and (self.holding or not self.state.memory.queue)
