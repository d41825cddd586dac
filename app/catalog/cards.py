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
    """A product that a list shows, before its card is read."""

    stamp: int
    mark: str  # of all its card shows: with the same mark, the same card for the same reader


# Built once: building a statement costs more than running it.
_COVER = (ProductPhoto.product_id == Listing.product_id) & (ProductPhoto.position == 0)
_SHOWN = (
    select(
        Listing.stamp,
        Listing.face,
        Group.name,
        Group.district,
        Group.country_code,
        Photo.id.label("cover"),
        Photo.ready,
    )
    .join(Product, Product.id == Listing.product_id)
    .join(Group, Group.id == Product.group_id)
    .outerjoin(ProductPhoto, _COVER)
    .outerjoin(Photo, (Photo.id == ProductPhoto.photo_id) & Photo.withdrawn_at.is_(None))
    .where(Listing.stamp.in_(bindparam("stamps", expanding=True)))
)
_ROWS = (
    select(
        Listing.stamp,
        Product.id,
        Product.slug,
        Product.published_at,
        Group.id.label("group_id"),
        Group.slug.label("group_slug"),
        Group.name,
        Group.district,
        Group.country_code,
        Country.region_slug,
        ProductPhoto.photo_id,
    )
    .join(Product, Product.id == Listing.product_id)
    .join(Group, Group.id == Product.group_id)
    .join(Country, Country.code == Group.country_code)
    .outerjoin(ProductPhoto, _COVER)
    .where(Listing.stamp.in_(bindparam("stamps", expanding=True)))
)
_TITLES = select(ProductText.product_id, ProductText.lang, ProductText.standing, ProductText.title).where(
    ProductText.product_id.in_(bindparam("ids", expanding=True))
)


def shown(db: Session, stamps: Sequence[int]) -> list[Shown]:
    """Listed products by their stamps, in that order. One statement."""
    rows = db.connection().execute(_SHOWN, {"stamps": list(stamps)})
    found = {stamp: Shown(stamp, "\x1f".join(map(str, looks))) for stamp, *looks in rows}
    return [found[stamp] for stamp in stamps if stamp in found]


def stamps_of(db: Session, ids: Sequence[UUID]) -> list[int]:
    """The stamps of products by their ids, in that order; what is not public is left out."""
    listed = select(Listing.product_id, Listing.stamp).where(Listing.product_id.in_(ids))
    stamps = {product_id: stamp for product_id, stamp in db.execute(listed)}
    return [stamps[id_] for id_ in ids if id_ in stamps]


def cards(db: Session, stamps: Sequence[int], *, reader: Reader) -> list[ProductCard]:
    """The cards of listed products by their stamps, in that order."""
    rows = {row.stamp: row for row in db.execute(_ROWS, {"stamps": list(stamps)})}
    ids = [row.id for row in rows.values()]
    titles = _titles(db, ids)
    covers = photo_views(db, [row.photo_id for row in rows.values() if row.photo_id], lang=reader.lang)
    offered = offers(db, ids)
    found = []
    for row in (rows[stamp] for stamp in stamps if stamp in rows):
        offer = offered.get(row.id)
        card = ProductCard(
            id=row.id,
            slug=row.slug,
            title=words(titles.get(row.id, []), "title", reader.lang),
            group=GroupLine(row.group_id, row.group_slug, row.name, row.district, row.country_code, row.region_slug),
            cover=covers.get(row.photo_id or ""),
            price=offer.price if offer else None,
            price_from=offer.price_from if offer else False,
            availability=offer.availability if offer else Availability(Ready.PAUSED),
            published_at=row.published_at,
        )
        found.append(card)
    return found


def _titles(db: Session, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in db.execute(_TITLES, {"ids": list(ids)}):
        found.setdefault(row.product_id, []).append(row)
    return found
