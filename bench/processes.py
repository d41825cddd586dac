"""Servers as processes: started on one core, measured from outside, ended again."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.cores import CORES, SERVER_CORE, pinned
from tools.audit.stage import ROOT, answers

START_SECONDS = 120
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    name: str
    pid: int
    port: int
    besides: tuple[int, ...] = ()  # further processes whose work is its work, such as a database server's

    def cpu_seconds(self) -> float:
        """What it and its children have used so far."""
        return sum(cpu_seconds(pid) for pid in family((self.pid, *self.besides)))


def clean_environment() -> dict[str, str]:
    """Ours without the settings of any bazaar."""
    return {name: value for name, value in os.environ.items() if not name.startswith("BAZAAR_")}


@contextmanager
def served(
    name: str, command: Sequence[str], port: int, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server in a process of its own on the servers' core, from when it answers; ended with SIGTERM.

    Raises:
        RuntimeError: it does not start; with the end of what it said.
    """
    with log.open("wb") as out, pinned(SERVER_CORE):
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**clean_environment(), **(environment or {})},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        until = time.monotonic() + START_SECONDS
        while not answers(port):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{name} does not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)
        yield Server(name, process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def uvicorn(app: str, port: int) -> list[str]:
    """The command that serves an application factory in one process."""
    options = ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--no-server-header"]
    return [sys.executable, "-m", "uvicorn", app, "--factory", "--port", str(port), "--log-level", "warning", *options]


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the third on; none when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def family(pids: Sequence[int]) -> set[int]:
    """These processes and all that descend from them."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, left = set(pids), list(pids)
    while left:
        more = [child for child in children.get(left.pop(), []) if child not in found]
        found.update(more)
        left += more
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of one process."""
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def parent(pid: int) -> int:
    """The process that started it."""
    return int(_stat(pid)[1])


def peak_kilobytes(pid: int) -> int:
    """The most memory a process ever held (VmHWM)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def machine() -> dict[str, str]:
    """What the figures were measured on. No name of it."""
    words = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in words if line.startswith("model name")), "unknown")
    memory = next(line.split()[1] for line in Path("/proc/meminfo").read_text().splitlines() if "MemTotal" in line)
    return {
        "processor": f"{len(CORES)} cores, {model}",
        "memory": f"{int(memory) / 2**20:.0f} GiB",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
    }
