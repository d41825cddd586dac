"""Runs the audit and prints what it found; exit code 1 when anything misses."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tools.audit import axe, fuzz, lighthouse, markup, node
from tools.audit.browser import NoBrowser, chromium_path
from tools.audit.report import Section
from tools.audit.stage import Say, Stage, staged

PARTS: dict[str, Callable[[Stage, Say], Section]] = {
    "axe": axe.measure,
    "markup": markup.measure,
    "fuzz": fuzz.measure,
    "lighthouse": lighthouse.measure,
}


def main(wanted: list[str]) -> int:
    """Audit these parts, or all."""
    if set(wanted) - set(PARTS):
        print(f"python -m tools.audit [{' | '.join(PARTS)}] ...", file=sys.stderr)
        return 2
    wanted = wanted or list(PARTS)
    try:
        _prepare(wanted)
    except (NoBrowser, node.ToolMissing) as missing:
        print(f"audit: {missing}", file=sys.stderr)
        return 1
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bazaar-audit-") as folder:
        _say("starting the bazaar with its sample catalogue")
        with staged(Path(folder) / "data", _say) as stage:
            sections = [PARTS[name](stage, _say) for name in PARTS if name in wanted]
    for section in sections:
        section.show(all_lines=True)
    missed = sum(section.missed for section in sections)
    print(f"\naudit: {missed or 'nothing'} missed, in {time.monotonic() - began:.0f} s")
    return 1 if missed else 0


def _prepare(wanted: list[str]) -> None:
    if {"axe", "markup", "lighthouse"} & set(wanted):
        chromium_path()
    if "markup" in wanted:
        node.need("java", "default-jre-headless")
    if {"markup", "lighthouse"} & set(wanted):
        node.need("node", "nodejs npm")
        node.fetch()


def _say(line: str) -> None:
    print(f"audit: {line}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
