"""The room apart where files from outside are opened: a child process with little memory, time and knowledge.

A file that makes a decoder crash, swell or spin takes down the child and nothing else. The child gets no
settings, no secrets and no database, only bytes on its standard input, and may write no file. It does run
under the same account: it is a wall against broken and bloated files, not a prison for a decoder that was
taken over. One child serves any number of requests; when it dies (or has served `REQUESTS_EACH`) the next
request starts another.

On the wire, both ways: two lengths (4 bytes each, big-endian), a JSON object, then bytes.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from app.media import errors
from app.media.sizes import Accepted, Format

MEMORY_LIMIT = 768 * 1024 * 1024  # bytes of address space: the largest picture we take, uncompressed, twice
CPU_SECONDS = 30  # for one request; 12 megapixels to AVIF take 3
WALL_SECONDS = 90  # for one request, on a machine that is busy
REQUESTS_EACH = 100  # then a fresh child, should one have grown
_LENGTHS = struct.Struct(">II")
_ROOT = Path(__file__).resolve().parents[2]  # where `app` can be imported from
_REFUSALS = {kind.__name__: kind for kind in errors.PictureRefused.__subclasses__()}
_KEPT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG")  # of our environment; no secrets


class Workshop:
    """Cleans and renders pictures in one child process after another. Use as a context manager.

    Safe to share between threads; requests wait for each other.

    Attributes:
        peak_kilobytes: the most memory the child of the last request ever held (resident).
        children: how many were started.
        deaths: how many died of what they read, or were killed for being late.
    """

    def __init__(self, *, wall_seconds: float = WALL_SECONDS, memory_limit: int = MEMORY_LIMIT) -> None:
        self.peak_kilobytes = 0
        self.children = 0
        self.deaths = 0
        self._wall_seconds = wall_seconds
        self._memory_limit = memory_limit
        self._child: subprocess.Popen[bytes] | None = None
        self._served = 0
        self._one_at_a_time = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def child_id(self) -> int | None:
        """The process id of the child, if one runs."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        """End the child, if one runs."""
        with self._one_at_a_time:
            self._end()

    def clean(self, data: bytes) -> Accepted:
        """Turn a file from outside into a cleaned photo.

        Raises:
            PictureRefused: one of its subclasses; `PictureTooLarge` when it took too much memory or time,
                `PictureBroken` when the decoder died of it.
        """
        answer, master = self._ask({"do": "clean"}, data)
        return Accepted(master, answer["width"], answer["height"], answer["colour"])

    def render(
        self, master: bytes, formats: Sequence[Format], widths: Sequence[int]
    ) -> dict[tuple[int, Format], bytes]:
        """Cut a master to sizes.

        Args:
            master: as `Accepted.master`.
            formats: in which to save each size.
            widths: pixels, none larger than the master's.

        Returns:
            The finished files by width and format.

        Raises:
            PictureRefused: as `clean`; for a master this means that the store has damaged it.
        """
        answer, payload = self._ask({"do": "render", "formats": formats, "widths": widths}, master)
        made: dict[tuple[int, Format], bytes] = {}
        at = 0
        for width, format_, length in answer["made"]:
            made[width, format_] = payload[at : at + length]
            at += length
        return made

    def _ask(self, question: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
        with self._one_at_a_time:
            if self._child is None or self._child.poll() is not None or self._served >= REQUESTS_EACH:
                self._end()
                self._child, self._served = _start(self._memory_limit), 0
                self.children += 1
            self._served += 1
            reply = _exchange(self._child, question, data, self._wall_seconds)
            if reply is None:
                raise self._verdict()
        answer, payload = reply
        self.peak_kilobytes = answer["peak_kilobytes"]
        if "refused" in answer:
            raise _REFUSALS[answer["refused"]](**answer["values"])
        return answer, payload

    def _verdict(self) -> errors.PictureRefused:
        """Why the child died: killed for taking too long, or by what it read."""
        assert self._child is not None
        code = self._child.wait()
        self.deaths += 1
        self._end()
        return errors.PictureTooLarge() if code in {-9, -24} else errors.PictureBroken()  # SIGKILL, SIGXCPU

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()


def clean(data: bytes) -> Accepted:
    """`Workshop.clean` in a child of its own, for a single picture."""
    with Workshop() as workshop:
        return workshop.clean(data)


def render(master: bytes, formats: Sequence[Format], widths: Sequence[int]) -> dict[tuple[int, Format], bytes]:
    """`Workshop.render` in a child of its own, for a single picture."""
    with Workshop() as workshop:
        return workshop.render(master, formats, widths)


def _start(memory_limit: int) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment["MALLOC_ARENA_MAX"] = "1"  # else every thread sets address space aside
    return subprocess.Popen(
        [sys.executable, "-m", "app.media.workshop", str(memory_limit)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # decoders complain there about files that are not ours
        cwd=_ROOT,
        env=environment,
    )


def _exchange(
    child: subprocess.Popen[bytes], question: dict[str, Any], data: bytes, wall_seconds: float
) -> tuple[dict[str, Any], bytes] | None:
    """Ask a child and wait for its answer; None when it died or was killed for being late."""
    assert child.stdin is not None and child.stdout is not None
    late = threading.Timer(wall_seconds, child.kill)
    late.start()
    try:
        _send(child.stdin, question, data)
        return _receive(child.stdout)
    except OSError:  # it died before it had read everything
        return None
    finally:
        late.cancel()


def _send(to: IO[bytes], message: dict[str, Any], data: bytes) -> None:
    head = json.dumps(message).encode()
    to.write(_LENGTHS.pack(len(head), len(data)) + head)
    to.write(data)
    to.flush()


def _receive(source: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """The next message; None when the other side has gone."""
    lengths = source.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_length, data_length = _LENGTHS.unpack(lengths)
    head, data = source.read(head_length), source.read(data_length)
    return (json.loads(head), data) if len(data) == data_length else None


def _serve() -> None:
    """The child's whole life: answer requests until the parent goes away."""
    from app.media import images  # here only: the parent must not load the decoders

    memory_limit = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # should a decoder print, it must not garble an answer
    while (request := _receive(sys.stdin.buffer)) is not None:
        question, data = request
        del request
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, resource.RLIM_INFINITY))
        payload = b""
        try:
            answer, payload = _worked(images, question, data)
        except errors.PictureRefused as refusal:
            answer = {"refused": type(refusal).__name__, "values": refusal.values}
        except MemoryError:
            answer = {"refused": "PictureTooLarge", "values": {}}
        _send(answers, answer | {"peak_kilobytes": _peak_kilobytes()}, payload)


def _worked(images: Any, question: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    if question["do"] == "clean":
        photo = images.accept(data)
        return {"width": photo.width, "height": photo.height, "colour": photo.colour}, photo.master
    made, files = [], []
    for width, format_, file in images.renditions(data, question["formats"], question["widths"]):
        made.append((width, format_, len(file)))
        files.append(file)
    return {"made": made}, b"".join(files)


def _peak_kilobytes() -> int:
    """The most memory this process ever held (resident).

    Linux's own figure where there is one: a child's `ru_maxrss` counts what its parent held, too.
    """
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    _serve()
