"""Made-up goods in a bazaar's database are goods like any other."""

from __future__ import annotations

from sqlalchemy import func, select

from app.catalog.listing import ProductFilter, product_count, product_list
from app.catalog.models import Product
from app.catalog.queries import published_product
from app.core.db import Database
from bench.loading import load
from tests.factories.worlds import READER, with_reference

GOODS = 200


def test_loaded_goods_are_listed_found_and_shown(database: Database) -> None:
    with_reference(database)
    load(database, GOODS)
    with database.reading() as db:
        assert db.scalar(select(func.count(Product.id))) == GOODS
        page = product_list(db, ProductFilter(), reader=READER)
        assert (len(page.items), page.after is not None) == (24, True)
        assert 0 < product_count(db, ProductFilter(q="cotton")).number < GOODS
        assert 0 < product_count(db, ProductFilter(region="africa", rank_max=50_000)).number < GOODS
        product, group = published_product(db, page.items[0].slug, reader=READER)
        assert product.title
        assert group.line.district
