"""One stand-in for Stripe for all tests of this folder, forgotten before each of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.carding import CardShop, card_shop
from tests.factories.near_rail import NearShop, near_shop
from tests.fakepay.client import Fakepay
from tests.fakepay.conftest import fake, server

__all__ = ["fake", "server"]  # fixtures of that folder, for this one too


@pytest.fixture
def shop(tmp_path: Path, fake: Fakepay, any_database_url: str) -> Iterator[CardShop]:
    """A group that is paid by card, once on SQLite and once on PostgreSQL."""
    with card_shop(tmp_path / "shop", fake, any_database_url) as made:
        yield made


@pytest.fixture
def small_shop(tmp_path: Path, fake: Fakepay) -> Iterator[CardShop]:
    """The same on SQLite alone."""
    with card_shop(tmp_path / "shop", fake) as made:
        yield made


@pytest.fixture
def near(tmp_path: Path) -> Iterator[NearShop]:
    """A group that is paid by a rail in this process, on SQLite."""
    made = near_shop(tmp_path)
    yield made
    made.database.close()
