"""Crafts and materials by name: two small trees, read whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.affiliates.models import Group
from app.affiliates.places import is_public
from app.catalog.models import Craft, CraftText, Material, MaterialText, Product, ProductPhoto
from app.catalog.views import CraftLine
from app.core.errors import NotFound, _
from app.core.i18n import Reader
from app.core.texts import Words, words
from app.media.views import PhotoView, photo_views


class CraftNotFound(NotFound):
    """No craft has this address."""

    words = _("We could not find that craft.")


@dataclass(frozen=True)
class CraftNames:
    """Names by slug, and which stands below which."""

    names: dict[str, Words]
    parents: dict[str, str | None]

    def line(self, slug: str) -> CraftLine:
        """A craft with the one above it."""
        parent = self.parents.get(slug)
        return CraftLine(slug, self.names[slug], self.line(parent) if parent else None)


@dataclass(frozen=True, slots=True)
class CraftCard:
    """A craft with the number of its products and one picture."""

    slug: str
    name: Words
    products: int
    cover: PhotoView | None


@dataclass(frozen=True, slots=True)
class CraftView:
    """Everything a craft's page says about it."""

    slug: str
    name: Words
    about: Words
    parent: CraftLine | None
    children: list[CraftCard]
    local_words: list[Words]


def craft_names(db: Session, reader: Reader) -> CraftNames:
    """All crafts by name."""
    texts = ((text.craft_slug, text) for text in db.scalars(select(CraftText)))
    return _tree_of(db, Craft, texts, reader)


def material_names(db: Session, reader: Reader) -> CraftNames:
    """All materials by name."""
    texts = ((text.material_slug, text) for text in db.scalars(select(MaterialText)))
    return _tree_of(db, Material, texts, reader)


def _tree_of(
    db: Session,
    kind: type[Craft] | type[Material],
    texts: Iterable[tuple[str, CraftText | MaterialText]],
    reader: Reader,
) -> CraftNames:
    by_slug: dict[str, list[CraftText | MaterialText]] = {}
    for slug, text in texts:
        by_slug.setdefault(slug, []).append(text)
    rows = db.execute(select(kind.slug, kind.parent_slug).order_by(kind.position)).all()
    names = {slug: words(by_slug.get(slug, []), "name", reader.lang, default=slug) for slug, _parent in rows}
    return CraftNames(names, {slug: parent for slug, parent in rows})


def craft_cards(db: Session, *, reader: Reader, below: str | None = None) -> list[CraftCard]:
    """The crafts of one level that have products to show: the top level, or those below a craft."""
    names = craft_names(db, reader)
    counted = db.execute(
        select(Product.craft_slug, func.count(Product.id), func.max(ProductPhoto.photo_id))
        .join(Group, Group.id == Product.group_id)
        .outerjoin(ProductPhoto, (ProductPhoto.product_id == Product.id) & (ProductPhoto.position == 0))
        .where(Product.published_at.is_not(None), Product.withdrawn_at.is_(None), is_public())
        .group_by(Product.craft_slug)
    ).all()
    totals: dict[str, tuple[int, str | None]] = {}
    for slug, count, photo_id in counted:
        parent = names.parents[slug]
        key = slug if below is not None else (parent or slug)
        if below is None or parent == below:
            known, cover = totals.get(key, (0, None))
            totals[key] = (known + count, cover or photo_id)
    photos = photo_views(db, [photo for _n, photo in totals.values() if photo], lang=reader.lang)
    return [
        CraftCard(slug, names.names[slug], totals[slug][0], photos.get(totals[slug][1] or ""))
        for slug in names.names
        if slug in totals
    ]


def craft_by_slug(db: Session, slug: str, *, reader: Reader) -> CraftView:
    """One craft with what stands above and below it.

    Raises:
        CraftNotFound: no such address.
    """
    craft = db.scalar(
        select(Craft).where(Craft.slug == slug).options(selectinload(Craft.texts), selectinload(Craft.local_words))
    )
    if craft is None:
        raise CraftNotFound()
    parent = craft_names(db, reader).line(craft.parent_slug) if craft.parent_slug else None
    return CraftView(
        slug=craft.slug,
        name=words(craft.texts, "name", reader.lang, default=craft.slug),
        about=words(craft.texts, "about", reader.lang),
        parent=parent,
        children=craft_cards(db, reader=reader, below=slug),
        local_words=[Words(row.word, row.lang) for row in craft.local_words],
    )


def crafts_of_group(db: Session, group_slug: str, *, reader: Reader) -> list[CraftLine]:
    """What a group makes, by craft."""
    names = craft_names(db, reader)
    used = select(Product.craft_slug).join(Group, Group.id == Product.group_id).where(Group.slug == group_slug)
    shown = used.where(Product.published_at.is_not(None), Product.withdrawn_at.is_(None)).distinct()
    return [names.line(slug) for slug in sorted(db.scalars(shown))]


def groups_of_craft(db: Session, slug: str) -> list[UUID]:
    """Who makes it: groups with a public product of a craft or of one below it."""
    below = select(Craft.slug).where((Craft.slug == slug) | (Craft.parent_slug == slug))
    shown = select(Product.group_id).where(
        Product.craft_slug.in_(below), Product.published_at.is_not(None), Product.withdrawn_at.is_(None)
    )
    return list(db.scalars(shown.distinct()))
