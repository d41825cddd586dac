"""For journeys: a small shop and a browser in it, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.core.db import Database
from tests.factories.real_shop import real_shop


@pytest.fixture
def shop(tmp_path: Path, any_database_url: str) -> Iterator[tuple[TestClient, Database]]:
    """A browser with cookies, and the database behind what it sees."""
    with real_shop(tmp_path, any_database_url) as opened:
        yield opened
