"""The goals (P1 to P18), and how what was measured compares with them."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bench.sides import COLD, FIRST, HELLO, NOT_MODIFIED, OSCAR, PAGES, RAW, WARM, WARM_BR

Section = Mapping[str, Any]


class Verdict(StrEnum):
    """How a figure compares with what it must be and what it should be."""

    OK = "ok"
    GOAL_MISSED = "goal missed"
    MUST_MISSED = "MUST MISSED"
    REPORTED = "reported"  # there is a goal, but nothing that must be
    NOT_MEASURED = "not measured"
    WRONG_ANSWERS = "WRONG ANSWERS"


@dataclass(frozen=True)
class Row:
    """One line of the table of goals."""

    number: str
    what: str
    must: str
    goal: str
    measured: str
    verdict: Verdict


@dataclass(frozen=True)
class Bound:
    """What a figure must be, and should be."""

    must: float | None
    goal: float
    unit: str = ""
    at_least: bool = True

    def judge(self, value: float) -> Verdict:
        """How a figure compares."""
        sign = 1 if self.at_least else -1
        if sign * value >= sign * self.goal:
            return Verdict.OK
        if self.must is None:
            return Verdict.REPORTED
        return Verdict.GOAL_MISSED if sign * value >= sign * self.must else Verdict.MUST_MISSED

    def row(self, number: str, what: str, value: float | None, *, beside: str = "", wrong: bool = False) -> Row:
        """The line for a figure; None: there is none."""
        sign = ">=" if self.at_least else "<="
        must = "-" if self.must is None else f"{sign} {figure(self.must)}{self.unit}"
        goal = f"{sign} {figure(self.goal)}{self.unit}"
        if value is None:
            return Row(number, what, must, goal, beside or "-", Verdict.NOT_MEASURED)
        measured = f"{figure(value)}{self.unit}{f' ({beside})' if beside else ''}"
        return Row(number, what, must, goal, measured, Verdict.WRONG_ANSWERS if wrong else self.judge(value))


def figure(value: float) -> str:
    """A number as short as it can be read."""
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2g}" if abs(value) < 0.1 else f"{value:.3g}"


def all_rows(sections: Mapping[str, Section]) -> list[Row]:
    """Every goal of the parts that were measured."""
    makers = {
        "sides": side_rows,
        "growth": growth_rows,
        "memory": memory_rows,
        "weights": weight_rows,
        "orders": order_rows,
    }
    return [row for name, rows in makers.items() if name in sections for row in rows(sections[name])]


class Sides:
    """Ratios between the cases of one run: in each round, then the middle one."""

    def __init__(self, cases: Section) -> None:
        self._cases = cases

    def ratio(self, above: str, below: str, name: str = "cpu") -> float | None:
        """How many times a figure of one case is that of another."""
        if above not in self._cases or below not in self._cases:
            return None
        pairs = zip(self._cases[above]["rounds"], self._cases[below]["rounds"], strict=True)
        found = [one[name] / other[name] for one, other in pairs if other[name]]
        return statistics.median(found) if found else None

    def wrong(self, *keys: str) -> bool:
        """Whether one of them had wrong answers."""
        return any(self._cases.get(key, {}).get("wrong") for key in keys)

    def row(self, number: str, what: str, bound: Bound, theirs: str, ours: str) -> Row:
        """The CPU of theirs over ours, with the requests a second of ours over theirs beside it."""
        speed = self.ratio(ours, theirs, "per_second")
        beside = "" if speed is None else f"requests/s: {figure(speed)}"
        return bound.row(number, what, self.ratio(theirs, ours), beside=beside, wrong=self.wrong(theirs, ours))


def side_rows(section: Section) -> list[Row]:
    """P1 to P9."""
    sides = Sides(section["cases"])

    def key(side: str, page: str) -> str:
        return f"{side} | {page}"

    warm, cold, hello = key(WARM, "list"), key(COLD, "list"), key(HELLO, "list")
    return [
        sides.row("P1", "list, cached, over hello", Bound(1, 2), hello, warm),
        sides.row("P1", "the same, both compressed", Bound(1, 2), key(HELLO, "list, br"), key(WARM_BR, "list")),
        sides.row("P2", "list, cached, over raw ASGI", Bound(None, 0.75), key(RAW, "list"), warm),
        sides.row("P3", "304 over a cached list", Bound(None, 1.2), key(WARM_BR, "list"), key(NOT_MODIFIED, "list")),
        sides.row("P4", "list, not cached, over hello", Bound(0.08, 0.2), hello, cold),
        sides.row("P5", "list, not cached, over Oscar", Bound(30, 100), key(OSCAR, "list"), cold),
        sides.row("P6", "list, cached, over Oscar", Bound(300, 1000), key(OSCAR, "list"), warm),
        sides.row(
            "P7", "product, its main part kept, over Oscar", Bound(20, 35), key(OSCAR, "product"), key(COLD, "product")
        ),
        sides.row("P7", "product, cached, over Oscar", Bound(100, 400), key(OSCAR, "product"), key(WARM, "product")),
        sides.row("P8", "search, not cached, over Oscar", Bound(25, 80), key(OSCAR, "search"), key(COLD, "search")),
        *(
            sides.row(number, f"{page}, nothing kept, over Oscar", Bound(None, 1), key(OSCAR, page), key(FIRST, page))
            for number, page in (("P5", "list"), ("P7", "product"), ("P8", "search"))
        ),
        _steadiness(section["cases"]),
    ]


def _steadiness(cases: Section) -> Row:
    ours = {
        f"{side} | {page}": cases[f"{side} | {page}"]["p99_over_p50"]
        for side in (COLD, WARM, WARM_BR, NOT_MODIFIED)
        for page in PAGES
        if f"{side} | {page}" in cases
    }
    worst = max(ours, key=lambda name: ours[name])
    return Bound(6, 3, at_least=False).row("P9", "p99 over p50, the worst page", ours[worst], beside=worst)


def growth_rows(section: Section) -> Iterator[Row]:
    """P10 to P12, the largest size on SQLite over the smallest."""
    sizes = sorted(section["sqlite"], key=int)
    small, large = section["sqlite"][sizes[0]], section["sqlite"][sizes[-1]]
    span = f"{int(sizes[-1]):,} over {int(sizes[0]):,}"
    for name in ("first page", "filtered page with counts", "deep page", "product"):
        few, many = small["reads"][name]["cpu"], large["reads"][name]["cpu"]
        row = Bound(4, 2, at_least=False).row("P10", f"{name}, {span}", many / few, beside=f"{figure(many)} ms CPU")
        verdict = Verdict.OK if many - few < 0.1 else row.verdict
        yield replace(row, goal=f"{row.goal} or < 0.1 ms more", verdict=verdict)
    for name, bound in (
        ("search by standing", Bound(5, 2, " ms", at_least=False)),
        ("search, best match", Bound(20, 10, " ms", at_least=False)),
    ):
        cost = large["reads"].get(name, {}).get("cpu")
        yield bound.row("P11", f"{name}, top 24 of {int(sizes[-1]):,}, CPU", cost)
    page = "first page"
    few, many = small["pages"][page]["cpu"], large["pages"][page]["cpu"]
    wrong = bool(small["pages"][page]["wrong"] or large["pages"][page]["wrong"])
    yield Bound(0.7, 0.9).row("P12", f"whole list page, {span}, speed", few / many, wrong=wrong)


def memory_rows(section: Section) -> list[Row]:
    """P13 and P16."""
    whole, photo = section["serve"]["peak"] / 1024, max(section["photo"].values()) / 1024
    beside = f"{section['serve']['started'] / 1024:.0f} MB when it had started"
    wrong = bool(section["serve"]["wrong"])
    return [
        Bound(220, 160, " MB", at_least=False).row("P13", "web and worker, at most", whole, beside=beside, wrong=wrong),
        Bound(150, 100, " MB", at_least=False).row("P16", "photo of 12 megapixels, at most", photo),
    ]


def order_rows(section: Section) -> list[Row]:
    """P14 and P15."""
    placing, buying = section["placing"]["rounds"], section["buying"]["rounds"]
    ratio = statistics.median(one["bare"] / one["ours"] for one in placing)
    ours, bare = (statistics.median(one[name] for one in placing) for name in ("ours", "bare"))
    beside = f"{figure(ours)} ms an order, bare {figure(bare)} ms"
    wrong = bool(section["wrong"] or section["placing"]["oversold"])
    late = wrong or any(one["wrong"] or one["lists"]["wrong"] for one in buying)
    p99 = statistics.median(one["p99"] for one in buying)
    slowest = max(one["slowest"] for one in buying)
    what = f"placing, {section['buying']['buyers']} buyers at once"
    return [
        Bound(0.2, 0.4).row("P14", "placing over bare SQL, nothing oversold", ratio, beside=beside, wrong=wrong),
        Bound(None, 50, " ms", at_least=False).row("P15", f"{what}, p99", p99, wrong=late),
        Bound(500, 250, " ms", at_least=False).row("P15", f"{what}, the slowest", slowest, wrong=late),
    ]


def weight_rows(section: Section) -> Iterator[Row]:
    """P17 and P18."""
    for name, page in section["pages"].items():
        yield _weight(name, page["weight"], page["budget"])
    for name, page in section["pages"].items():
        yield Bound(3000, 2500, " ms", at_least=False).row("P18", f"largest paint, {name}", page["paint"])


def _weight(name: str, weight: Section, budget: Section) -> Row:
    parts = ("total", "html", "css", "js", "pictures", "requests")
    worst = max(parts, key=lambda part: weight[part] / budget[part])
    over = weight[worst] / budget[worst]
    told = ", ".join(f"{part} {weight[part]:,}" for part in parts)
    verdict = Verdict.OK if over <= 1 else Verdict.GOAL_MISSED if over <= 1.2 else Verdict.MUST_MISSED
    if weight["fonts"] or weight["strangers"]:
        verdict = Verdict.MUST_MISSED
    goal = ", ".join(f"{part} {budget[part]:,}" for part in parts)
    return Row("P17", f"first visit, {name}, B", "+20 %", goal, told, verdict)
