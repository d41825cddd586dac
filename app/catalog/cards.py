"""Product cards, many at a time: a bounded number of statements however many products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.affiliates.models import Country, Group
from app.affiliates.views import GroupLine
from app.catalog.finding.models import Listing
from app.catalog.models import Product, ProductPhoto, ProductText
from app.catalog.offers import offers
from app.catalog.views import Availability, ProductCard, Ready
from app.core.i18n import Reader
from app.core.texts import words
from app.media.models import Photo
from app.media.views import photo_views


@dataclass(frozen=True, slots=True)
class Shown:
    """A product that a list shows, before its card is read. Two equal ones have equal cards for the same reader."""

    stamp: int
    product_id: UUID
    face: str  # a digest of what the product itself puts on its card
    group: GroupLine
    cover_id: str | None
    cover_ready: int | None


# Built once: building a statement costs more than running it.
_SHOWN = (
    select(
        Listing.stamp,
        Listing.product_id,
        Listing.face,
        Group.id.label("group_id"),
        Group.slug,
        Group.name,
        Group.district,
        Group.country_code,
        Country.region_slug,
        Photo.id.label("cover_id"),
        Photo.ready,
    )
    .join(Product, Product.id == Listing.product_id)
    .join(Group, Group.id == Product.group_id)
    .join(Country, Country.code == Group.country_code)
    .outerjoin(ProductPhoto, (ProductPhoto.product_id == Listing.product_id) & (ProductPhoto.position == 0))
    .outerjoin(Photo, (Photo.id == ProductPhoto.photo_id) & Photo.withdrawn_at.is_(None))
)
_BY_STAMP = _SHOWN.where(Listing.stamp.in_(bindparam("stamps", expanding=True)))
_BY_ID = _SHOWN.where(Listing.product_id.in_(bindparam("ids", expanding=True)))
_PRODUCTS = select(Product.id, Product.slug, Product.published_at).where(
    Product.id.in_(bindparam("ids", expanding=True))
)
_TITLES = select(ProductText.product_id, ProductText.lang, ProductText.standing, ProductText.title).where(
    ProductText.product_id.in_(bindparam("ids", expanding=True))
)


def shown(db: Session, stamps: Sequence[int]) -> list[Shown]:
    """Listed products by their stamps, in that order. One statement."""
    rows = {row.stamp: _shown(row) for row in db.execute(_BY_STAMP, {"stamps": list(stamps)})}
    return [rows[stamp] for stamp in stamps if stamp in rows]


def shown_by_id(db: Session, ids: Sequence[UUID]) -> list[Shown]:
    """Products by their ids, in that order; what is not public is left out."""
    rows = {row.product_id: _shown(row) for row in db.execute(_BY_ID, {"ids": list(ids)})}
    return [rows[id_] for id_ in ids if id_ in rows]


def _shown(row: Any) -> Shown:
    group = GroupLine(row.group_id, row.slug, row.name, row.district, row.country_code, row.region_slug)
    return Shown(row.stamp, row.product_id, row.face, group, row.cover_id, row.ready)


def cards(db: Session, items: Sequence[Shown], *, reader: Reader) -> list[ProductCard]:
    """The cards of products, in their order."""
    ids = [item.product_id for item in items]
    products = {row.id: row for row in db.execute(_PRODUCTS, {"ids": ids})}
    titles = _titles(db, ids)
    covers = photo_views(db, [item.cover_id for item in items if item.cover_id], lang=reader.lang)
    offered = offers(db, ids)
    found = []
    for item in items:
        product, offer = products[item.product_id], offered.get(item.product_id)
        card = ProductCard(
            id=item.product_id,
            slug=product.slug,
            title=words(titles.get(item.product_id, []), "title", reader.lang),
            group=item.group,
            cover=covers.get(item.cover_id or ""),
            price=offer.price if offer else None,
            price_from=offer.price_from if offer else False,
            availability=offer.availability if offer else Availability(Ready.PAUSED),
            published_at=product.published_at,
        )
        found.append(card)
    return found


def _titles(db: Session, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in db.execute(_TITLES, {"ids": list(ids)}):
        found.setdefault(row.product_id, []).append(row)
    return found
