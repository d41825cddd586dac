"""Several web processes and a worker over one database: each may be killed and started again, as a machine may die."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.settings import Settings
from tools.audit.stage import ROOT, answers, free_port

START_SECONDS = 90
CRASHING = "tests.proofs.crashing"  # the entry that dies at a point; nothing in the app can


class Servers:
    """Web processes, each on a port of its own, and at most one worker."""

    def __init__(self, settings: Settings, web: int) -> None:
        self.settings = settings
        self.ports = [free_port() for _one in range(web)]
        self.log = settings.data / "servers.log"
        self._web: dict[int, subprocess.Popen[bytes]] = {}
        self._worker: subprocess.Popen[bytes] | None = None

    def begin_web(self, port: int, *, dies_at: int = 0) -> None:
        """Start the process of a port; `wait_for_web` waits until it answers.

        Args:
            dies_at: the number of a point of `tests/proofs/crashing.py`; 0: the ordinary server.
        """
        serve = ["uvicorn", "app.main:app_from_environment", "--factory", "--no-access-log", "--port", str(port)]
        self._web[port] = self._started([CRASHING, "web", str(port), str(dies_at)] if dies_at else serve)

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
        special = [CRASHING, "work", str(dies_at), pace]
        self._worker = self._started(special if dies_at or pace else ["app", "work"])

    def _started(self, module: list[str]) -> subprocess.Popen[bytes]:
        bare = {name: value for name, value in os.environ.items() if not name.startswith("BAZAAR_")}
        bare.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled modules are kept, or each start takes three times as long
        environment = bare | self._settings()
        with self.log.open("ab") as out:
            command = [sys.executable, "-m", *module]
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)

    def _settings(self) -> dict[str, str]:
        return {
            "BAZAAR_DATA": str(self.settings.data),
            "BAZAAR_DATABASE_URL": self.settings.database,
            "BAZAAR_BASE_URL": f"http://127.0.0.1:{self.ports[0]}",
            "BAZAAR_LOG_LEVEL": "WARNING",
        }

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
        assert process.wait(timeout=within) == -9, self.told()

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


def _ended(started: list[subprocess.Popen[bytes]]) -> None:
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _killed(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


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
