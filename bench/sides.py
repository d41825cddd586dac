"""All sides in one run: bare servers, django-oscar, and the bazaar with and without its page cache, in turn."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench import addresses, ground
from bench.measuring import Case, Effort, Series, count_for, measure
from bench.processes import Server, served, uvicorn
from tools.audit.stage import Say, free_port

RAW, HELLO, OSCAR = "raw ASGI", "FastAPI hello", "django-oscar"
FIRST, COLD = "ours, nothing kept", "ours, not cached"
WARM, WARM_BR, NOT_MODIFIED = "ours, cached", "ours, cached, br", "ours, cached, 304"
PAGES = ("list", "product", "group", "home", "search")
NO_CACHE = {"BAZAAR_PAGE_CACHE_BYTES": "0"}
GOODS = 10_000


def measure_sides(effort: Effort, say: Say) -> dict[str, Any]:
    """Every side and page, round after round."""
    ours, oscar = ground.shop(GOODS, say), ground.oscar(GOODS, say)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, all_servers(ours, oscar, Path(folder), say) as servers:
        cases, missing = all_cases(servers, oscar)
        series = rounds(cases, effort, say)
    return {
        "goods": GOODS,
        "rounds": effort.rounds,
        "cases": {key: one.as_json() for key, one in series.items()},
        "missing": missing,
    }


def rounds(cases: list[Case], effort: Effort, say: Say) -> dict[str, Series]:
    """Each case once a round, the sides of a page right after one another."""
    counts = {case.key: count_for(case, effort) for case in cases}
    series = {case.key: Series() for case in cases}
    for number in range(1, effort.rounds + 1):
        for case in cases:
            figures = measure(case, counts[case.key], seconds=effort.most_seconds)
            series[case.key].rounds.append(figures)
            trouble = f"  WRONG: {dict(figures.wrong)}" if figures.wrong else ""
            say(
                f"round {number} of {effort.rounds}  {case.key:<36} {figures.cpu:9.3f} ms CPU "
                f"{figures.per_second:9.0f}/s{trouble}"
            )
    return series


@contextmanager
def all_servers(ours: Path, oscar: Path, folder: Path, say: Say) -> Iterator[dict[str, Server]]:
    """All of them, running side by side; only one is asked at a time."""
    with ExitStack() as stack:

        def start(name: str, command: list[str], port: int, environment: Mapping[str, str]) -> Server:
            say(f"starting {name}")
            log = folder / f"{name.replace(' ', '-').replace(',', '')}.log"
            return stack.enter_context(served(name, command, port, log, environment))

        servers = {}
        for name, app, more in ((FIRST, FORGETFUL, NO_CACHE), (COLD, OURS, NO_CACHE), (WARM, OURS, {})):
            port = free_port()
            servers[name] = start(name, uvicorn(app, port), port, {**our_environment(ours, port), **more})
        bodies = folder / "bodies"
        bodies.mkdir()
        for name, headers in (("plain", {}), ("br", {"Accept-Encoding": "br"})):
            (bodies / name).write_bytes(addresses.page(servers[WARM].port, "/products", headers)[0])
        for name, app in ((RAW, "bench.plain:raw"), (HELLO, "bench.plain:hello")):
            port = free_port()
            servers[name] = start(name, uvicorn(app, port), port, {"BENCH_BODIES": str(bodies)})
        port = free_port()
        servers[OSCAR] = start(OSCAR, gunicorn(port), port, ground.oscar_environment(oscar))
        yield servers


OURS = "app.main:app_from_environment"
FORGETFUL = "bench.plain:forgetful"


def our_environment(folder: Path, port: int) -> dict[str, str]:
    """Settings of a bazaar over a data folder."""
    return {
        "BAZAAR_DATA": str(folder),
        "BAZAAR_BASE_URL": f"http://127.0.0.1:{port}",
        "BAZAAR_LOG_LEVEL": "WARNING",
    }


def gunicorn(port: int) -> list[str]:
    """The command that serves Oscar: one worker that answers one request after another."""
    address = f"127.0.0.1:{port}"
    options = ["--workers", "1", "--no-control-socket", "--log-level", "warning", "--timeout", "300"]
    return [str(ground.OSCAR_PYTHON), "-m", "gunicorn", *options, "--bind", address, "bench.oscar.wsgi"]


def all_cases(servers: dict[str, Server], oscar: Path) -> tuple[list[Case], list[str]]:
    """What is asked of each side, page by page, and what cannot be asked."""
    many = our_addresses(servers[COLD].port)
    theirs: dict[str, list[str]] = json.loads((oscar / "addresses.json").read_text())
    one = {"list": "/products", "product": many["product"][0], "group": many["group"][0], "home": "/"}
    one["search"] = "/products?q=basket"
    cases = [
        Case(side, "list" if body == "plain" else "list, br", servers[side], [f"/{body}"])
        for body in ("plain", "br")
        for side in (RAW, HELLO)
    ]
    missing = ["django-oscar has no front page of its own: `/` leads to its list"]
    for page in PAGES:
        headers = addresses.HOME_HEADERS if page == "home" else {}
        compressed = {**headers, "Accept-Encoding": "br"}
        if page in theirs:
            cases.append(Case(OSCAR, page, servers[OSCAR], theirs[page]))
        cases.append(Case(FIRST, page, servers[FIRST], many[page], headers))
        cases.append(Case(COLD, page, servers[COLD], many[page], headers, seen=True))
        cases.append(Case(WARM, page, servers[WARM], [one[page]], headers))
        cases.append(Case(WARM_BR, page, servers[WARM], [one[page]], compressed))
        tag = addresses.page(servers[WARM].port, one[page], compressed)[1].get("etag")
        if tag is None:
            missing.append(f"{NOT_MODIFIED} | {page}: the page has no ETag")
        else:
            known = {**compressed, "If-None-Match": tag}
            cases.append(Case(NOT_MODIFIED, page, servers[WARM], [one[page]], known, status=304))
    return cases, missing


def our_addresses(port: int) -> dict[str, list[str]]:
    """Many addresses of each kind of page, so that not even a smaller cache answers twice."""
    deep = addresses.deep_pages(port)
    lists = addresses.mixed(
        addresses.first_pages(), deep, addresses.filtered(), addresses.filtered_twice(), ["/products?sort=price"]
    )
    return {
        "list": lists,
        "product": addresses.products(port, deep[:16]),
        "group": addresses.groups(port),
        "home": [f"{prefix}/" for prefix in addresses.prefixes()],
        "search": addresses.searches(),
    }
