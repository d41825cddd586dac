"""Reads of single products and of the shelves around them. They change nothing."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.affiliates.channels import ChannelKind
from app.affiliates.queries import published_group
from app.affiliates.views import GroupCard, GroupView
from app.catalog.availability import availability
from app.catalog.cards import stamps_of
from app.catalog.crafts import craft_names, material_names
from app.catalog.finding.models import Listing, Term, TermKind
from app.catalog.listing import ProductFilter, asked_for, listed
from app.catalog.models import Capacity, Product, ProductPhoto, ShelfPlace, Variant, public_products
from app.catalog.views import MaterialLine, ProductView, VariantView
from app.core.errors import NotFound, _
from app.core.i18n import Reader
from app.core.money import Money
from app.core.texts import Standing, Words, words
from app.media.views import PhotoView, photo_views


class ProductNotFound(NotFound):
    """No published product has this address."""

    words = _("We could not find that product. It may have been sold or withdrawn.")


def published_product(db: Session, slug: str, *, reader: Reader) -> tuple[ProductView, GroupView]:
    """A product and the group that makes it, in the reader's language.

    Raises:
        ProductNotFound: unknown, not yet published, withdrawn, or of a group that is.
    """
    id_ = db.scalar(public_products(Product.id).where(Product.slug == slug))
    if id_ is None:
        raise ProductNotFound()
    product = db.scalars(select(Product).where(Product.id == id_).options(*_EVERYTHING)).one()
    group = published_group(db, product.group.slug, reader=reader)
    return _product_view(db, product, group, reader), group


_EVERYTHING = (
    selectinload(Product.group),
    selectinload(Product.texts),
    selectinload(Product.materials),
    selectinload(Product.shares),
    selectinload(Product.pictures),
    selectinload(Product.variants).options(
        selectinload(Variant.texts), selectinload(Variant.steps), selectinload(Variant.stock)
    ),
)


def _product_view(db: Session, product: Product, group: GroupView, reader: Reader) -> ProductView:
    original = [row for row in product.texts if row.standing is Standing.ORIGINAL]
    assert product.published_at is not None
    return ProductView(
        id=product.id,
        slug=product.slug,
        code=product.code,
        title=words(product.texts, "title", reader.lang),
        story=words(product.texts, "story", reader.lang),
        original_title=words(original, "title", reader.lang),
        original_story=words(original, "story", reader.lang),
        group=group.line,
        craft=craft_names(db, reader).line(product.craft_slug),
        local_word=Words(product.local_word, product.local_word_lang or "und"),
        photos=_photos(db, product.pictures, reader),
        variants=tuple(_variant_view(variant, reader) for variant in product.variants),
        materials=_materials(db, product, reader),
        size_mm=tuple(mm for mm in (product.length_mm, product.width_mm, product.height_mm) if mm),
        weight_grams=product.weight_grams,
        hs_code=product.hs_code,
        hours=product.work_minutes / 60 if product.work_minutes else None,
        said_by=product.said_by,
        said_on=product.said_on,
        shares=tuple((share.share_of, share.share_bp) for share in product.shares),
        capacity_per_month=db.scalar(select(Capacity.pieces_per_month).where(Capacity.product_id == product.id)),
        own_shop_url=product.own_shop_url if _shows_shop(group) else None,
        published_at=product.published_at,
        sample=product.sample,
    )


def _shows_shop(group: GroupView) -> bool:
    """Whether the group lets its own shop be shown: then a product's place in it may be, too."""
    return any(channel.kind is ChannelKind.WEB_SHOP for channel in group.channels)


def _photos(db: Session, pictures: list[ProductPhoto], reader: Reader) -> tuple[PhotoView, ...]:
    found = photo_views(db, [p.photo_id for p in pictures], lang=reader.lang)
    return tuple(found[p.photo_id] for p in pictures if p.photo_id in found)


def _materials(db: Session, product: Product, reader: Reader) -> tuple[MaterialLine, ...]:
    names = material_names(db, reader).names
    return tuple(MaterialLine(m.material_slug, names[m.material_slug], m.origin) for m in product.materials)


def _variant_view(variant: Variant, reader: Reader) -> VariantView:
    stock = variant.stock
    return VariantView(
        sku=variant.sku,
        label=words(variant.texts, "label", reader.lang),
        own_label=words([row for row in variant.texts if row.standing is Standing.ORIGINAL], "label", reader.lang),
        kind=variant.kind,
        price=variant.price,
        availability=availability(variant, stock.on_hand if stock else 0, stock.held if stock else 0),
        steps=tuple((step.from_quantity, Money(step.price_amount, variant.price_currency)) for step in variant.steps),
    )


def slug_of_code(db: Session, code: str) -> str:
    """The address of the product behind a short code, however the code was typed.

    Raises:
        ProductNotFound: no public product has this code.
    """
    slug = db.scalar(public_products(Product.slug).where(Product.code == code.upper()))
    if slug is None:
        raise ProductNotFound()
    return str(slug)


def more_from_group(db: Session, product: ProductView, *, limit: int) -> list[int]:
    """The stamps of up to `limit` others of the same group, newest first."""
    of_group = asked_for(db, ProductFilter(group=product.group.slug)).question
    found = listed(db, of_group, limit=limit + 1).stamps
    own = db.scalar(select(Listing.stamp).where(Listing.product_id == product.id))
    return [stamp for stamp in found if stamp != own][:limit]


def chosen_shelf(db: Session, *, limit: int) -> list[int]:
    """The stamps of what HNI chose for the front page, in its order; what is not public is left out."""
    places = select(ShelfPlace.product_id).order_by(ShelfPlace.position).limit(limit)
    return stamps_of(db, list(db.scalars(places)))


def counted(db: Session, groups: list[GroupCard]) -> list[GroupCard]:
    """The same group cards with the number of their public products."""
    slugs = [card.line.slug for card in groups]
    query = select(Term.value, Term.listed).where(Term.kind == TermKind.GROUP, Term.value.in_(slugs))
    counts = {slug: count for slug, count in db.execute(query)}
    return [replace(card, products=counts.get(card.line.slug, 0)) for card in groups]
