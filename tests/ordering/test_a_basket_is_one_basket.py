"""A basket that is filled from several pages holds what somebody meant, and says what is known before a country is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from starlette.testclient import TestClient

from app.affiliates.models import Group
from app.catalog.models import Variant
from app.core.db import Database
from app.ordering import basket as baskets
from app.payments.models import Instruction
from tests.factories.ordering import a_basket, a_trading_world
from tests.factories.serving import client_for, settings_in

HERE = {"sec-fetch-site": "same-origin"}
REQUEST = "This will be a request, which binds nobody: the group answers first."
NOT_YET = "Whether you order at once or send a request first depends on your country."
Shop = tuple[TestClient, Database]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    settings = settings_in(tmp_path / "shop")
    database = a_trading_world(Database(settings.database))
    with client_for(settings) as browser:
        yield browser, database
    database.close()


def test_of_what_there_is_one_one_lies_in_the_basket_however_often_it_is_put_in(small_trade: Database) -> None:
    with small_trade.writing() as db:
        basket = a_basket(db, throne=1, kiondo=1)
        for sku, pieces in (("throne", 1), ("throne", 5), ("kiondo", 2)):
            baskets.add(db, basket, sku, pieces)
        names = {id_: sku for id_, sku in db.execute(select(Variant.id, Variant.sku))}
        assert {names[id_]: pieces for id_, pieces in baskets.lines_of(db, basket)} == {"throne": 1, "kiondo": 3}


def put(browser: TestClient, sku: str, pieces: int = 1) -> str:
    """Put pieces in; what the basket says then."""
    assert browser.post("/basket", data={"sku": sku, "pieces": str(pieces)}, headers=HERE).status_code == 303
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(browser.get("/basket").text)).split())


def test_two_presses_on_the_only_piece_can_be_ordered(shop: Shop) -> None:
    browser, _database = shop
    for _press in range(2):
        said = put(browser, "throne")
    assert "piece is left" not in said
    assert "Go on to order" in said


def test_a_basket_says_what_makes_a_request_whatever_the_country_and_no_more(shop: Shop) -> None:
    browser, database = shop
    said = put(browser, "kiondo")
    assert NOT_YET in said
    assert "Prices in KES" in said
    assert REQUEST not in said
    assert "The group tells you" not in said
    said = put(browser, "wish")
    assert REQUEST in said
    assert "Something is priced on request: the group tells you what it costs." in said
    assert NOT_YET not in said
    assert "what sending costs" not in said
    with database.writing() as db:
        db.execute(delete(Instruction))
    assert "The group tells you how you can pay." in put(browser, "kiondo")


def test_a_basket_says_when_nobody_can_tell_how_soon(shop: Shop) -> None:
    browser, database = shop
    assert "Can leave the group by" in put(browser, "mat")
    with database.writing() as db:
        db.scalars(select(Group)).one().capacity_per_month = 1
    said = put(browser, "mat", 40)
    assert REQUEST in said
    assert "The group tells you when so many can be ready." in said
    assert "Can leave the group by" not in said
