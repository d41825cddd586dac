"""The bazaar as it is audited: the sample catalogue, served by its own command on a loopback port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core import jobs
from app.core.db import Database

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
START_SECONDS = 240
SIZES_SECONDS = 900  # all widths of all photographs, AVIF among them, on two slow processors

Say = Callable[[str], None]


@dataclass(frozen=True)
class Stage:
    """A running bazaar."""

    port: int
    data: Path

    @property
    def url(self) -> str:
        """Its address without a path."""
        return f"http://{HOST}:{self.port}"


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_for_sizes(data: Path, say: Say) -> None:
    """Wait until the jobs are done, which is when every photograph has all its sizes.

    Raises:
        TimeoutError: they do not come to an end.
        RuntimeError: one of them failed.
    """
    database = Database(f"sqlite:///{(data / 'bazaar.db').absolute()}")
    last = -1

    def progress(now: jobs.JobHealth) -> None:
        nonlocal last
        left = now.queued + now.running
        if left and left // 20 != last:
            last = left // 20
            say(f"making picture sizes, {left} jobs left")

    try:
        if jobs.wait_until_idle(database, SIZES_SECONDS, progress).failed:
            raise RuntimeError("a job failed; see `bazaar stats`")
    finally:
        database.close()


@contextmanager
def staged(data: Path, say: Say) -> Iterator[Stage]:
    """`bazaar serve --sample` over a data folder, all picture sizes made; ended with SIGTERM.

    Raises:
        RuntimeError: it does not start.
    """
    stage = Stage(free_port(), data)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BAZAAR_")}
    command = [sys.executable, "-m", "app", "serve", "--sample", "--port", str(stage.port), "--data", str(data)]
    log = data.with_name(f"{data.name}.log")
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + START_SECONDS
        while not answers(stage.port):
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the bazaar does not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.2)
        wait_for_sizes(data, say)
        yield stage
    finally:
        server.terminate()
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
