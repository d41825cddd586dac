"""Crafts and materials by name: two small trees, read whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, union_all
from sqlalchemy.orm import Session, selectinload

from app.catalog.finding.models import Listing, Posting, Term, TermKind
from app.catalog.models import Craft, CraftText, Material, MaterialText, Product, ProductPhoto
from app.catalog.views import CraftLine
from app.core.errors import NotFound, _
from app.core.i18n import Reader, by_name
from app.core.texts import Words, words
from app.media.models import Photo
from app.media.views import PhotoView, photo_views

ENOUGH = 500  # of the newest products tell what a group makes and who makes a craft
COVERS_TRIED = 4


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


# Plain rows: each page of a product reads both trees.
_CRAFT_TEXTS = select(CraftText.craft_slug.label("slug"), CraftText.lang, CraftText.standing, CraftText.name)
_MATERIAL_TEXTS = select(
    MaterialText.material_slug.label("slug"), MaterialText.lang, MaterialText.standing, MaterialText.name
)


def craft_names(db: Session, reader: Reader) -> CraftNames:
    """All crafts by name."""
    return _tree_of(db, Craft, _CRAFT_TEXTS, reader)


def material_names(db: Session, reader: Reader) -> CraftNames:
    """All materials by name."""
    return _tree_of(db, Material, _MATERIAL_TEXTS, reader)


def _tree_of(db: Session, kind: type[Craft] | type[Material], texts: Any, reader: Reader) -> CraftNames:
    by_slug: dict[str, list[Any]] = {}
    for text in db.execute(texts):
        by_slug.setdefault(text.slug, []).append(text)
    rows = db.execute(select(kind.slug, kind.parent_slug).order_by(kind.position)).all()
    names = {slug: words(by_slug.get(slug, []), "name", reader.lang, default=slug) for slug, _parent in rows}
    return CraftNames(names, {slug: parent for slug, parent in rows})


def craft_cards(db: Session, *, reader: Reader, below: str | None = None) -> list[CraftCard]:
    """The crafts of one level that have products to show: the top level, or those below a craft."""
    names = craft_names(db, reader)
    level = [slug for slug, parent in names.parents.items() if parent == below]
    rows = db.execute(
        select(Term.id, Term.value, Term.listed).where(
            Term.kind == TermKind.CRAFT, Term.value.in_(level), Term.listed > 0
        )
    )
    shown = {row.value: row for row in rows}
    covers = _newest_covers(db, [row.id for row in shown.values()])
    photos = photo_views(db, covers.values(), lang=reader.lang)
    return [
        CraftCard(slug, names.names[slug], shown[slug].listed, photos.get(covers.get(shown[slug].id, "")))
        for slug in names.names
        if slug in shown
    ]


def _newest_covers(db: Session, crafts: list[int]) -> dict[int, str]:
    """For each craft the cover of one of its newest products, and for no two of them the same if that can be."""
    if not crafts:
        return {}
    some = union_all(*(select(_newest_of(term).subquery()) for term in crafts)).subquery()
    rows = db.execute(
        select(some.c.term_id, ProductPhoto.photo_id)
        .join(Listing, Listing.stamp == some.c.stamp)
        .join(ProductPhoto, (ProductPhoto.product_id == Listing.product_id) & (ProductPhoto.position == 0))
        .join(Photo, (Photo.id == ProductPhoto.photo_id) & Photo.withdrawn_at.is_(None))
        .order_by(some.c.stamp.desc())
    )
    chosen: dict[int, str] = {}
    spare: dict[int, str] = {}
    for term, photo in rows:
        spare.setdefault(term, photo)
        if term not in chosen and photo not in chosen.values():
            chosen[term] = photo
    return spare | chosen


def _newest_of(term: int) -> Select[int, int]:
    newest = select(Posting.term_id, Posting.stamp).where(Posting.term_id == term)
    return newest.order_by(Posting.stamp.desc()).limit(COVERS_TRIED)


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
    """What a group makes: its crafts by name."""
    names = craft_names(db, reader)
    newest = _newest_listings(db, TermKind.GROUP, group_slug)
    made = select(Product.craft_slug).where(Product.id.in_(newest)).distinct()
    lines = [names.line(slug) for slug in db.scalars(made)]
    return sorted(lines, key=lambda line: by_name(line.name.text, reader.lang))


def groups_of_craft(db: Session, slug: str) -> list[UUID]:
    """Who makes it: the groups of the newest products of a craft or of one below it."""
    newest = _newest_listings(db, TermKind.CRAFT, slug)
    return list(db.scalars(select(Product.group_id).where(Product.id.in_(newest)).distinct()))


def _newest_listings(db: Session, kind: TermKind, value: str) -> Select[Any]:
    term = db.scalar(select(Term.id).where(Term.kind == kind, Term.value == value))
    newest = select(Posting.stamp).where(Posting.term_id == term).order_by(Posting.stamp.desc()).limit(ENOUGH)
    return select(Listing.product_id).where(Listing.stamp.in_(newest))
