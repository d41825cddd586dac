"""Product cards, many at a time: a bounded number of statements however many products."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session

from app.affiliates.models import Country, Group
from app.affiliates.places import is_public
from app.affiliates.views import GroupLine
from app.catalog.models import Product, ProductPhoto, ProductText, Stock, Variant
from app.catalog.stock import availability
from app.catalog.views import Availability, ProductCard, Ready, best_availability
from app.core.i18n import Reader
from app.core.money import Money
from app.core.texts import words
from app.media.views import PhotoView, photo_views

Found = Row[tuple[UUID, str, Any, int, UUID, str, str, str, str, str]]


def public_products() -> Select[*tuple[Any, ...]]:
    """Products the public may see, as the few columns a card needs, joined to their group and its country."""
    return (
        select(
            Product.id,
            Product.slug,
            Product.published_at,
            Product.price_rank,
            Group.id.label("group_id"),
            Group.slug.label("group_slug"),
            Group.name.label("group_name"),
            Group.district,
            Group.country_code,
            Country.region_slug,
        )
        .select_from(Product)
        .join(Group, Group.id == Product.group_id)
        .join(Country, Country.code == Group.country_code)
        .where(Product.published_at.is_not(None), Product.withdrawn_at.is_(None), is_public())
    )


def cards(db: Session, found: Sequence[Any], *, reader: Reader) -> list[ProductCard]:
    """Cards for rows of `public_products`, in their order."""
    ids = [row.id for row in found]
    texts: dict[UUID, list[ProductText]] = {}
    for text in db.scalars(select(ProductText).where(ProductText.product_id.in_(ids))):
        texts.setdefault(text.product_id, []).append(text)
    covers = _covers(db, ids, reader)
    offers = _offers(db, ids)
    return [
        ProductCard(
            id=row.id,
            slug=row.slug,
            title=words(texts.get(row.id, []), "title", reader.lang),
            group=GroupLine(
                row.group_id, row.group_slug, row.group_name, row.district, row.country_code, row.region_slug
            ),
            cover=covers.get(row.id),
            price=offers[row.id][0] if row.id in offers else None,
            price_from=offers[row.id][1] if row.id in offers else False,
            availability=offers[row.id][2] if row.id in offers else Availability(Ready.PAUSED),
            published_at=row.published_at,
            price_rank=row.price_rank,
        )
        for row in found
    ]


def _covers(db: Session, ids: list[UUID], reader: Reader) -> dict[UUID, PhotoView]:
    first = select(ProductPhoto.product_id, ProductPhoto.photo_id).where(
        ProductPhoto.product_id.in_(ids), ProductPhoto.position == 0
    )
    rows = db.execute(first).all()
    photos = photo_views(db, [row.photo_id for row in rows], lang=reader.lang)
    return {row.product_id: photos[row.photo_id] for row in rows if row.photo_id in photos}


def _offers(db: Session, ids: list[UUID]) -> dict[UUID, tuple[Money | None, bool, Availability]]:
    rows = db.execute(
        select(Variant, Stock.on_hand, Stock.held)
        .outerjoin(Stock, and_(Stock.variant_id == Variant.id))
        .where(Variant.product_id.in_(ids))
        .order_by(Variant.position)
    )
    by_product: dict[UUID, list[tuple[Variant, Availability]]] = {}
    for variant, on_hand, held in rows:
        line = (variant, availability(variant, on_hand or 0, held or 0))
        by_product.setdefault(variant.product_id, []).append(line)
    offers = {}
    for product_id, lines in by_product.items():
        offered = [(v, a) for v, a in lines if a.ready is not Ready.PAUSED] or lines
        prices = {variant.price for variant, _a in offered}
        lowest = min((p for p in prices if p), key=lambda price: price.amount, default=None)
        offers[product_id] = (lowest, len(prices) > 1, best_availability([a for _v, a in lines]))
    return offers
