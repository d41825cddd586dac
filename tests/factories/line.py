"""A line of the net between the bazaar and a rail, as bad as lines are: a TCP proxy.

What is wrong with it (`bad`) can be changed at any time, also under open connections.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress

from tests.factories.front import CHUNK, Door, served
from tests.factories.several import free_ports

BAD = {
    "dead": "each connection is torn at its first word",
    "mute": "what is said is never heard, and nothing comes back",
    "half a question": "torn when half of what is said has gone on",
    "answer lost": "torn when the answer has come, before any of it goes on",
    "half an answer": "torn when half of the answer has gone on",
    "dripping": "the answer comes a few letters at a time",
    "late": "each piece of an answer waits before it goes on",
}
FEW, DRIP, LATE = 40, 0.5, 6.0  # letters, and seconds


class Line(Door):
    """Every connection to its port goes to the port of the rail."""

    def __init__(self, rail: int) -> None:
        self.bad = ""
        self._rail = rail
        (self.port,) = free_ports(1)  # one that it can take again when it had let it go
        self._listening: asyncio.Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def url(self) -> str:
        """The rail, by this line."""
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        await self._listen()
        ready.set()
        await asyncio.Event().wait()

    def hang_up(self) -> None:
        """Nobody listens any more: connections are refused, and those that are open are torn at their next word."""
        self.bad = "dead"
        self._run(self._refuse())

    def pick_up(self) -> None:
        """All is well again."""
        self._run(self._listen())
        self.bad = ""

    def _run(self, work: Coroutine[None, None, None]) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(work, self._loop).result(5)

    async def _listen(self) -> None:
        self._listening = await asyncio.start_server(self._pass, "127.0.0.1", self.port)

    async def _refuse(self) -> None:
        assert self._listening is not None
        self._listening.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            inner, outer = await asyncio.open_connection("127.0.0.1", self._rail)
            asked = self._carry(reader, outer, writer, answers=False)
            await asyncio.gather(asked, self._carry(inner, writer, outer, answers=True))

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, back: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        torn, half = ("answer lost", "half an answer") if answers else ("dead", "half a question")
        while some := await source.read(CHUNK):
            if self.bad in (torn, half):
                target.write(some[: len(some) // 2] if self.bad == half else b"")
                await target.drain()
                return _tear(target, back)
            if answers and self.bad == "dripping":
                await self._drip(some, target)
                continue
            if answers and self.bad == "late":
                await asyncio.sleep(LATE)
            if answers or self.bad != "mute":
                target.write(some)
                await target.drain()
        target.close()

    async def _drip(self, some: bytes, client: asyncio.StreamWriter) -> None:
        for start in range(0, len(some), FEW):
            client.write(some[start : start + FEW])
            await client.drain()
            if self.bad == "dripping":
                await asyncio.sleep(DRIP)


def _tear(*ends: asyncio.StreamWriter) -> None:
    """As a dying network does: to linger for no time is how a socket is told to send RST instead of FIN."""
    for end in ends:
        connection: socket.socket = end.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.transport.abort()


@contextmanager
def line(rail: int) -> Iterator[Line]:
    """Such a line to a rail, in a thread of this process; it is a good one to begin with."""
    made = Line(rail)
    with served(made):
        yield made
