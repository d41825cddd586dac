"""Events on their way to the shop: signed, repeated until taken, and disturbed as a test wants it.

Signed as https://docs.stripe.com/webhooks#verify-manually says: `t=<now>,v1=<HMAC-SHA256 of "t.body">`, anew for
each attempt. Taken means 2xx; a redirect is a failure. Stripe does not promise order or that an event comes once.
"""

from __future__ import annotations

import asyncio
import hashlib
import heapq
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
    """Delivers in the order in which things are due, as many at a time as `run` was started."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.rules: list[Rule] = []
        self.holding = False
        self.pushed = 0
        self.busy = 0
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
                for _ in range(times):
                    self._push(time.time() + delay, event_id, kind, 0)

    def _push(self, due: float, event_id: str, kind: str, attempt: int) -> None:
        """The queue is a heap of [due, a running number, event, kind, attempt]."""
        self.pushed += 1
        heapq.heappush(self.state.memory.queue, [due, self.pushed, event_id, kind, attempt])

    def _address(self, kind: str) -> str | None:
        return self.state.config.notify if kind == "snapshot" else self.state.config.thin_notify

    def release(self, order: str, seed: int) -> int:
        """Lets go what was held back: `made`, `reversed` or `shuffled`. Returns how many there are."""
        waiting = sorted(self.state.memory.queue)
        if order == "reversed":
            waiting.reverse()
        elif order == "shuffled":
            random.Random(seed).shuffle(waiting)
        self.state.memory.queue.clear()
        now = time.time()
        for _due, _number, event_id, kind, attempt in waiting:
            self._push(now, event_id, kind, attempt)
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
            queue = self.state.memory.queue
            if self.holding or not queue or queue[0][0] > time.time():
                await asyncio.sleep(PULSE)
                continue
            _due, _number, event_id, kind, attempt = heapq.heappop(queue)
            self.busy += 1
            try:
                await self._deliver(event_id, kind, attempt)
            finally:
                self.busy -= 1

    async def _deliver(self, event_id: str, kind: str, attempt: int) -> None:
        memory = self.state.memory
        url = self._address(kind)
        if event_id not in memory.rows or url is None:
            return
        body = self.body_of(event_id, kind)
        headers = {"Stripe-Signature": signature(body, self.state.config.secret, int(time.time()))}
        status = await asyncio.to_thread(post, url, body, headers)
        memory.sent.append({"event": event_id, "kind": kind, "attempt": attempt, "status": status, "at": time.time()})
        waits = self.state.config.waits
        taken = status is not None and 200 <= status < 300
        if not taken and attempt < len(waits) and memory is self.state.memory:  # not after a reset
            self._push(time.time() + waits[attempt], event_id, kind, attempt + 1)
        self.state.save()

    def quiet(self) -> bool:
        """Whether nothing is on its way; what is held back does not count."""
        return not self.busy and (self.holding or not self.state.memory.queue)
