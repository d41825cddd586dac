"""One door before several servers: a small TCP proxy that gives each connection to the next one that answers."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress

CHUNK = 64 * 1024  # bytes


class Door(ABC):
    """A port that passes on what comes in."""

    port = 0  # known once it serves

    async def serve(self, ready: threading.Event) -> None:
        """Until it is cancelled."""
        server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await server.serve_forever()

    @abstractmethod
    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What becomes of one connection."""


class Front(Door):
    """Round-robin over ports of this machine. One that refuses is passed over; one that dies tears the connection."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.ports = ports
        self._turn = 0

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _server in self.ports:
            self._turn += 1
            with suppress(OSError):
                inner, outer = await asyncio.open_connection("127.0.0.1", self.ports[self._turn % len(self.ports)])
                await asyncio.gather(_pour(reader, outer), _pour(inner, writer))
                return
        writer.close()


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while some := await source.read(CHUNK):
            target.write(some)
            await target.drain()
    with suppress(OSError):
        target.close()


@contextmanager
def front(ports: Sequence[int]) -> Iterator[Front]:
    """Such a door, in a thread of this process."""
    door = Front(ports)
    with served(door):
        yield door


@contextmanager
def served(door: Door) -> Iterator[None]:
    """It serves, in a thread of this process."""
    ready, enough = threading.Event(), Future[None]()

    async def until_enough() -> None:
        serving = asyncio.create_task(door.serve(ready))
        await asyncio.wrap_future(enough)
        serving.cancel()

    thread = threading.Thread(target=asyncio.run, args=(until_enough(),), daemon=True)
    thread.start()
    assert ready.wait(5)
    try:
        yield
    finally:
        enough.set_result(None)
        thread.join(5)
