"""Multiplied goods are goods like any other: what checks a bazaar finds nothing wrong with them."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text

from app.affiliates.models import Group
from app.catalog.checks import findings
from app.catalog.finding.models import Listing, Term, TermKind
from app.catalog.listing import ProductFilter, Sort, product_count, product_list
from app.catalog.models import Product, Variant
from app.catalog.queries import published_product, slug_of_code
from app.core.db import Database
from bench.copies import number_of
from bench.loading import load
from bench.multiplying import hurried, multiply
from tests.factories.prepared import copy_into
from tests.factories.worlds import READER, with_reference

GOODS, TIMES = 90, 3


@pytest.fixture
def multiplied(database: Database) -> Database:
    """On SQLite; `make proof` looks at PostgreSQL."""
    copy_into(database, "multiplied", multiply_in)
    return database


def multiply_in(database: Database) -> None:
    with_reference(database)
    database.close()
    with hurried(database.url.render_as_string(hide_password=False)) as hurrying:
        load(hurrying, GOODS)
        multiply(hurrying, GOODS * TIMES)


def test_multiplied_goods_are_listed_found_and_shown_like_any_others(multiplied: Database) -> None:
    with multiplied.reading() as db:
        assert findings(db) == []
        for table in (Product, Variant, Listing):
            assert db.scalar(select(func.count()).select_from(table)) == GOODS * TIMES
        if multiplied.is_sqlite:
            assert db.execute(text("PRAGMA foreign_key_check")).all() == []
        newest = [number_of(id_) // GOODS for id_ in db.scalars(select(Listing.product_id).order_by(Listing.stamp))]
        assert set(newest[:GOODS]) == set(newest[-GOODS:]) == set(range(TIMES))  # copies and originals are mixed
        for sort in (Sort.NEWEST, Sort.BEST, Sort.PRICE):
            assert len(product_list(db, ProductFilter(q="cotton"), reader=READER, sort=sort).items) == 24
        assert 0 < product_count(db, ProductFilter(region="africa", craft="basketry")).number < GOODS * TIMES
        last = db.scalars(select(Product).order_by(Product.id.desc())).first()
        assert last is not None
        assert slug_of_code(db, last.code) == last.slug
        found = product_list(db, ProductFilter(q=last.code.lower()), reader=READER).items
        assert [card.slug for card in found] == [last.slug]
        product, _group = published_product(db, last.slug, reader=READER)
        assert (product.published_at.second, bool(product.title)) == (0, True)


def test_each_group_is_copied_with_its_goods_and_is_found_by_its_name(multiplied: Database) -> None:
    with multiplied.reading() as db:
        groups = db.scalar(select(func.count(Group.id))) or 0
        terms = select(Term.value, Term.listed).where(Term.kind == TermKind.GROUP)
        listed = {slug: count for slug, count in db.execute(terms)}
        assert len(listed) == groups
        assert set(listed.values()) <= set(range(1, 30))
        name = db.scalar(select(Group.name).order_by(Group.slug.desc())) or ""
        assert product_count(db, ProductFilter(q=f'"{name}"')).number > 0


def test_the_next_term_after_multiplying_gets_an_id_of_its_own(multiplied: Database) -> None:
    with multiplied.writing() as db:
        before = db.scalar(select(func.max(Term.id))) or 0
        db.add(Term(kind=TermKind.WORD, value="afterwards", listed=0))
        db.flush()
        assert db.scalar(select(Term.id).where(Term.value == "afterwards")) == before + 1
