"""Where servers, workers and commands are forked from: one process that has read all modules and started nothing.

What comes out of it is a process of its own in every respect that counts here, with a pid to kill, but it is there at
once, where reading the modules anew would take it seconds. The nursery and all that came from it end with the tests
that asked for it.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from tests.proofs import crashing  # noqa: F401  # reads the whole app
from tools.audit.stage import ROOT

WRITE = os.O_WRONLY | os.O_CREAT | os.O_APPEND
ENDS = (signal.SIGINT, signal.SIGTERM)  # whoever ends the tests sends these to all processes of theirs


class Nursery:
    """The forking process, asked over its standard input."""

    def __init__(self) -> None:
        bare = {name: value for name, value in os.environ.items() if not name.startswith("BAZAAR_")}
        bare.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled modules are kept, or a start takes three times as long
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "tests.factories.nursery"]
        self._process = subprocess.Popen(command, cwd=ROOT, env=bare, stdin=pipe, stdout=pipe, text=True)

    def begin(
        self, module: str, told: Sequence[str], environment: Mapping[str, str], out: Path, err: Path | None = None
    ) -> Child:
        """Fork a process that runs the `main()` of a module.

        Args:
            module: its name.
            told: the words behind the name of the program.
            environment: what is set besides the environment without our settings.
            out: the file that gets what it writes.
            err: the file for what it writes as errors; with None, the same.
        """
        asked = {"module": module, "told": list(told), "environment": dict(environment)}
        return Child(self, int(self.asked({**asked, "out": str(out), "err": str(err or out)})))

    def asked(self, question: Mapping[str, Any]) -> Any:
        """The nursery's answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@cache
def nursery() -> Nursery:
    """The one of these tests."""
    return Nursery()


class Child:
    """A forked process."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self._nursery, self.pid = nursery, pid
        self._ended: int | None = None

    def poll(self) -> int | None:
        """How it ended, as `subprocess` tells it; None while it runs."""
        if self._ended is None:
            self._ended = self._nursery.asked({"ended": self.pid})
        return self._ended

    def wait(self, seconds: float) -> int:
        """How it ended, when it has."""
        until = time.monotonic() + seconds
        while (ended := self.poll()) is None:
            assert time.monotonic() < until, f"it runs on after {seconds} s"
            time.sleep(0.01)
        return ended

    def send(self, number: signal.Signals) -> None:
        """A signal, if it runs. Its pid is nobody else's before `poll` has said that it ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


def _fork(module: str, told: list[str], environment: Mapping[str, str], out: str, err: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    for name, how, standard in ((os.devnull, os.O_RDONLY, 0), (out, WRITE, 1), (err, WRITE, 2)):
        os.dup2(os.open(name, how, 0o600), standard)
    for number in ENDS:
        signal.signal(number, signal.SIG_DFL)
    os.environ.update(environment)
    sys.argv = [module, *told]
    status = _live(module)
    threading._shutdown()  # type: ignore[attr-defined]  # as an interpreter ends, but for taking itself to pieces,
    atexit._run_exitfuncs()  # which takes half a second where all modules are read
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _live(module: str) -> int:
    """Run it to its end, and say how it ended."""
    try:
        resolve_name(f"{module}:main")()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def _ended(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def main() -> None:
    """Answer questions until nobody can ask any more."""
    running: set[int] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        if "ended" in asked:
            answer = _ended(asked["ended"])
            running -= {asked["ended"]} if answer is not None else set()
        else:
            answer = _fork(**asked)
            running.add(answer)
        print(json.dumps(answer), flush=True)
    for pid in running:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    gc.freeze()
    for number in ENDS:
        signal.signal(number, signal.SIG_IGN)  # it ends last, when nobody can ask any more
    main()
