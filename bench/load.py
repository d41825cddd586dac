"""The load client: so many GET requests over so many connections that stay open; what came back is counted.

It runs in a process of its own on a core of its own (`run`), reads of an answer only what it must, and has to be
quicker than any server it measures. An answer with another status than expected, without a length or cut short is
counted by name and never passed over.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

import uvloop

from bench.cores import pinned

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Plan:
    """What is asked for. `paths` are taken in turn, again from the first when they run out."""

    port: int
    paths: Sequence[str]
    count: int
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    connections: int = 16
    seconds: float = 60  # then no further request is made


@dataclass(frozen=True)
class Outcome:
    """What came of it; times in milliseconds."""

    asked: int
    right: int
    wrong: Mapping[str, int]  # what was wrong -> how often
    seconds: float
    p50: float
    p99: float
    slowest: float
    body_bytes: float  # of a right answer, on average

    @property
    def per_second(self) -> float:
        """Right answers a second."""
        return self.right / self.seconds if self.seconds else 0.0


class _Run:
    """One plan being carried out by all connections together."""

    def __init__(self, plan: Plan, loop: asyncio.AbstractEventLoop) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in plan.headers.items())
        self.requests = [f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n{lines}\r\n".encode("ascii") for path in plan.paths]
        self.plan = plan
        self.loop = loop
        self.done: asyncio.Future[None] = loop.create_future()
        self.asked = self.open = 0
        self.until = time.perf_counter() + plan.seconds
        self.times: list[float] = []
        self.wrong: Counter[str] = Counter()
        self.bytes = 0

    def next(self) -> bytes | None:
        """The next request, or None when it is enough."""
        if self.asked >= self.plan.count or time.perf_counter() > self.until:
            return None
        request = self.requests[self.asked % len(self.requests)]
        self.asked += 1
        return request

    def came(self, status: int, began: float, length: int) -> None:
        """A whole answer."""
        if status != self.plan.status:
            self.wrong[f"status {status}"] += 1
            return
        self.times.append(time.perf_counter() - began)
        self.bytes += length

    def over(self) -> None:
        """A connection has nothing left to do."""
        self.open -= 1
        if not self.open and not self.done.done():
            self.done.set_result(None)

    def fault(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A mistake of our own in a callback ends the run, instead of letting it wait for ever."""
        if not self.done.done():
            self.done.set_exception(context.get("exception") or RuntimeError(context["message"]))

    async def connect(self, request: bytes | None) -> None:
        """Open a connection for a request; the time it takes belongs to the request."""
        if request is None:
            self.over()
            return
        began = time.perf_counter()
        try:
            await self.loop.create_connection(lambda: _Connection(self, request, began), HOST, self.plan.port)
        except OSError as error:
            self.wrong[type(error).__name__] += 1
            self.over()


class _Connection(asyncio.Protocol):
    """Asks one thing after another."""

    def __init__(self, run: _Run, request: bytes, began: float) -> None:
        self._run, self._request, self._began = run, request, began
        self._head = b""
        self._left = 0  # bytes of the body that are still to come
        self._status = self._length = 0
        self._closes = False
        self._waits = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own is not derived from it
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self._status:
            self._left -= len(data)
        else:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0 or not self._read_head(self._head[:end].lower()):
                return
            self._left = self._length - (len(self._head) - end - 4)
        if self._left < 0:
            self._give_up("more bytes than announced")
        elif not self._left:
            self._finish()

    def _read_head(self, head: bytes) -> bool:
        self._status = int(head[9:12])
        at = head.find(b"\r\ncontent-length:")
        if at >= 0:
            self._length = int(head[at + 17 :].split(b"\r\n", 1)[0])
        elif self._status in (204, 304):
            self._length = 0
        else:
            self._give_up("no length")
            return False
        self._closes = b"\r\nconnection: close" in head
        return True

    def _finish(self) -> None:
        run = self._run
        run.came(self._status, self._began, self._length)
        self._head, self._status = b"", 0
        request = run.next()
        if request is None or self._closes:
            self._waits = False
            self._transport.close()
            run.loop.create_task(run.connect(request))
            return
        self._began = time.perf_counter()
        self._transport.write(request)

    def _give_up(self, why: str) -> None:
        self._run.wrong[why] += 1
        self._waits = False
        self._transport.abort()
        self._run.loop.create_task(self._run.connect(self._run.next()))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waits:  # the server hung up before its answer was whole
            self._waits = False
            self._run.wrong["hung up"] += 1
            if not self._run.loop.is_closed():
                self._run.loop.create_task(self._run.connect(self._run.next()))


async def carry_out(plan: Plan) -> Outcome:
    """Ask all of it, in this process."""
    loop = asyncio.get_running_loop()
    run = _Run(plan, loop)
    loop.set_exception_handler(run.fault)
    run.open = min(plan.connections, plan.count)
    began = time.perf_counter()
    firsts = [loop.create_task(run.connect(run.next())) for _number in range(run.open)]
    await asyncio.gather(*firsts)
    try:
        await asyncio.wait_for(run.done, plan.seconds + 60)  # the last answers may be slow
    except TimeoutError:
        run.wrong["no answer in time"] += run.open
    seconds = time.perf_counter() - began
    times = sorted(1000 * one for one in run.times) or [0.0]
    return Outcome(
        asked=run.asked,
        right=len(run.times),
        wrong=dict(run.wrong),
        seconds=seconds,
        p50=times[len(times) // 2],
        p99=times[min(len(times) - 1, len(times) * 99 // 100)],
        slowest=times[-1],
        body_bytes=run.bytes / max(1, len(run.times)),
    )


def run(plan: Plan, *, core: int) -> Outcome:
    """Carry out a plan in a process of its own on this core."""
    with pinned(core):
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"],
            cwd=ROOT,
            input=json.dumps(asdict(plan)),
            capture_output=True,
            text=True,
            timeout=plan.seconds + 120,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"the load client failed: {done.stderr[-1000:]}")
    return Outcome(**json.loads(done.stdout))


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(carry_out(Plan(**json.loads(sys.stdin.read())))))))
