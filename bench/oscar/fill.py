"""Fills an empty Oscar with made-up goods, and writes down the addresses to measure.

DJANGO_SETTINGS_MODULE=bench.oscar.settings BENCH_OSCAR=folder python -m bench.oscar.fill 10000
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

import django

django.setup()  # models cannot be imported before

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402

from bench.goods import WITHOUT_MINOR_UNITS, Good, goods  # noqa: E402
from bench.makers import group_count, makers  # noqa: E402
from bench.vocabulary import FAMILIES  # noqa: E402

Category, Product = get_model("catalogue", "Category"), get_model("catalogue", "Product")
ProductCategory, ProductClass = get_model("catalogue", "ProductCategory"), get_model("catalogue", "ProductClass")
Partner, StockRecord = get_model("partner", "Partner"), get_model("partner", "StockRecord")
BATCH = 1000
ADDRESSES = 300  # of products and of pages, so that nothing is asked for twice too soon
PAGES = 60


def fill(n: int) -> None:
    """Tables, categories by craft, a partner for each group, products with their stock."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with transaction.atomic():
        crafts = _categories()
        kind = ProductClass.objects.create(name="Handmade", requires_shipping=True, track_stock=True)
        partners = Partner.objects.bulk_create(
            Partner(name=group.name, code=group.slug) for group in makers(group_count(n))
        )
        for some in _batches(goods(n)):
            _products(some, kind, crafts, partners)
    (settings.HERE / "addresses.json").write_text(json.dumps(addresses(n)))


def _categories() -> dict[str, Any]:
    found = {}
    for family in FAMILIES.values():
        top, *below = family.crafts
        found[top] = Category.objects.add_root({"name": top.replace("-", " ").capitalize()})
        for craft in below:
            found[craft] = Category.objects.add_child(found[top], {"name": craft.replace("-", " ").capitalize()})
            found[top].refresh_from_db()
    return found


def _batches(all_goods: Iterable[Good]) -> Iterator[list[Good]]:
    left = iter(all_goods)
    while some := list(islice(left, BATCH)):
        yield some


def _products(some: list[Good], kind: Any, crafts: dict[str, Any], partners: list[Any]) -> None:
    made = Product.objects.bulk_create(
        Product(
            structure=Product.STANDALONE,
            upc=f"made-up-{good.number}",
            title=good.titles.get("en") or good.titles[good.lang],
            slug=good.slug,
            description=good.stories.get("en") or good.stories[good.lang],
            product_class=kind,
        )
        for good in some
    )
    ProductCategory.objects.bulk_create(
        ProductCategory(product=product, category=crafts[good.craft]) for good, product in zip(some, made, strict=True)
    )
    StockRecord.objects.bulk_create(
        StockRecord(
            product=product,
            partner=partners[good.group],
            partner_sku=f"made-up-{good.number}",
            price_currency=good.currency,
            price=_price(good),
            num_in_stock=good.pieces,
        )
        for good, product in zip(some, made, strict=True)
    )


def _price(good: Good) -> Decimal | None:
    if good.price is None:
        return None
    return Decimal(good.price) if good.currency in WITHOUT_MINOR_UNITS else Decimal(good.price) / 100


def addresses(n: int) -> dict[str, list[str]]:
    """What to ask for, by kind of page: many of each, for nothing here is kept between requests."""
    pages = range(1, min(PAGES, -(-n // 24)) + 1)
    step = max(1, n // ADDRESSES)
    return {
        "list": [f"/catalogue/?page={page}" for page in pages],
        "product": [
            product.get_absolute_url() for product in Product.objects.order_by("id")[: step * ADDRESSES : step]
        ],
        "group": [category.get_absolute_url() for category in Category.objects.order_by("path")],
        "search": [f"/search/?q={word}" for word in ("basket", "cotton", "blue", "birds", "bag", "silk")],
    }


if __name__ == "__main__":
    fill(int(sys.argv[1]))
