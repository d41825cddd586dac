"""A group, or a product, withdrawn by another process is gone with the next request; on PostgreSQL within a second."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.affiliates.models import Group
from app.catalog.models import Product
from app.catalog.service import withdraw, withdraw_group
from app.core.db import Database

PAGES = ["/groups/machakos", "/products/basket", "/ur/products/basket"]
LISTS = ["/", "/products", "/groups", "/products?q=sisal", "/affiliates/homenet", "/countries/ke", "/sitemaps/1.xml"]


def be_seen(database: Database) -> None:
    """A process asks PostgreSQL for the revision twice a second, and looks at the file of SQLite at each request."""
    if not database.is_sqlite:
        time.sleep(0.7)


def test_a_withdrawn_group_takes_its_pages_with_it(shop: tuple[TestClient, Database]) -> None:
    browser, database = shop
    assert {browser.get(page).status_code for page in PAGES} == {200}
    assert "/products/basket" in browser.get("/products").text
    with database.writing() as db:
        withdraw_group(db, db.scalars(select(Group).where(Group.slug == "machakos")).one())
    be_seen(database)
    assert {browser.get(page).status_code for page in PAGES} == {404}
    for page in LISTS:
        text = browser.get(page).text
        assert "/products/basket" not in text, page
        assert "/groups/machakos" not in text, page
        assert "711000111" not in text, page


@pytest.mark.parametrize("page", ["/api/v1/products", "/api/v1/groups", "/feeds/products.atom"])
def test_programs_do_not_see_it_either(shop: tuple[TestClient, Database], page: str) -> None:
    browser, database = shop
    assert "machakos" in browser.get(page).text
    with database.writing() as db:
        withdraw_group(db, db.scalars(select(Group).where(Group.slug == "machakos")).one())
    be_seen(database)
    assert "machakos" not in browser.get(page).text


def test_a_withdrawn_product_leaves_its_group(shop: tuple[TestClient, Database]) -> None:
    browser, database = shop
    with database.writing() as db:
        withdraw(db, db.scalars(select(Product).where(Product.slug == "basket")).one())
    be_seen(database)
    assert browser.get("/products/basket").status_code == 404
    group = browser.get("/groups/machakos")
    assert group.status_code == 200
    assert "/products/basket" not in group.text
