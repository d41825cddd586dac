"""SIGTERM under load: every request that was taken is answered in full; only new ones find the door closed."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, environment
from tests.factories.real_shop import real_shop

ASKING = 8


@pytest.fixture(params=["1", "2"], ids=["one process", "two processes"])
def served(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A running `bazaar serve`, and its port."""
    data = tmp_path / "data"
    with real_shop(data):
        pass
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--data", str(data)]
    command += ["--workers", request.param]
    # As in most containers, where each write of a process leaves at once: lines must not run together even then.
    settings = environment(BAZAAR_PAGE_CACHE_BYTES="0", PYTHONUNBUFFERED="1")
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, (tmp_path / "log").read_text()
                time.sleep(0.1)
        yield server, port
    finally:
        server.kill()
        server.wait()


def _ask(port: int, answers: list[str], stop: threading.Event) -> None:
    while not stop.is_set():
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            line.connect()
        except ConnectionRefusedError:
            return  # the door is closed
        except ConnectionResetError:
            continue  # it is just being closed
        try:
            line.request("GET", "/products/basket", headers={"Connection": "close"})
            answer = line.getresponse()
            body = answer.read()
            whole = answer.status == 200 and body.rstrip().endswith(b"</html>")
            answers.append("whole" if whole else f"{answer.status}, {len(body)} bytes")
        except (ConnectionResetError, http.client.RemoteDisconnected):
            answers.append("never taken")  # not one byte; the log of the server proves it
        except (OSError, http.client.HTTPException) as error:
            answers.append(f"lost: {error!r}")
        finally:
            line.close()


def test_every_request_that_was_taken_is_answered(served: tuple[subprocess.Popen[bytes], int], tmp_path: Path) -> None:
    server, port = served
    answers: list[str] = []
    stop = threading.Event()
    asking = [threading.Thread(target=_ask, args=(port, answers, stop)) for _ in range(ASKING)]
    for thread in asking:
        thread.start()
    until = time.monotonic() + 60
    while len(answers) < 10 * ASKING and time.monotonic() < until:
        time.sleep(0.05)
    server.send_signal(signal.SIGTERM)
    code = server.wait(timeout=60)
    stop.set()
    for thread in asking:
        thread.join(timeout=60)
    assert len(answers) >= 10 * ASKING
    # A connection that still waited in the kernel's line when the door closed is reset: it was never taken.
    assert {one for one in answers if one != "whole"} <= {"never taken"}
    taken = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines() if line.startswith("{")]
    assert sum(line.get("route") == "shop.product" for line in taken) == answers.count("whole")
    assert code in (0, -signal.SIGTERM)


def test_who_is_connected_when_the_door_closes_may_still_ask(served: tuple[subprocess.Popen[bytes], int]) -> None:
    server, port = served
    lines = [http.client.HTTPConnection("127.0.0.1", port, timeout=60) for _ in range(ASKING)]
    for line in lines:  # asked once: now a process has this line, and waits for more
        line.request("GET", "/healthz")
        assert line.getresponse().read()
    fresh = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(ASKING)]
    time.sleep(0.5)  # so that those are taken, too
    server.send_signal(signal.SIGTERM)
    until_closed(port)
    for line in lines:
        line.request("GET", "/healthz")
    for line in fresh:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    assert [line.getresponse().status for line in lines] == [200] * ASKING
    assert [line.recv(12) for line in fresh] == [b"HTTP/1.1 200"] * ASKING
    for line in (*lines, *fresh):
        line.close()
    assert server.wait(timeout=60) in (0, -signal.SIGTERM)


def until_closed(port: int) -> None:
    """Wait until nobody is let in any more."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=60).close()
        except OSError:
            return
        time.sleep(0.01)
    raise AssertionError("the door stays open")
