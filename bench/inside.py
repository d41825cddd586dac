"""What happens inside the bazaar, measured in its own process: single reads, and where the time of a page goes.

python -m bench.inside reads     CPU of the catalogue's reads
python -m bench.inside profile   the functions and layers in which uncached pages spend their time

Run by `growth` and `profiles` with the settings of a bazaar in the environment and a list of addresses on standard
input; the answer is JSON.
"""

from __future__ import annotations

import asyncio
import cProfile
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import anyio.to_thread
from fastapi import FastAPI

from app.catalog.choices import choices
from app.catalog.listing import ProductFilter, Sort, asked_for, product_count, product_list
from app.catalog.listing import listed as catalogued
from app.catalog.queries import published_product
from app.core.db import Database
from app.core.i18n import Reader
from app.main import app_from_environment
from bench.cores import SERVER_CORE, pinned
from bench.layers import told

READER = Reader("en", "EUR")
ENOUGH_SECONDS = 1.0
MOST_CALLS = 200


def reads(database: Database, deep: Sequence[str], products: Sequence[str]) -> dict[str, dict[str, float]]:
    """CPU and elapsed milliseconds of the reads behind the pages, each over several different questions.

    A search understands the words and finds the first 24 products; reading their cards is told apart.
    """
    cursors = [parse_qs(urlsplit(path).query)["after"][0] for path in deep]
    slugs = [path.rpartition("/")[2] for path in products]
    regions = ("africa", "south-asia", "southeast-asia", "europe-central-asia", "latin-america")
    words = ("basket", "cotton", "blue", "birds")
    pairs = ("blue basket", "cotton birds", "basket kenya", "blue cotton")

    def counted(region: str) -> None:
        asked = ProductFilter(region=region)
        with database.reading() as db:
            product_list(db, asked, reader=READER)
            product_count(db, asked)
            choices(db, asked, reader=READER)

    def listed(asked: ProductFilter, **more: Any) -> None:
        with database.reading() as db:
            product_list(db, asked, reader=READER, **more)

    def shelved(sort: Sort, words: str) -> None:
        listed(ProductFilter(q=words), sort=sort)

    def shown(slug: str) -> None:
        with database.reading() as db:
            published_product(db, slug, reader=READER)

    def searched(sort: Sort, words: str) -> None:
        with database.reading() as db:
            catalogued(db, asked_for(db, ProductFilter(q=words)).question, sort=sort)

    found = {
        "first page": timed(lambda _none: listed(ProductFilter()), [None]),
        "filtered page with counts": timed(counted, regions),
        "deep page": timed(lambda cursor: listed(ProductFilter(), after=cursor), cursors),
        "product": timed(shown, slugs),
    }
    for name, sort in (("search by standing", Sort.NEWEST), ("search, best match", Sort.BEST)):
        found[name] = timed(partial(searched, sort), words)
        found[f"{name}, two words"] = timed(partial(searched, sort), pairs)
        found[f"{name}, with its cards"] = timed(partial(shelved, sort), words)
    return found


def timed(read: Callable[[Any], object], questions: Sequence[Any]) -> dict[str, float]:
    """The average cost of a read, over about a second or many calls, the first of each question left out."""
    for question in questions[:2]:
        read(question)
    calls, cpu, began = 0, time.process_time(), time.perf_counter()
    while calls < MOST_CALLS and (calls < 3 or time.perf_counter() - began < ENOUGH_SECONDS):
        read(questions[calls % len(questions)])
        calls += 1
    return {
        "cpu": 1000 * (time.process_time() - cpu) / calls,
        "elapsed": 1000 * (time.perf_counter() - began) / calls,
    }


async def ask(app: FastAPI, path: str) -> int:
    """Hand a request to the application, without a server."""
    parts = urlsplit(path)
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 50_000),
        "scheme": "http",
        "method": "GET",
        "root_path": "",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "headers": [(b"host", b"127.0.0.1")],
    }
    statuses: list[int] = []
    told = False

    async def receive() -> dict[str, Any]:
        nonlocal told
        if told:
            await anyio.sleep_forever()
        told = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        statuses.append(message.get("status", 0))

    await app(scope, receive, send)
    return statuses[0]


async def profile(app: FastAPI, paths: Sequence[str]) -> dict[str, Any]:
    """Ask for each address twice and profile the second time, in one thread."""
    anyio.to_thread.run_sync = _here  # type: ignore[assignment]  # a profile sees one thread, so everything runs in it
    for path in paths:
        if await ask(app, path) != 200:
            raise RuntimeError(f"{path} does not answer")
    profiler = cProfile.Profile()
    profiler.enable()
    for path in paths:
        await ask(app, path)
    profiler.disable()
    return told(profiler, len(paths))


async def _here(func: Callable[..., Any], *args: Any, **_options: Any) -> Any:
    return func(*args)


Answer = dict[str, Any]


def main(what: str, asked: dict[str, list[str]]) -> Answer:
    """What one of the two commands answers."""
    app = app_from_environment()
    if what == "reads":
        return reads(app.state.database, asked["deep"], asked["products"])
    return {page: asyncio.run(profile(app, paths)) for page, paths in asked.items()}


if __name__ == "__main__":
    with pinned(SERVER_CORE):
        print(json.dumps(main(sys.argv[1], json.load(sys.stdin))))
