"""The newest come first, thirty of them; what is withdrawn leaves at once, and a feed without goods keeps its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from sqlalchemy import event, select
from starlette.testclient import TestClient

from app.affiliates.models import Group
from app.catalog.models import Product
from app.catalog.service import withdraw, withdraw_group
from app.core.db import Database
from app.core.i18n import Reader
from app.outreach import feeds
from tests.factories.catalogue import a_group, a_product
from tests.factories.real_shop import real_shop

Shop = tuple[TestClient, Database]
EVERYWHERE = ("/feeds/products.atom", "/feeds/countries/ke.atom", "/feeds/crafts/basketry.atom")
BORN = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A browser in a small shop, and the database behind it."""
    with real_shop(tmp_path) as opened:
        yield opened


def read(client: TestClient, address: str) -> Any:
    found = feedparser.parse(client.get(address).content)
    assert found.bozo is False
    return found


def many(database: Database, count: int) -> None:
    """Goods of another group, a day apart; the first made is the oldest."""
    with database.writing() as db:
        group = a_group(db, "weavers")
        for number in range(count):
            a_product(db, group, f"mat-{number}", title=f"Mat {number}", published_at=BORN + timedelta(days=number))


def test_the_newest_thirty_come_newest_first(shop: Shop) -> None:
    client, database = shop
    many(database, 33)
    found = read(client, "/feeds/groups/weavers.atom")
    assert [entry.title for entry in found.entries] == [f"Mat {number}" for number in range(32, 2, -1)]
    days = [entry.published for entry in found.entries]
    assert days == sorted(days, reverse=True)
    assert found.feed.updated == days[0] == "2026-02-02T12:00:00+00:00"
    assert all(entry.updated == entry.published for entry in found.entries)


def test_a_withdrawn_product_leaves_every_feed(shop: Shop) -> None:
    client, database = shop
    addresses = (*EVERYWHERE, "/feeds/groups/machakos.atom")
    assert all("/products/basket" in client.get(address).text for address in addresses)
    with database.writing() as db:
        withdraw(db, db.scalars(select(Product).where(Product.slug == "basket")).one())
    assert [address for address in addresses if "basket<" in client.get(address).text] == []
    assert [address for address in addresses if read(client, address).entries] == []


def test_a_withdrawn_group_takes_its_feed_and_its_entries_with_it(shop: Shop) -> None:
    client, database = shop
    with database.writing() as db:
        withdraw_group(db, db.scalars(select(Group).where(Group.slug == "machakos")).one())
    assert client.get("/feeds/groups/machakos.atom").status_code == 404
    assert [address for address in EVERYWHERE if "machakos" in client.get(address).text] == []


def test_a_feed_without_goods_keeps_its_day(shop: Shop) -> None:
    client, database = shop
    with database.writing() as db:
        a_group(db, "beginners", published_at=BORN)
    assert read(client, "/feeds/groups/beginners.atom").feed.updated == "2026-01-01T12:00:00+00:00"
    for address in ("/feeds/countries/ug.atom", "/feeds/crafts/felt.atom"):
        assert read(client, address).entries == []
        assert read(client, address).feed.updated == feeds.BEGUN.isoformat()


def test_a_feed_takes_as_many_statements_for_thirty_entries_as_for_one(shop: Shop) -> None:
    _client, database = shop
    before = statements(database)
    many(database, 30)
    assert statements(database) == before


def statements(database: Database) -> int:
    """How often the database is asked for the feed of everything."""
    asked: list[str] = []
    with database.reading() as db:

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            asked.append(statement)

        engine = db.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        try:
            assert feeds.of_everything(db, reader=Reader("en", "EUR")).entries
        finally:
            event.remove(engine, "before_cursor_execute", note)
    return len(asked)


@pytest.mark.parametrize(
    ("story", "summary"),
    [
        ("", ""),
        ("  We  coil\n\nsisal. ", "We coil sisal."),
        ("We coil sisal. " * 30, " ".join(["We coil sisal."] * 20)),
        ("It weighs 3.5 kg. " + "a" * 400, "It weighs 3.5 kg."),
        ("हम बुनते हैं। " * 30, None),
        ("ہم بناتے ہیں۔ " * 30, None),
        ("เรา" * 200, ("เรา" * 100) + " …"),
    ],
)
def test_a_summary_is_whole_sentences_as_far_as_they_fit(story: str, summary: str | None) -> None:
    told = feeds.first_sentences(story)
    assert len(told) <= feeds.SUMMARY_CHARS + 2
    if summary is None:
        assert told[-1] in "।۔"
    else:
        assert told == summary
