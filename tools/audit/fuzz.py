"""20,000 odd requests over sockets: no 5xx, every refusal with the right status and in the reader's language."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress

from tools.audit import contract
from tools.audit.judge import complaint
from tools.audit.oddities import Odd, Walk
from tools.audit.report import Section
from tools.audit.stage import HOST, Say, Stage

COUNT = 20_000
SEED = 20261121
AT_ONCE = 4
TIMEOUT_SECONDS = 30
BROKEN_LINES = [  # not HTTP, or hardly: the server itself refuses these
    b"GET /\xff\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    b"GET /a b HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    b"BREW / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    b"GET products HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    b"POST /preferences HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\nConnection: close\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"\r\n\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X: " + b"a" * 70_000 + b"\r\nConnection: close\r\n\r\n",
]


def measure(stage: Stage, say: Say) -> Section:
    """Send them: half by our own walk, half by schemathesis from the API's own description."""
    section = Section(f"{COUNT:,} odd requests", "no 5xx, each refusal right and translated")
    say(f"{COUNT // 2:,} requests of our own walk")
    section.lines += _walk(stage, COUNT // 2 - len(BROKEN_LINES)).lines
    wrong = [line for line in BROKEN_LINES if _broken(stage.port, line) >= 500]
    section.add("broken HTTP", f"{len(BROKEN_LINES)} sent, {len(wrong)} answered 5xx", not wrong)
    say(f"{COUNT // 2:,} requests by schemathesis from /openapi.json")
    section.lines += contract.measure(stage, COUNT // 2).lines
    return section


def _walk(stage: Stage, count: int) -> Section:
    section = Section("", "")
    sent: Counter[str] = Counter()
    wrong: dict[str, list[str]] = {}
    lock = threading.Lock()
    odd_ones = iter(list(Walk(SEED).requests(count)))

    def work() -> None:
        while True:
            with lock:
                odd = next(odd_ones, None)
            if odd is None:
                return
            said = ask(stage.port, odd)
            with lock:
                sent[odd.kind] += 1
                if said:
                    wrong.setdefault(odd.kind, []).append(f"{odd.method} {odd.target[:80]!r}: {said}")

    _run([threading.Thread(target=work) for _ in range(AT_ONCE)])
    for kind, number in sorted(sent.items()):
        bad = wrong.get(kind, [])
        section.add(kind, f"{number} sent, {len(bad)} wrong" + "".join(f"\n        {one}" for one in bad[:4]), not bad)
    return section


def _run(threads: Iterable[threading.Thread]) -> None:
    started = list(threads)
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


def ask(port: int, odd: Odd) -> str | None:
    """Send one request; what is wrong with its answer, or None."""
    try:
        answer = _exchange(port, _written(odd, port))
    except OSError as error:
        return f"breaks off: {error}"
    head, _blank, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    if not first.startswith("HTTP/1.1 "):
        return "does not answer"
    headers = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
    return complaint(odd, int(first.split(" ")[1]), headers, body)


def _written(odd: Odd, port: int) -> bytes:
    headers = list(odd.headers)
    if not any(name == "Host" for name, _value in headers):
        headers.append(("Host", f"{HOST}:{port}".encode()))
    if odd.body:
        headers.append(("Content-Length", str(len(odd.body)).encode()))
    headers.append(("Connection", b"close"))
    lines = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers)
    return odd.method.encode() + b" " + odd.target + b" HTTP/1.1\r\n" + lines + b"\r\n" + odd.body


def _exchange(port: int, written: bytes) -> bytes:
    with socket.create_connection((HOST, port), timeout=TIMEOUT_SECONDS) as line:
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before all was read: the answer is there
            line.sendall(written)
        parts = []
        while True:
            try:
                part = line.recv(65536)
            except ConnectionResetError:
                break
            if not part:
                break
            parts.append(part)
    return b"".join(parts)


def _broken(port: int, line: bytes) -> int:
    try:
        answer = _exchange(port, line)
    except TimeoutError:
        return 0  # it waits for the rest of what is no request
    return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/1.1 ") else 0
