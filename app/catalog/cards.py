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
from app.catalog.views import Availability, ProductCard, Ready, best_availability, shown_price
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
    offered = offers(db, ids)
    return [
        ProductCard(
            id=row.id,
            slug=row.slug,
            title=words(texts.get(row.id, []), "title", reader.lang),
            group=GroupLine(
                row.group_id, row.group_slug, row.group_name, row.district, row.country_code, row.region_slug
            ),
            cover=covers.get(row.id),
            price=offered[row.id][0] if row.id in offered else None,
            price_from=offered[row.id][1] if row.id in offered else False,
            availability=offered[row.id][2] if row.id in offered else Availability(Ready.PAUSED),
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


def offers(db: Session, ids: Sequence[UUID] | None = None) -> dict[UUID, tuple[Money | None, bool, Availability]]:
    """For some products, or for all: the price shown, whether there are others, and how soon it can be had."""
    query = select(Variant, Stock.on_hand, Stock.held).outerjoin(Stock, and_(Stock.variant_id == Variant.id))
    if ids is not None:
        query = query.where(Variant.product_id.in_(ids))
    by_product: dict[UUID, list[tuple[Money | None, Availability]]] = {}
    for variant, on_hand, held in db.execute(query.order_by(Variant.position)):
        line = (variant.price, availability(variant, on_hand or 0, held or 0))
        by_product.setdefault(variant.product_id, []).append(line)
    return {
        product_id: (*shown_price(lines), best_availability([soon for _price, soon in lines]))
        for product_id, lines in by_product.items()
    }
