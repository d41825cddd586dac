"""Measures what is wanted and writes it down; exit code 1 when something answers wrongly or misses what it must be."""

from __future__ import annotations

import argparse
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bench import ground
from bench.growth import measure_growth
from bench.measuring import Effort
from bench.memory import measure_memory
from bench.ordering import measure_orders
from bench.processes import machine
from bench.profiles import measure_profiles
from bench.report import goals_table, write
from bench.sides import measure_sides
from bench.verdicts import Verdict
from bench.weights import measure_weights
from tools.audit.browser import NoBrowser, chromium_path
from tools.audit.stage import ROOT

NAMES = ("weights", "sides", "growth", "memory", "orders", "profiles")
FULL = Effort(rounds=3, seconds=2.5, most_seconds=30, least=48)
QUICK = Effort(rounds=3, seconds=1, most_seconds=10, least=16)


def main(words: list[str]) -> int:
    """Measure these parts, or all."""
    asked = _arguments(words)
    try:
        _prepare(asked.only)
    except (NoBrowser, FileNotFoundError) as missing:
        print(f"bench: {missing}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers started here are ended, too
    began = time.monotonic()
    effort = QUICK if asked.quick else FULL
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "weights": lambda: measure_weights(_say),
        "sides": lambda: measure_sides(effort, _say),
        "growth": lambda: measure_growth(effort, _say, most=asked.most),
        "memory": lambda: measure_memory(_say),
        "orders": lambda: measure_orders(effort, _say),
        "profiles": lambda: measure_profiles(_say),
    }
    folder = ground.GROUND / "quick" if asked.quick else ROOT / "docs"
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for name in asked.only:
        _say(f"{name} ...")
        rows = write(folder, {name: {**parts[name](), "about": about()}})  # after each, so that nothing is lost
    print(f"\n{goals_table(rows)}\n")
    missed = sum(row.verdict in (Verdict.MUST_MISSED, Verdict.WRONG_ANSWERS) for row in rows)
    where = (folder / "performance.md").relative_to(ROOT)
    print(f"bench: {where} is written; {missed or 'no'} must missed, in {time.monotonic() - began:.0f} s")
    return 1 if missed else 0


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the bazaar beside others.")
    parser.add_argument("--quick", action="store_true", help="small sizes and short rounds, written to .bench/quick/")
    parser.add_argument("--only", default=",".join(NAMES), metavar="PARTS", help=f"some of {','.join(NAMES)}")
    parser.add_argument("--most", type=int, metavar="GOODS", help="no growth beyond so many goods; 10000 when quick")
    asked = parser.parse_args(words)
    asked.most = asked.most or (10_000 if asked.quick else 1_000_000)
    asked.only = [name for name in asked.only.split(",") if name]
    if unknown := set(asked.only) - set(NAMES):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    return asked


def _prepare(parts: list[str]) -> None:
    if "weights" in parts:
        chromium_path()
    if "sides" in parts and not ground.OSCAR_PYTHON.exists():
        raise FileNotFoundError("There is no .venv-oscar. Type: bash tools/setup.sh oscar")


def about() -> dict[str, str]:
    """When, on what and of which revision."""
    changed = _git("status", "--porcelain", "--", ".", ":!docs")  # a part before this one may have written its rows
    revision = _git("rev-parse", "--short", "HEAD") + ("-dirty" if changed else "")
    day = datetime.now(UTC).date().isoformat()
    return {"measured_on": day, "revision": revision, "sqlite": sqlite3.sqlite_version, **machine()}


def _git(*asked: str) -> str:
    return subprocess.run(["git", *asked], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def _say(line: str) -> None:
    print(f"bench: {line}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
