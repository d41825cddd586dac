"""Where servers and workers are forked from: one process that has read all modules and started nothing.

What comes out of it is a process of its own in every respect that counts here, with a pid to kill, but it is there at
once, where reading the modules anew would take it seconds. The nursery and all that came from it end with the tests
that asked for it.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.proofs import crashing  # reads the whole app
from tools.audit.stage import ROOT

ENDS = (signal.SIGINT, signal.SIGTERM)  # whoever ends the tests sends these to all processes of theirs


class Nursery:
    """The forking process, asked over its standard input."""

    def __init__(self) -> None:
        bare = {name: value for name, value in os.environ.items() if not name.startswith("BAZAAR_")}
        bare.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled modules are kept, or a start takes three times as long
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "tests.factories.nursery"]
        self._process = subprocess.Popen(command, cwd=ROOT, env=bare, stdin=pipe, stdout=pipe, text=True)

    def begin(self, told: list[str], environment: Mapping[str, str], log: Path) -> Child:
        """Fork a process that does what `tests.proofs.crashing` is told."""
        return Child(self, int(self.asked({"told": told, "environment": dict(environment), "log": str(log)})))

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

    def send(self, number: signal.Signals) -> None:
        """A signal, if it runs. Its pid is nobody else's before `poll` has said that it ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


def _fork(told: list[str], environment: Mapping[str, str], log: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for ours, standard in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(ours, standard)
    for number in ENDS:
        signal.signal(number, signal.SIG_DFL)
    os.environ.update(environment)
    status = 1
    try:
        crashing.main(*told)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(status)  # nothing of the nursery's own end


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
