"""The report says plainly what is reached, what is missed and what was never measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.measuring import Figures, Series
from bench.report import goals_table, markdown, merged, write
from bench.sides import COLD, HELLO, OSCAR, RAW, WARM, WARM_BR
from bench.verdicts import Bound, Verdict, all_rows

ABOUT = {"measured_on": "2026-11-26", "revision": "abc", "processor": "two", "python": "3"}


def a_series(cpu: float, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"p50": 1.0, "p99": 2.0, "slowest": 3.0, "bytes": 9.0, "asked": 50, "wrong": {}, **more}
    return Series([Figures(cpu=cpu * factor, per_second=1000 / cpu, **told) for factor in (1, 1.1, 9)]).as_json()


def some_sides(**wrong: int) -> dict[str, Any]:
    costs = {RAW: 0.05, HELLO: 0.15, OSCAR: 150.0, COLD: 1.5, WARM: 0.06, WARM_BR: 0.05}
    cases = {f"{side} | list": a_series(cpu) for side, cpu in costs.items()}
    cases[f"{COLD} | product"] = a_series(2.0, p99=9.0)
    cases[f"{OSCAR} | product"] = a_series(28.0, wrong=wrong)
    return {"goods": 10, "rounds": 3, "cases": cases, "missing": ["304: there is no ETag"], "about": ABOUT}


def test_bounds_judge() -> None:
    assert Bound(1, 2).judge(2.5) is Verdict.OK
    assert Bound(1, 2).judge(1.5) is Verdict.GOAL_MISSED
    assert Bound(1, 2).judge(0.5) is Verdict.MUST_MISSED
    assert Bound(6, 3, at_least=False).judge(2) is Verdict.OK
    assert Bound(6, 3, at_least=False).judge(7) is Verdict.MUST_MISSED
    assert Bound(None, 0.75).judge(0.1) is Verdict.REPORTED


def test_ratios_are_of_cpu_in_the_same_round() -> None:
    rows = {(row.number, row.what): row for row in all_rows({"sides": some_sides()})}
    assert rows["P1", "list, cached, over hello"].measured == "2.5 (requests/s: 2.5)"
    assert rows["P1", "list, cached, over hello"].verdict is Verdict.OK
    assert rows["P4", "list, not cached, over hello"].verdict is Verdict.GOAL_MISSED
    assert rows["P7", "product, its main part kept, over Oscar"].verdict is Verdict.MUST_MISSED


def test_the_worst_page_counts_for_steadiness() -> None:
    row = next(row for row in all_rows({"sides": some_sides()}) if row.number == "P9")
    assert row.verdict is Verdict.MUST_MISSED
    assert f"{COLD} | product" in row.measured


def test_what_was_not_measured_says_so() -> None:
    verdicts = {row.what: row.verdict for row in all_rows({"sides": some_sides()})}
    assert verdicts["304 over a cached list"] is Verdict.NOT_MEASURED
    assert verdicts["search, not cached, over Oscar"] is Verdict.NOT_MEASURED


def test_wrong_answers_are_no_figure() -> None:
    rows = all_rows({"sides": some_sides(**{"status 503": 3})})
    row = next(row for row in rows if row.what == "product, its main part kept, over Oscar")
    assert row.verdict is Verdict.WRONG_ANSWERS
    assert "**WRONG ANSWERS**" in goals_table([row])


@pytest.fixture
def growth() -> dict[str, Any]:
    def size(factor: float) -> dict[str, Any]:
        names = ("first page", "filtered page with counts", "deep page", "product", "search by standing")
        reads = {name: {"cpu": factor, "elapsed": factor} for name in names}
        return {"pages": {"first page": a_series(2 * factor)}, "missing": [], "reads": reads}

    return {"sqlite": {"1000": size(1), "1000000": size(3)}, "postgresql": {}, "about": ABOUT}


def test_growth_compares_the_largest_size_with_the_smallest(growth: dict[str, Any]) -> None:
    rows = {row.what: row.verdict for row in all_rows({"growth": growth})}
    assert rows["first page, 1,000,000 over 1,000"] is Verdict.GOAL_MISSED
    assert rows["whole list page, 1,000,000 over 1,000, speed"] is Verdict.MUST_MISSED
    assert rows["search, best match, top 24 of 1,000,000, CPU"] is Verdict.NOT_MEASURED


def test_the_page_has_tables_and_names_what_is_missing(growth: dict[str, Any]) -> None:
    page = markdown({"sections": {"sides": some_sides(), "growth": growth}})
    assert "| P5 | list, not cached, over Oscar | >= 30 | >= 100 | 100 (requests/s: 100) | ok |" in page
    assert "- 304: there is no ETag" in page
    assert "| first page | 2 | 6 |" in page.replace("2.2", "2").replace("6.6", "6")


def test_a_part_measured_anew_leaves_the_others(tmp_path: Path, growth: dict[str, Any]) -> None:
    write(tmp_path, {"sides": some_sides()})
    write(tmp_path, {"growth": growth})
    assert set(json.loads((tmp_path / "performance.json").read_text())["sections"]) == {"sides", "growth"}
    assert merged(tmp_path / "performance.json", {"growth": {}})["sections"]["growth"] == {}
    assert (tmp_path / "performance.md").read_text().count("\n## ") == 4


def test_a_profile_is_told_by_layer_and_by_function() -> None:
    line = {"where": "jinja2/runtime.py:262 call", "calls": 12.0, "own": 0.25, "share": 0.25}
    layers = {"SQLAlchemy": 0.25, "the bazaar": 0.75}
    one = {"times": 50, "whole": 1.0, "lines": [line], "layers": layers}
    page = markdown({"sections": {"profiles": {"goods": 10_000, "of": {"list": one, "order": one}, "about": ABOUT}}})
    assert "| Layer | list | order |" in page
    assert "| the bazaar | 0.75 (75 %) | 0.75 (75 %) |" in page
    assert page.index("| the bazaar") < page.index("| SQLAlchemy")
    assert "### Of this: list" in page
    assert "| `jinja2/runtime.py:262 call` | 12 | 0.25 | 25.0 % |" in page


def test_memory_is_told_step_by_step() -> None:
    serve = {"started": 100 * 1024, "peak": 200 * 1024, "asked": 5, "pages": 4, "wrong": {}}
    steps = {"started": 90 * 1024, "nothing kept": 120 * 1024}
    section = {"goods": 10, "serve": serve, "photo": {"AVIF": 80 * 1024}, "steps": steps, "about": ABOUT}
    page = markdown({"sections": {"memory": section}})
    assert "| started | nothing kept |" in page
    assert "| 90 | 120 |" in page
