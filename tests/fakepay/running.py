"""For tests and the demo: the server as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.fakepay.client import Fakepay

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 5.0  # seconds for it to end


@contextmanager
def fakepay(*arguments: str) -> Iterator[Fakepay]:
    """Starts the server on a free port with these arguments of the command line, and ends it.

    Raises RuntimeError if it does not come up.
    """
    command = [sys.executable, "-m", "tests.fakepay", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith("fakepay on "):
            raise RuntimeError(f"fakepay did not start: {line!r}")
        yield Fakepay(line.removeprefix("fakepay on ").strip())
    finally:
        end(process)


def end(process: subprocess.Popen[str]) -> None:
    """Ends the server: asks it, and after some seconds does not ask any more."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
