"""Lists of products: filters, two orders, pages by keyset."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from app.affiliates.models import Affiliate, Country, Group, GroupRail, Means
from app.catalog.cards import cards, public_products
from app.catalog.models import (
    NO_RANK,
    Craft,
    Material,
    PriceStep,
    Product,
    ProductMaterial,
    ProductWords,
    Stock,
    StockKind,
    Variant,
)
from app.catalog.search import matches, query_words
from app.catalog.views import ProductCard
from app.core.i18n import Reader
from app.core.paging import BadCursor, Page, decode_cursor

PAGE_SIZE = 24
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Sort(StrEnum):
    """The orders a list can have."""

    NEWEST = "newest"
    PRICE = "price"  # lowest first; what is priced on request comes last


class Soon(StrEnum):
    """The filter "how soon"."""

    NOW = "now"
    MADE = "made"
    ONE = "one"


@dataclass(frozen=True)
class ProductFilter:
    """What a reader narrows a list to. Empty fields do not narrow."""

    q: str = ""
    craft: str = ""
    material: str = ""
    region: str = ""
    country: str = ""
    group: str = ""
    affiliate: str = ""
    rank_min: int | None = None  # comparable ranks, see core/rates
    rank_max: int | None = None
    ready: Soon | None = None
    rail: Means | None = None
    wholesale: bool = False

    def without(self, *fields: str) -> ProductFilter:
        """The same with some fields empty."""
        blank = ProductFilter()
        return replace(self, **{name: getattr(blank, name) for name in fields})


def narrowed(query: Select[*tuple[Any, ...]], asked: ProductFilter) -> Select[*tuple[Any, ...]]:
    """A query over `public_products` with the conditions of a filter."""
    for condition in _conditions(asked):
        query = query.where(condition)
    if asked.q.strip() and not query_words(asked.q):
        return query.where(false())  # asked for signs that no word has
    if query_words(asked.q):
        query = query.join(ProductWords, ProductWords.product_id == Product.id).where(*matches(asked.q))
    return query


def _conditions(asked: ProductFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.region:
        found.append(Country.region_slug == asked.region)
    if asked.country:
        found.append(Group.country_code == asked.country)
    if asked.group:
        found.append(Group.slug == asked.group)
    if asked.affiliate:
        found.append(Group.affiliate_id.in_(select(Affiliate.id).where(Affiliate.slug == asked.affiliate)))
    if asked.craft:
        below = select(Craft.slug).where(or_(Craft.slug == asked.craft, Craft.parent_slug == asked.craft))
        found.append(Product.craft_slug.in_(below))
    if asked.material:
        found.append(_made_of(asked.material))
    if asked.rank_min is not None:
        found += [Product.price_rank >= asked.rank_min, Product.price_rank < NO_RANK]
    if asked.rank_max is not None:
        found.append(Product.price_rank <= asked.rank_max)
    if asked.ready is not None:
        found.append(_can_be_had(asked.ready))
    if asked.rail is not None:
        paid = select(GroupRail.group_id).where(GroupRail.means == asked.rail, GroupRail.live)
        found.append(Group.id.in_(paid))
    if asked.wholesale:
        steps = select(PriceStep.variant_id).join(Variant, Variant.id == PriceStep.variant_id)
        found.append(steps.where(Variant.product_id == Product.id, Variant.available).exists())
    return found


def _made_of(material: str) -> ColumnElement[bool]:
    below = select(Material.slug).where(or_(Material.slug == material, Material.parent_slug == material))
    uses = select(ProductMaterial.product_id).where(
        ProductMaterial.product_id == Product.id, ProductMaterial.material_slug.in_(below)
    )
    return uses.exists()


def _can_be_had(soon: Soon) -> ColumnElement[bool]:
    offered = select(Variant.id).where(Variant.product_id == Product.id, Variant.available)
    if soon is Soon.MADE:
        return offered.where(Variant.kind == StockKind.MADE_TO_ORDER).exists()
    there = offered.join(Stock, and_(Stock.variant_id == Variant.id, Stock.on_hand > Stock.held))
    if soon is Soon.ONE:
        there = there.where(Variant.kind == StockKind.ONE_OF_A_KIND)
    return there.exists()


def product_list(
    db: Session,
    asked: ProductFilter,
    *,
    reader: Reader,
    sort: Sort = Sort.NEWEST,
    after: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[ProductCard]:
    """A page of product cards.

    Raises:
        BadCursor: `after` was not made by this list in this order.
    """
    query = narrowed(public_products(), asked)
    key_column: Any = Product.published_at if sort is Sort.NEWEST else Product.price_rank
    if after is not None:
        where = _cursor_key(after, sort)
        here = tuple_(key_column, Product.id)
        query = query.where(here > where if sort is Sort.PRICE else here < where)
    if sort is Sort.PRICE:
        query = query.order_by(key_column, Product.id)
    else:
        query = query.order_by(key_column.desc(), Product.id.desc())
    found = cards(db, db.execute(query.limit(limit + 1)).all(), reader=reader)
    return Page.of(found, limit, lambda card: _key_of(card, sort))


def _key_of(card: ProductCard, sort: Sort) -> tuple[str, int, str]:
    if sort is Sort.NEWEST:
        return (sort, (card.published_at - _EPOCH) // _MICROSECOND, card.id.hex)
    return (sort, card.price_rank, card.id.hex)


def _cursor_key(after: str, sort: Sort) -> Any:
    order, number, hex_id = decode_cursor(after, str, int, str)
    try:
        if order != sort:
            raise BadCursor()
        id_ = UUID(hex_id)
        moment = _EPOCH + number * _MICROSECOND if sort is Sort.NEWEST else number
    except (ValueError, OverflowError):
        raise BadCursor() from None
    key_column: Any = Product.published_at if sort is Sort.NEWEST else Product.price_rank
    return tuple_(literal(moment, key_column.type), literal(id_, Product.id.type))


def product_count(db: Session, asked: ProductFilter) -> int:
    """How many products a filter leaves."""
    inner = narrowed(public_products(), asked).with_only_columns(Product.id).subquery()
    return db.scalar(select(func.count()).select_from(inner)) or 0
