"""A line of the net between the bazaar and a rail, as bad as lines are: a TCP proxy.

What is wrong with it (`bad`) can be changed at any time, also under open connections.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.factories.front import CHUNK, served

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


class Line:
    """Every connection to its port goes to the port of the rail."""

    def __init__(self, rail: int) -> None:
        self.bad = ""
        self.port = 0
        self._rail = rail

    @property
    def url(self) -> str:
        """The rail, by this line."""
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, ready: threading.Event) -> None:
        """Until it is cancelled."""
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await server.serve_forever()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            inner, outer = await asyncio.open_connection("127.0.0.1", self._rail)
            both = writer, outer
            await asyncio.gather(self._questions(reader, both), self._answers(inner, both))

    async def _questions(self, source: asyncio.StreamReader, both: tuple[asyncio.StreamWriter, ...]) -> None:
        client, rail = both
        while some := await source.read(CHUNK):
            if self.bad == "dead":
                return _tear(client, rail)
            if self.bad == "half a question":
                rail.write(some[: len(some) // 2])
                await rail.drain()
                return _tear(client, rail)
            if self.bad != "mute":
                rail.write(some)
                await rail.drain()
        rail.close()

    async def _answers(self, source: asyncio.StreamReader, both: tuple[asyncio.StreamWriter, ...]) -> None:
        client, rail = both
        while some := await source.read(CHUNK):
            if self.bad == "answer lost":
                return _tear(client, rail)
            if self.bad == "half an answer":
                client.write(some[: len(some) // 2])
                await client.drain()
                return _tear(client, rail)
            if self.bad == "dripping":
                await self._drip(some, client)
                continue
            if self.bad == "late":
                await asyncio.sleep(LATE)
            client.write(some)
            await client.drain()
        client.close()

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
