"""What a page costs when nothing is kept: few statements, however many products it shows; and its bytes on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import brotli
import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from app.core.db import Database
from app.settings import Settings
from tests.factories.serving import client_for

# Statements for a page whose pieces are not kept yet, and for one whose cards and panels are.
MOST = {
    "/products": (40, 4),
    "/products?region=africa&craft=basketry": (40, 6),
    "/products?q=basket": (40, 12),
    "/products/cushion-sprigs-indigo": (50, 40),
    "/groups/machakos-cluster": (40, 25),
    "/": (40, 22),
    "/regions/africa": (40, 25),
    "/crafts/basketry": (40, 30),
}
FLIGHT_BYTES = 14_000  # the first of a connection: HTML and its critical CSS


@pytest.fixture(scope="module")
def bare(sample: Settings) -> Iterator[tuple[TestClient, Database]]:
    """The sample served without finished pages."""
    with client_for(sample.model_copy(update={"page_cache_bytes": 0})) as client:
        client.headers["Sec-Fetch-Site"] = "same-origin"
        yield client, client.app.state.database  # type: ignore[attr-defined]


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("address", MOST)
def test_a_page_takes_few_statements(bare: tuple[TestClient, Database], address: str) -> None:
    client, database = bare
    cold, warm = MOST[address]
    client.app.state.kept.clear()  # type: ignore[attr-defined]
    for most in (cold, warm):
        with counted(database) as statements:
            assert client.get(address).status_code == 200
        assert len(statements) <= most, statements


def test_a_longer_list_takes_no_more_statements(bare: tuple[TestClient, Database]) -> None:
    client, database = bare
    numbers = []
    for limit in (2, 24):
        with counted(database) as statements:
            assert len(client.get(f"/api/v1/products?limit={limit}").json()["items"]) == limit
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("prefix", ["", "/ur", "/es", "/pt", "/sw"])
@pytest.mark.parametrize("address", MOST)
def test_a_page_fits_into_the_first_flight(bare: tuple[TestClient, Database], address: str, prefix: str) -> None:
    client, _database = bare
    answer = client.get(prefix + address, headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200
    assert len(brotli.compress(answer.content, quality=4)) <= FLIGHT_BYTES
