"""What was measured, written down: docs/performance.json holds the figures, docs/performance.md is made from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.sides import PAGES
from bench.verdicts import Row, Section, Verdict, all_rows, figure

Report = dict[str, Any]  # {"sections": {name: section}}


def merged(path: Path, sections: Mapping[str, Section]) -> Report:
    """The report with these sections in it; those measured earlier stay, with their own day and machine."""
    known: Report = json.loads(path.read_text()) if path.exists() else {"sections": {}}
    return {"sections": {**known["sections"], **sections}}


def write(folder: Path, sections: Mapping[str, Section]) -> list[Row]:
    """Both files; returns the lines of the table of goals."""
    report = merged(folder / "performance.json", sections)
    (folder / "performance.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    (folder / "performance.md").write_text(markdown(report))
    return all_rows(report["sections"])


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown; `|` inside cells is replaced, for it would part them."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell).replace(' | ', ': ') for cell in line)} |" for line in lines)


def goals_table(rows: Iterable[Row]) -> str:
    """Goals and verdicts."""
    return table(
        ("#", "What", "Must", "Goal", "Measured", "Verdict"),
        ((row.number, row.what, row.must, row.goal, row.measured, _loud(row.verdict)) for row in rows),
    )


def _loud(verdict: Verdict) -> str:
    return f"**{verdict}**" if verdict in (Verdict.MUST_MISSED, Verdict.WRONG_ANSWERS) else str(verdict)


def markdown(report: Report) -> str:
    """The whole page."""
    sections: Mapping[str, Section] = report["sections"]
    parts = [
        INTRODUCTION,
        "## Goals",
        GATES,
        goals_table(all_rows(sections)),
        "## Where and when",
        _conditions(sections),
    ]
    for name, write_part in PARTS.items():
        if name in sections:
            parts += write_part(sections[name])
    return "\n\n".join(parts) + "\n"


INTRODUCTION = """# Performance

