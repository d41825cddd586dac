"""One measurement: a server asked for one kind of page, its CPU time read before and after."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bench import load
from bench.cores import CLIENT_CORE
from bench.processes import Server

PROBE = 16  # requests that warm a page up and tell how long it takes
MOST = 40_000  # requests in one round


@dataclass(frozen=True)
class Effort:
    """How long and how often things are measured."""

    rounds: int
    seconds: float  # for one case in one round
    most_seconds: float  # and never longer, however slow
    least: int  # requests in one round, however slow


@dataclass(frozen=True)
class Case:
    """What is asked of a server."""

    side: str
    page: str
    server: Server
    paths: Sequence[str]
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    connections: int = 16
    seen: bool = False  # every address is asked for once before anything is measured

    @property
    def key(self) -> str:
        """Its name in the results."""
        return f"{self.side} | {self.page}"


@dataclass(frozen=True)
class Figures:
    """What one round gave; times in milliseconds."""

    cpu: float  # of the server, for one request
    per_second: float
    p50: float
    p99: float
    slowest: float
    bytes: float
    asked: int
    wrong: Mapping[str, int]


def measure(case: Case, count: int, *, seconds: float) -> Figures:
    """Ask so often, or for so long."""
    plan = load.Plan(
        port=case.server.port,
        paths=case.paths,
        count=count,
        headers=case.headers,
        status=case.status,
        connections=case.connections,
        seconds=seconds,
    )
    before = case.server.cpu_seconds()
    outcome = load.run(plan, core=CLIENT_CORE)
    used = case.server.cpu_seconds() - before
    return Figures(
        cpu=1000 * used / max(1, outcome.asked),
        per_second=outcome.per_second,
        p50=outcome.p50,
        p99=outcome.p99,
        slowest=outcome.slowest,
        bytes=outcome.body_bytes,
        asked=outcome.asked,
        wrong=outcome.wrong,
    )


def count_for(case: Case, effort: Effort) -> int:
    """How many requests take about as long as wanted, found by asking a few; the page is warm afterwards."""
    if case.seen:
        measure(case, len(case.paths), seconds=effort.most_seconds)
    probe = measure(case, PROBE, seconds=effort.seconds)
    return max(effort.least, min(MOST, int(probe.per_second * effort.seconds)))


@dataclass
class Series:
    """One case over several rounds."""

    rounds: list[Figures] = field(default_factory=list)

    def middle(self, name: str) -> float:
        """The median of a figure."""
        return float(statistics.median(getattr(one, name) for one in self.rounds))

    @property
    def wrong(self) -> dict[str, int]:
        """All that went wrong."""
        found: dict[str, int] = {}
        for one in self.rounds:
            for what, often in one.wrong.items():
                found[what] = found.get(what, 0) + often
        return found

    def as_json(self) -> dict[str, Any]:
        """Medians, and each round."""
        names = ("cpu", "per_second", "p50", "p99", "slowest", "bytes", "asked")
        spread = statistics.median(one.p99 / one.p50 if one.p50 else 0 for one in self.rounds)
        return {
            **{name: round(self.middle(name), 4) for name in names},
            "p99_over_p50": round(spread, 2),
            "wrong": self.wrong,
            "rounds": [asdict(one) for one in self.rounds],
        }
