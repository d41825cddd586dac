"""docs/proof.md: what the long proofs measured last. Each proof replaces its own row and leaves the others alone."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from app.core.db import Database

PAGE = Path(__file__).parents[2] / "docs" / "proof.md"
HEAD = """# Proofs

Written by `make proof`; do not edit. Each row is a test; it fails, and writes nothing, where what stands here is not
reached. *How* is what the test itself says of its way: **HTTP** is real requests to so many web processes of their own,
and a worker beside them where one is named; **in one process** calls the app's own functions, without any server. Cards
are fakepay's, a process of its own that is asked over HTTP; only the machine has it in its own process. One row again:
the command in its last column. The numbered points are those of `tests/proofs/crashing.py`; nothing in `app/` knows
them.

| Promise | Database | How | Figures | Date | Commit | Again |
| --- | --- | --- | --- | --- | --- | --- |
"""
IN_ONE_PROCESS = "in one process"


def name_of(database: Database) -> str:
    """What the page calls the kind of a database."""
    return "SQLite" if database.is_sqlite else "PostgreSQL"


def write_down(promise: str, database: str, figures: str, *, how: str, again: str) -> None:
    """Put the figures of a promise on a database into the page.

    Args:
        how: the way it was shown, `Servers.how` or `IN_ONE_PROCESS`.
        again: the file of the test.
    """
    old = PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else []
    rows = {_key(line): line for line in old if line.startswith("| ") and not line.startswith(("| ---", "| Promise"))}
    command = f"`.venv/bin/python -m pytest -q {again}`"
    line = f"| {promise} | {database} | {how} | {figures} | {datetime.now(UTC):%Y-%m-%d} | {_commit()} | {command} |"
    rows[_key(line)] = line
    PAGE.write_text(HEAD + "".join(f"{rows[key]}\n" for key in sorted(rows)), encoding="utf-8")


def _commit() -> str:
    """What was measured; with a plus where the checkout has more than the commit."""
    head, more = _git("rev-parse", "--short", "HEAD"), _git("status", "--porcelain", "--", "../app")
    return head + "+" * bool(more)


def _git(*asked: str) -> str:
    told = subprocess.run(["git", *asked], cwd=PAGE.parent, capture_output=True, text=True, check=True)
    return told.stdout.strip()


def _key(line: str) -> tuple[str, str]:
    _edge, promise, database, *_rest = line.split("|")
    return promise.strip(), database.strip()