Made by `make bench`; do not edit. `BENCH="--only sides" make bench` measures one part anew (`weights`, `sides`,
`growth`, `memory`, `orders`, `profiles`) and leaves the others as they are; `BENCH=--quick make bench` tries everything
at small sizes and writes to `.bench/quick/`. The first run makes its data in `.bench/`, which takes long; a later one
uses it again. All figures, round by round: [performance.json](performance.json)."""

GATES = """Ratios are of the server's CPU time for a request (user and system, from `/proc`), in each round of one run,
then the middle round. "Over" means that more is better. Requests a second stand beside them; they move with whatever
else the machine does, the ratios of CPU time hardly do."""


def _conditions(sections: Mapping[str, Section]) -> str:
    names = ("measured_on", "revision", "processor", "memory", "system", "python", "sqlite")
    rows = [[name, *(section["about"].get(one, "") for one in names)] for name, section in sections.items()]
    return table(("Part", "Day", "Revision", "Processor", "Memory", "System", "Python", "SQLite"), rows)


def _sides(section: Section) -> Iterator[str]:
    yield "## Side by side"
    yield (
        f"{section['goods']:,} made-up goods, the same for every side; ours has the sample catalogue beside them, with "
        f"its pictures as covers. {section['rounds']} rounds, the sides of a page right after one another, 16 "
        "connections that stay open, the servers on one core and the client on the other. One process each: uvicorn "
        "with uvloop and httptools, and gunicorn with one worker for django-oscar (`DEBUG` off, compiled templates "
        "kept, its search asking SQLite through `bench/oscar/orm.py`). Bare servers return a ready body of the size "
        "of our list. Not cached: `BAZAAR_PAGE_CACHE_BYTES=0` and many different addresses in turn, each asked for "
        "once before; pages are put together from pieces that are kept (cards, filters, whole product pages), as in "
        "a shop that has been open for a while. Nothing kept: the same with no pieces either, as if nobody had seen "
        "anything of a page before. Times in ms."
    )
    head = ("Page", "Side", "CPU", "requests/s", "p50", "p99", "slowest", "bytes")
    names = ("cpu", "per_second", "p50", "p99", "slowest", "bytes")
    rows = []
    for page in PAGES:
        for key, case in section["cases"].items():
            side, _bar, of = key.partition(" | ")
            if of.partition(",")[0] == page:
                rows.append([of, side, *(figure(case[name]) for name in names)])
    yield table(head, rows)
    yield from _trouble(section["missing"], {key: case["wrong"] for key, case in section["cases"].items()})


def _trouble(missing: Sequence[str], wrong: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    lines = [*missing, *(f"{key}: {dict(one)}" for key, one in wrong.items() if one)]
    if lines:
        yield "Not measured, or answered wrongly:\n\n" + "\n".join(f"- {line}" for line in lines)


def _growth(section: Section) -> Iterator[str]:
    yield "## Growth"
    yield "Nothing cached; CPU ms for a request, of the application and, on PostgreSQL, of the database server with it."
    yield (
        "Of more than 10,000 goods all beyond the first 10,000 are copies: each has an address, a "
        "code, a moment and a group of its own, and the texts and the price of one of the first."
    )
    for database, title in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        sizes = section[database]
        if not sizes:
            continue
        yield f"### {title}"
        kinds = list(dict.fromkeys(kind for size in sizes.values() for kind in size["pages"]))
        head = ("Page", *(f"{int(n):,}" for n in sizes))
        yield table(head, ([kind, *(_cost(size["pages"].get(kind)) for size in sizes.values())] for kind in kinds))
        yield "The reads behind them alone, CPU of the application (elapsed):"
        reads = list(dict.fromkeys(name for size in sizes.values() for name in size["reads"]))
        yield table(head, ([name, *(_read(size["reads"].get(name)) for size in sizes.values())] for name in reads))
        missing = [f"{int(n):,}: {one}" for n, size in sizes.items() for one in size["missing"]]
        wrong = {f"{n}: {kind}": page["wrong"] for n, size in sizes.items() for kind, page in size["pages"].items()}
        yield from _trouble(missing, wrong)


def _cost(page: Section | None) -> str:
    return "-" if page is None else figure(page["cpu"])


def _read(read: Mapping[str, float] | None) -> str:
    return "-" if read is None else f"{figure(read['cpu'])} ({figure(read['elapsed'])})"


def _profiles(section: Section) -> Iterator[str]:
    of: Mapping[str, Section] = section["of"]
    yield "## Where the time goes"
    times = ", ".join(f"{name} {one['times']}" for name, one in of.items())
    yield (
        f"Over {section['goods']:,} goods on SQLite, pages not cached but put together from kept pieces, under "
        f"cProfile, which makes small functions look dearer than they are (how many: {times}). Own time, ms for one; "
        "what is written in C counts for the layer that called it."
    )
    layers = sorted({layer for one in of.values() for layer in one["layers"]})
    layers.sort(key=lambda layer: -sum(one["layers"].get(layer, 0) / one["whole"] for one in of.values()))
    rows = ([layer, *(_share(one, layer) for one in of.values())] for layer in layers)
    yield table(("Layer", *of), rows)
    for name, one in of.items():
        yield f"### Of this: {name}"
        functions = (
            (f"`{line['where']}`", f"{line['calls']:,.0f}", f"{line['own']:.2f}", f"{100 * line['share']:.1f} %")
            for line in one["lines"]
        )
        yield table(("Function", "Calls", "Own ms", "Share"), functions)


def _share(profile: Section, layer: str) -> str:
    own = profile["layers"].get(layer, 0)
    return f"{own:.2f} ({100 * own / profile['whole']:.0f} %)"


def _memory(section: Section) -> Iterator[str]:
    serve = section["serve"]
    yield "## Memory"
    yield (
        f"`bazaar serve` (web and worker in one process) over {section['goods']:,} goods: "
        f"{serve['started'] / 1024:.0f} MB when it had started, {serve['peak'] / 1024:.0f} MB at most in a walk of "
        f"{serve['asked']:,} requests over {serve['pages']:,} different pages."
    )
    rows = [(name, f"{kilobytes / 1024:.0f}") for name, kilobytes in section["photo"].items()]
    yield table(("A photo of 12 megapixels, in the child process", "MB at most"), rows)
    if steps := section.get("steps"):
        yield "The web process alone on the same walk, from nothing kept to everything, MB at most:"
        yield table(tuple(steps), [[f"{kilobytes / 1024:.0f}" for kilobytes in steps.values()]])
    yield from _trouble([], {"walk": serve["wrong"]})


def _weights(section: Section) -> Iterator[str]:
    yield "## Weight and first sight"
    yield (
        "The sample catalogue with all its pictures, Chromium, 360 px wide with two pixels for each, first visit, "
        "bytes as they travel; pictures marked lazy are not counted. Largest paint: the middle of the visits at "
        "300 ms and 700 kbit/s with a processor slowed down four times."
    )
    parts = ("html", "css", "js", "pictures", "total", "requests")
    rows = (
        [name, *(f"{page['weight'][part]:,}" for part in parts), f"{page['paint'] / 1000:.2f} s"]
        for name, page in section["pages"].items()
    )
    yield table(("Page", "HTML", "CSS", "JS", "Pictures", "All", "Requests", "Largest paint"), rows)


def _orders(section: Section) -> Iterator[str]:
    yield "## Orders"
    yield (
        f"A shop of {section['goods']:,} goods on SQLite with `synchronous=FULL`; an order is of one or two counted "
        "things. Bare SQL: the writes that placing sent, sent again by a plain connection to a copy of the database, "
        "one transaction an order, right after as many orders were placed in each round; elapsed ms an order."
    )
    rounds = enumerate(section["placing"]["rounds"], 1)
    told = ([n, *(figure(one[name]) for name in ("ours", "bare", "writes"))] for n, one in rounds)
    yield table(("Round", "Placed by the verb", "Bare SQL", "Writes"), told)
    yield (
        f"{section['buying']['buyers']} buyers at once over HTTP, one process on one core: each fills a basket, opens "
        "the review, and places what it saw, again and again, while somebody asks for lists. The last step, ms; "
        "CPU of the server for all steps of an order."
    )
    rounds = enumerate(section["buying"]["rounds"], 1)
    names = ("placed", "p50", "p99", "slowest", "cpu")
    told = ([n, *(figure(one[name]) for name in names), one["lists"]["right"]] for n, one in rounds)
    yield table(("Round", "Placed", "p50", "p99", "Slowest", "CPU", "Lists"), told)
    wrong = {f"round {n}": one["wrong"] for n, one in enumerate(section["buying"]["rounds"], 1)}
    yield from _trouble(section["wrong"], wrong)


PARTS = {
    "sides": _sides,
    "growth": _growth,
    "memory": _memory,
    "weights": _weights,
    "orders": _orders,
    "profiles": _profiles,
}
