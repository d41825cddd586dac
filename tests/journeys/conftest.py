"""For journeys: a small shop and a browser in it, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.core.db import Database
from app.settings import Settings
from tests.factories.card_street import Street, street, with_phone
from tests.factories.carding import card_shop
from tests.factories.ordering import a_trading_world, wrong
from tests.factories.racing import KINDS, racing
from tests.factories.real_shop import real_shop
from tests.factories.serving import client_for, settings_in
from tests.factories.several import Servers
from tests.fakepay.client import Fakepay
from tests.fakepay.running import fakepay
from tests.journeys.test_an_order_from_basket_to_parcel import a_phone


@pytest.fixture
def shop(tmp_path: Path, any_database_url: str) -> Iterator[tuple[TestClient, Database]]:
    """A browser with cookies, and the database behind what it sees."""
    with real_shop(tmp_path, any_database_url) as opened:
        yield opened


@pytest.fixture
def buyer_and_phone(tmp_path: Path) -> Iterator[tuple[Settings, Database, TestClient, TestClient]]:
    """A small shop on SQLite, the browser of a buyer and the phone of its group; at the end all must add up."""
    settings = settings_in(tmp_path / "shop")
    database = a_trading_world(Database(settings.database))
    with client_for(settings) as buyer, client_for(settings) as phone:
        a_phone(settings, database, phone)
        yield settings, database, buyer, phone
    assert wrong(database) == []
    database.close()


@pytest.fixture(scope="session")
def busy_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Servers, Database]]:
    """A shop behind three web processes on SQLite, for all journeys on which many are under way."""
    pieces = {"kiondo": 10, "bowl": 1000, **dict.fromkeys(KINDS, 15)}
    with racing(tmp_path_factory.mktemp("busy"), pieces) as opened:
        yield opened


@pytest.fixture(scope="session")
def card_server() -> Iterator[Fakepay]:
    """One stand-in for Stripe for all journeys of this process."""
    with fakepay() as running:
        yield running


@pytest.fixture
def card_street(tmp_path: Path, card_server: Fakepay) -> Iterator[Street]:
    """A group that is paid by card, its phone, and a buyer; afterwards money, stock and histories agree."""
    card_server.reset()
    with card_shop(tmp_path / "shop", card_server) as made, street(made.settings, made.database, card_server) as both:
        yield with_phone(both)
        assert wrong(made.database) == []
