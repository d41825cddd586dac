"""However long what requests say is: what the bazaar remembers of them takes no more bytes than it may."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.types import Scope

from app.core.db import Database
from app.web import addresses, caching
from app.web.caching import PageCache, Tally
from tests.factories.real_shop import a_real_shop
from tests.factories.serving import client_for, settings_in


def _asking(number: int, path: str, query: bytes, cookie: bytes) -> Scope:
    """A request like no other."""
    mark = f"{number:06}"
    headers = [(b"host", b"testserver"), (b"cookie", cookie + mark.encode())]
    asked = {"path": path + mark, "query_string": query + mark.encode(), "headers": headers}
    return {"type": "http", "method": "GET", **asked}


HARM = {
    "a long cookie": ("/products", b"", b"x=" + b"a" * 30_000),
    "a long currency": ("/products", b"", b"currency=" + b"a" * 1_900),
    "a long query": ("/products", b"q=" + b"a" * 1_900, b""),
    "a query that grows": ("/products", b"q=" + b"\xff" * 1_900, b""),
    "a short query that grows": ("/products", b"q=" + b"\xff" * 230, b""),
    "a wide path": ("/" + "\U0001f600" * 1_900, b"", b""),
    "what visitors ask": ("/products/basket", b"q=mat&sort=price", b"lang=en; currency=EUR; basket="),
    "what is never kept": ("/static/", b"", b""),
}


@pytest.mark.parametrize("kind", HARM)
def test_what_requests_are_known_to_want_takes_no_more_bytes_than_it_may(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "MOST_WISH_BYTES", 1_000_000)
    cache = PageCache(None, watch=None, most_bytes=0, build="", headers={}, tally=Tally())  # type: ignore[arg-type]
    with taken() as bytes_taken:
        for number in range(2_000):
            cache._wish(_asking(number, *HARM[kind]))
        addresses._known.cache_clear()
        assert bytes_taken() <= 1_000_000


def test_what_is_remembered_of_queries_is_bounded_in_bytes() -> None:
    addresses._known.cache_clear()
    with taken() as bytes_taken:
        for length in (addresses.LONG_CHARS - 6, 30_000):
            for number in range(4_096 if length < 1_000 else 100):
                addresses.one_spelling("q=" + "\xff" * length + str(number))
        assert bytes_taken() <= 8_000_000
    addresses._known.cache_clear()


@contextmanager
def taken() -> Iterator[Callable[[], int]]:
    """How many bytes were taken since, and are still."""
    gc.collect()
    tracemalloc.start()
    began = tracemalloc.get_traced_memory()[0]
    try:
        yield lambda: tracemalloc.get_traced_memory()[0] - began
    finally:
        tracemalloc.stop()


def test_a_page_is_counted_with_what_it_is_found_by(tmp_path: Path) -> None:
    a_real_shop(database := Database(settings_in(tmp_path).database))
    with client_for(settings_in(tmp_path)) as client:
        sizes = []
        for currency in ("EUR", "x" * 10_000):
            client.get("/products", headers={"Cookie": f"currency={currency}"})
            sizes.append(client.get("/readyz").json()["pages"]["bytes"])
    assert sizes[1] - 2 * sizes[0] >= 9_000
    database.close()
