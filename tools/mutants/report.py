"""docs/mutants.md: how many faults were seen, and why the others may stay unseen (docs/mutants.yaml, kept by hand)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import yaml

from tools.mutants.changes import Fault

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, REASONS = DOCS / "mutants.md", DOCS / "mutants.yaml"
Key = tuple[str, str, str]
HEAD = """# Small faults that tests see

Written by `make mutants` on {day}; do not edit. One small fault at a time is put into a module that money or pieces
hang on: a comparison turned, a number one higher, a call left out. A test has to fail; else the fault survives. The
reasons stand in `mutants.yaml`, by module, line and fault. How it is done:
[decision 0015](decisions/0015-faults-put-in-on-purpose.md). {took}

| Module | Faults | Seen | of these by time | Survived | Seen, % |
| --- | --: | --: | --: | --: | --: |
"""


def reasons() -> dict[Key, str]:
    """Why faults may survive."""
    entries = yaml.safe_load(REASONS.read_text(encoding="utf-8")) if REASONS.exists() else None
    return {
        (module, each["line"], each["fault"]): each["why"] for module, all_ in (entries or {}).items() for each in all_
    }


def write_down(came: dict[Fault, str], why: dict[Key, str], *, took: str, whole: bool, enough: float) -> bool:
    """Write the page, or only print what a part of the modules gave; whether it is good enough."""
    rows, survivors, good = [], [], True
    for module in sorted({fault.module for fault in came}):
        ends = Counter(end for fault, end in came.items() if fault.module == module)
        seen = ends["killed"] + ends["too slow"]
        share = seen / ends.total()
        good = good and share >= enough
        told = [module, ends.total(), seen, ends["too slow"], ends.total() - seen, f"{share:.1%}".rstrip("%")]
        rows.append("| " + " | ".join(map(str, told)) + " |")
    for fault, end in sorted(came.items(), key=lambda each: (each[0].module, each[0].number)):
        if end in {"survived", "not reached"}:
            reason = why.get((fault.module, fault.text, fault.what), "")
            good = good and bool(reason)
            survivors.append(
                f"- `{fault.module}`: `{fault.text}`; {fault.what} ({end}). {reason or '**No reason yet.**'}"
            )
    page = (
        HEAD.format(day=f"{datetime.now(UTC):%Y-%m-%d}", took=took)
        + "\n".join(rows)
        + "\n\n## Survivors\n\n"
        + "\n".join(survivors)
    )
    print(page)
    if whole:
        PAGE.write_text(page + "\n", encoding="utf-8")
    return good
