"""docs/mutants.md: how many faults were seen, and why the others may stay unseen (docs/mutants.yaml, kept by hand)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import yaml

from tools.mutants.changes import Fault

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, REASONS = DOCS / "mutants.md", DOCS / "mutants.yaml"
Key = tuple[str, str, str]
HEAD = """# Small faults that tests see

Written by `make mutants`; do not edit. One small fault at a time is put into a module that money or pieces
hang on: a comparison turned, a number one higher, a call left out. A test has to fail; else the fault survives. The
reasons stand in `mutants.yaml`, by module, line and fault. How it is done:
[decision 0015](decisions/0015-faults-put-in-on-purpose.md). One module again: `python -m tools.mutants NAME`.

| Module | Faults | Tried | Seen | of these by time | Survived | Seen, % | Day |
| --- | --: | --: | --: | --: | --: | --: | --- |
"""


def reasons() -> dict[Key, str]:
    """Why faults may survive."""
    entries = yaml.safe_load(REASONS.read_text(encoding="utf-8")) if REASONS.exists() else None
    return {
        (module, each["line"], each["fault"]): each["why"] for module, all_ in (entries or {}).items() for each in all_
    }


def write_down(came: dict[Fault, str], why: dict[Key, str], *, all_: Mapping[str, int], enough: float) -> bool:
    """Replace the part of each module that was tried; whether it is good enough.

    Args:
        all_: how many faults there are, by module.
    """
    rows, survivors, good = *_kept(), True
    for module in {fault.module for fault in came}:
        ends = Counter(end for fault, end in came.items() if fault.module == module)
        seen, tried = ends["killed"] + ends["too slow"], ends.total()
        good = good and seen / tried >= enough
        told = [module, all_[module], tried, seen, ends["too slow"], tried - seen, f"{100 * seen / tried:.1f}"]
        rows[module] = "| " + " | ".join(map(str, [*told, f"{datetime.now(UTC):%Y-%m-%d}"])) + " |"
        survivors[module] = []
    for fault, end in sorted(came.items(), key=lambda each: each[0].number):
        if end in {"survived", "not reached"}:
            reason = why.get((fault.module, fault.text, fault.what), "")
            good = good and bool(reason)
            line = f"- `{fault.module}`: `{fault.text}`; {fault.what} ({end}). {reason or '**No reason yet.**'}"
            survivors[fault.module].append(line)
    listed = [line for module in sorted(survivors) for line in survivors[module]]
    page = HEAD + "\n".join([*(rows[module] for module in sorted(rows)), "", "## Survivors", "", *listed])
    PAGE.write_text(page + "\n", encoding="utf-8")
    print(page)
    return good


def _kept() -> tuple[dict[str, str], dict[str, list[str]]]:
    """What the page says already: the row of each module, and its survivors."""
    rows: dict[str, str] = {}
    survivors: dict[str, list[str]] = defaultdict(list)
    for line in PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else []:
        if line.startswith("| app/"):
            rows[line.split("|")[1].strip()] = line
        elif line.startswith("- `app/"):
            survivors[line.split("`")[1]].append(line)
    return rows, survivors
