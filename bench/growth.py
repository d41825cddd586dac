"""The same pages from 1,000 to 1,000,000 goods, not cached, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import addresses, ground, postgres
from bench.measuring import Case, Effort, Series, count_for, measure
from bench.processes import Server, clean_environment, served, uvicorn
from bench.sides import NO_CACHE, OURS, our_environment
from tools.audit.stage import ROOT, Say, free_port

SQLITE, POSTGRES = (1_000, 10_000, 100_000, 1_000_000), (1_000, 10_000, 100_000)
CONNECTIONS = 4
INSIDE_SECONDS = 1200


def measure_growth(effort: Effort, say: Say, *, most: int) -> dict[str, Any]:
    """Every size up to the most on both databases."""
    found: dict[str, Any] = {"sqlite": {}, "postgresql": {}}
    for n in (size for size in SQLITE if size <= most):
        stage = Stage(f"SQLite, {n:,}", ground.growth(n, say))
        found["sqlite"][str(n)] = one_size(stage, effort, say)
        found["sqlite"][str(n)]["database_bytes"] = (stage.folder / "bazaar.db").stat().st_size
    with postgres.server(say) as database:
        for n in (size for size in POSTGRES if size <= most):
            with postgres.filled(database, n, say) as (folder, url):
                stage = Stage(f"PostgreSQL, {n:,}", folder, {"BAZAAR_DATABASE_URL": url}, (database.pid,))
                found["postgresql"][str(n)] = one_size(stage, effort, say)
    return found


@dataclass(frozen=True)
class Stage:
    """A filled database, and how a bazaar finds it."""

    name: str
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    besides: tuple[int, ...] = ()  # the database server, where there is one


@contextmanager
def uncached(stage: Stage) -> Iterator[Server]:
    """A bazaar without its page cache."""
    port = free_port()
    told = {**our_environment(stage.folder, port), **NO_CACHE, **stage.environment}
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as logs,
        served(OURS, uvicorn(OURS, port), port, Path(logs) / "log", told) as server,
    ):
        yield Server(server.name, server.pid, port, stage.besides)


def one_size(stage: Stage, effort: Effort, say: Say) -> dict[str, Any]:
    """All kinds of pages at one size, and the reads behind them."""
    pages, missing = {}, []
    with uncached(stage) as server:
        paths = kinds(server.port)
        for kind, some in paths.items():
            if not addresses.answers(server.port, some[0]):
                missing.append(f"{kind}: {some[0]} is refused")
                continue
            series = several(Case("growth", kind, server, some, connections=CONNECTIONS, seen=True), effort)
            pages[kind] = series.as_json()
            trouble = f"  WRONG: {series.wrong}" if series.wrong else ""
            say(f"{stage.name}: {kind:<20} {series.middle('cpu'):9.2f} ms CPU{trouble}")
    say(f"{stage.name}: reads")
    told = {"deep": paths["deep page"], "products": paths["product"]}
    return {"pages": pages, "missing": missing, "reads": inside("reads", stage, told)}


def several(case: Case, effort: Effort) -> Series:
    """One case, several times."""
    series = Series()
    count = count_for(case, effort)
    for _number in range(effort.rounds):
        series.rounds.append(measure(case, count, seconds=effort.most_seconds))
    return series


def kinds(port: int) -> dict[str, list[str]]:
    """The pages that are measured at each size."""
    deep = addresses.deep_pages(port)
    return {
        "first page": addresses.first_pages(),
        "one filter": addresses.filtered(),
        "two filters": addresses.filtered_twice(),
        "two, by price": addresses.filtered_twice(sort="price"),
        "deep page": deep,
        "product": addresses.products(port, deep[:12]),
        "search, newest": addresses.searches(),
        "search, best match": addresses.searches(sort="best"),
    }


def inside(what: str, stage: Stage, told: Mapping[str, Any]) -> Any:
    """Run `bench.inside` over a data folder."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.inside", what],
        cwd=ROOT,
        env={**clean_environment(), **our_environment(stage.folder, 80), **NO_CACHE, **stage.environment},
        input=json.dumps(told),
        capture_output=True,
        text=True,
        timeout=INSIDE_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"bench.inside {what} failed: {done.stderr[-2000:]}")
    return json.loads(done.stdout)
