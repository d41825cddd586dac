"""Many pages of the application at once, without a browser between: that would take most of the time of a crawl."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from starlette.testclient import TestClient

from tests.factories.asking import Answer, ask
from tools.audit.oddities import Odd

KEEP = "/?&=%+:;,@!$'()*~#"  # what an address may hold as it is


def pages(client: TestClient, addresses: Iterable[str]) -> dict[str, Answer]:
    """What the application behind an opened client answers to somebody without cookies, by address."""
    assert client.portal is not None, "the client is not opened"

    async def all_of_them() -> dict[str, Answer]:
        return {address: await ask(client.app, _plain(address)) for address in addresses}

    return client.portal.call(all_of_them)


def page(client: TestClient, address: str) -> Answer:
    """The same for one address."""
    return pages(client, [address])[address]


def _plain(address: str) -> Odd:
    return Odd("plain", "GET", quote(address, safe=KEEP).encode(), frozenset())
