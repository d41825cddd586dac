"""Several web processes and a worker over one database: each may be killed and started again, as a machine may die."""

from __future__ import annotations

import random
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.settings import Settings
from tests.factories.nursery import Child, nursery
from tools.audit.stage import HOST, answers

START_SECONDS = 90
END_SECONDS = 20
PORTS = range(10_000, 30_000)  # none that the system itself gives to a connection while a server is away


class Servers:
    """Web processes, each on a port of its own, and at most one worker."""

    def __init__(self, settings: Settings, web: int) -> None:
        self.settings = settings
        self.ports = free_ports(web)
        self.log = settings.data / "servers.log"
        self._web: dict[int, Child] = {}
        self._worker: Child | None = None

    @property
    def how(self) -> str:
        """The way something was shown by them, for docs/proof.md."""
        worker = " and a worker" if self._worker is not None else ""
        return f"HTTP, {len(self.ports)} web processes{worker}"

    def begin_web(self, port: int, *, dies_at: int = 0) -> None:
        """Start the process of a port; `wait_for_web` waits until it answers.

        Args:
            dies_at: the number of a point of `tests/proofs/crashing.py`; 0: none.
        """
        self._web[port] = self._started("web", str(port), str(dies_at))

    def wait_for_web(self, port: int) -> None:
        """Wait until the process of a port answers."""
        until = time.monotonic() + START_SECONDS
        while not answers(port):
            assert self._web[port].poll() is None, self.told()
            assert time.monotonic() < until, "the server does not start"
            time.sleep(0.02)

    def start_worker(self, *, dies_at: int = 0, pace: str = "") -> None:
        """Start the worker.

        Args:
            dies_at: as for the web.
            pace: "fast" takes jobs over sooner than a machine in earnest does.
        """
        assert self._worker is None or self._worker.poll() is not None, "one worker is enough"
        self._worker = self._started("work", str(dies_at), pace)

    def _started(self, *told: str) -> Child:
        environment = {
            "BAZAAR_DATA": str(self.settings.data),
            "BAZAAR_DATABASE_URL": self.settings.database,
            "BAZAAR_BASE_URL": f"http://{HOST}:{self.ports[0]}",
            "BAZAAR_LOG_LEVEL": "WARNING",
            "BAZAAR_SECRET": self.settings.secret.get_secret_value(),
            **_rail_of(self.settings),
        }
        return nursery().begin("tests.proofs.crashing", told, environment, self.log)

    def kill_web(self, port: int) -> None:
        """SIGKILL, in the middle of whatever it does."""
        _killed(self._web[port])

    def kill_worker(self) -> None:
        """The same for the worker."""
        assert self._worker is not None
        _killed(self._worker)

    def stop_worker(self) -> None:
        """Let it finish its job and go."""
        if self._worker is not None:
            _ended([self._worker])

    def died(self, port: int | None = None, *, within: float = 60) -> None:
        """Wait until the process of a port (None: the worker) has died by its own hand."""
        process = self._worker if port is None else self._web[port]
        assert process is not None
        assert _ends(process, within), "it lives on"
        assert process.poll() == -signal.SIGKILL, self.told()

    def told(self) -> str:
        """What the processes wrote, the end of it."""
        return self.log.read_text(errors="replace")[-6000:]

    def faults(self) -> list[str]:
        """The faults the processes wrote down."""
        kinds = ("database is locked", "deadlock detected", "QueuePool limit", '"fault"', "event=fault", "Traceback")
        return [line for line in self.log.read_text(errors="replace").splitlines() if any(k in line for k in kinds)]

    def stop(self) -> None:
        """End all of them."""
        _ended([*self._web.values(), *([self._worker] if self._worker else [])])


def _rail_of(settings: Settings) -> dict[str, str]:
    told = {
        "BAZAAR_STRIPE_KEY": settings.stripe_key.get_secret_value(),
        "BAZAAR_STRIPE_SECRET": settings.stripe_secret.get_secret_value(),
        "BAZAAR_STRIPE_API": settings.stripe_api,
        "BAZAAR_STRIPE_PAGES": settings.stripe_pages,
    }
    return told if settings.paid_by_card else {}


def free_ports(count: int) -> list[int]:
    """Ports that nothing uses just now, and that the system gives to no connection."""
    found: list[int] = []
    while len(found) < count:
        with socket.socket() as probe:
            port = random.choice(PORTS)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        found += [port] * (port not in found)
    return found


def _ends(process: Child, within: float) -> bool:
    until = time.monotonic() + within
    while process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    return process.poll() is not None


def _ended(started: list[Child]) -> None:
    for process in started:
        process.send(signal.SIGTERM)
    for process in started:
        if not _ends(process, END_SECONDS):
            _killed(process)


def _killed(process: Child) -> None:
    process.send(signal.SIGKILL)
    assert _ends(process, END_SECONDS), "nothing survives that"


@contextmanager
def several(settings: Settings, *, web: int = 3) -> Iterator[Servers]:
    """So many ordinary web processes that answer; all are ended afterwards."""
    servers = Servers(settings, web)
    try:
        for port in servers.ports:
            servers.begin_web(port)
        for port in servers.ports:
            servers.wait_for_web(port)
        yield servers
    finally:
        servers.stop()


def outbox(settings: Settings) -> list[Path]:
    """The letters that were sent: files, where no mail server is set."""
    return sorted((settings.data / "outbox").glob("*.eml"))
