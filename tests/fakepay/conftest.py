"""One server for all tests of this folder, forgotten before each of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakepay.client import Fakepay
from tests.fakepay.receiving import Door, door
from tests.fakepay.running import fakepay
from tests.fakepay.shopping import Shop


@pytest.fixture(scope="session")
def server() -> Iterator[Fakepay]:
    with fakepay("--wait", "0.05", "--wait", "0.05", "--wait", "0.05") as running:
        yield running


@pytest.fixture
def fake(server: Fakepay) -> Fakepay:
    """The server with an empty memory, which tells nobody of anything."""
    server.notify()
    server.reset()
    return server


@pytest.fixture
def shop(fake: Fakepay) -> Shop:
    """A seller whose account may take money."""
    return Shop(fake, fake.account(country="DE")["id"])


@pytest.fixture
def events(fake: Fakepay) -> Iterator[Door]:
    """A door to which snapshot events are sent."""
    with door() as opened:
        fake.notify(url=opened.url)
        yield opened
        fake.notify()
