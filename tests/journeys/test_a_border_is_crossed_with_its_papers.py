"""Goods that go abroad: where they come from, their number at customs where it is known, and who pays the duties."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.catalog.customs import pass_customs, spelled
from app.catalog.models import Product
from app.catalog.seed.files import BadSeed, ProductFile, read
from app.core.db import Database
from app.ordering.models import Order
from tests.factories.ordering import a_trading_world
from tests.factories.serving import client_for, settings_in
from tests.journeys.test_an_order_from_basket_to_parcel import a_phone, placed, put

ON_FORMS = "4602.19"
Shop = tuple[Database, TestClient, TestClient]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    settings = settings_in(tmp_path / "shop")
    database = a_trading_world(Database(settings.database))
    with database.writing() as db:
        db.scalars(select(Product).where(Product.slug == "kiondo")).one().hs_code = "460219"
    with client_for(settings) as buyer, client_for(settings) as phone:
        a_phone(settings, database, phone)
        yield database, buyer, phone
    database.close()


def invoice_of(buyer: TestClient, order: str) -> str:
    return buyer.get(f"{order}/invoice").text


def test_the_checkout_says_origin_number_and_duties_where_a_border_is_crossed(shop: Shop) -> None:
    _database, buyer, _phone = shop
    put(buyer, "kiondo")
    abroad, at_home = (buyer.get(f"/checkout?country={country}").text for country in ("DE", "KE"))
    assert ON_FORMS in abroad
    assert "The goods come from Kenya. Your country may ask you for duties" in abroad
    assert ON_FORMS not in at_home
    assert "duties" not in at_home


def test_the_invoice_and_the_page_of_the_group_say_it_too(shop: Shop) -> None:
    database, buyer, phone = shop
    put(buyer, "kiondo")
    order = placed(buyer, "order")
    invoice = invoice_of(buyer, order)
    assert ON_FORMS in invoice
    assert "Country of origin: Kenya" in invoice
    with database.reading() as db:
        number = db.scalars(select(Order.number)).one()
    assert ON_FORMS in phone.get(f"/o/{number}").text


def test_what_stays_in_the_country_needs_no_papers(shop: Shop) -> None:
    _database, buyer, _phone = shop
    put(buyer, "kiondo")
    invoice = invoice_of(buyer, placed(buyer, "order", country="KE", postal_code="00100", city="Nairobi"))
    assert ON_FORMS not in invoice
    assert "Country of origin" not in invoice


def test_an_order_keeps_its_number_whatever_becomes_of_the_product(shop: Shop) -> None:
    database, buyer, _phone = shop
    put(buyer, "kiondo")
    order = placed(buyer, "order")
    with database.writing() as db:
        db.scalars(select(Product).where(Product.slug == "kiondo")).one().hs_code = "670490"
    assert ON_FORMS in invoice_of(buyer, order)


def test_no_number_is_invented_where_none_is_known(shop: Shop) -> None:
    _database, buyer, _phone = shop
    put(buyer, "throne")
    assert "Customs number" not in buyer.get("/checkout?country=DE").text
    assert "Customs number" not in buyer.get("/products/throne").text


def test_the_page_and_the_api_of_a_product_say_its_number(shop: Shop) -> None:
    _database, buyer, _phone = shop
    assert ON_FORMS in buyer.get("/products/kiondo").text
    assert buyer.get("/api/v1/products/kiondo").json()["hs_code"] == "460219"
    assert buyer.get("/api/v1/products/throne").json()["hs_code"] is None


def test_customs_stand_between_countries_but_not_within_the_european_union() -> None:
    ways = ["KE KE", "KE DE", "BG DE", "BG GB", "NO DE", "KE UG"]
    assert [pass_customs(*way.split()) for way in ways] == [False, True, False, True, True, True]


def test_a_number_is_spelled_as_forms_have_it() -> None:
    assert [spelled(code) for code in ("460219", "46021990", "4602199000")] == [
        "4602.19",
        "4602.19.90",
        "4602.19.90.00",
    ]


@pytest.mark.parametrize("code", ["4602", "46021", "4602.19", "46021990001", "٤٦٠٢١٩"])
def test_a_number_that_customs_would_not_take_is_refused(tmp_path: Path, code: str) -> None:
    file = tmp_path / "product.yaml"
    file.write_text(
        f"id: x\ncraft: y\nhs_code: '{code}'\nmaterials: []\npublished: 2026-07-10\ntexts: {{}}\nvariants: []\n"
    )
    with pytest.raises(BadSeed, match="hs_code"):
        read(file, ProductFile)
