"""What is for sale: crafts, materials, products, their variants, stock and pictures."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Text,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.affiliates.models import Group
from app.affiliates.places import is_public
from app.core.db import Base, UtcDateTime, uuid7
from app.core.money import Money
from app.core.texts import TextRow, enum_column
from app.media.models import Photo

NO_RANK = 2**62  # price on request: after every price


class Craft(Base):
    """A technique, on two levels: basketry, and coiled basketry below it."""

    __tablename__ = "craft"

    slug: Mapped[str] = mapped_column(String(60), primary_key=True)
    parent_slug: Mapped[str | None] = mapped_column(ForeignKey("craft.slug"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    texts: Mapped[list[CraftText]] = relationship(lazy="raise", cascade="all, delete-orphan")
    local_words: Mapped[list[CraftWord]] = relationship(lazy="raise", cascade="all, delete-orphan")


class CraftText(TextRow, Base):
    """A craft's name and one sentence about it."""

    __tablename__ = "craft_text"

    craft_slug: Mapped[str] = mapped_column(ForeignKey("craft.slug", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(Text, default="")


class CraftWord(Base):
    """What the makers themselves call it; never translated."""

    __tablename__ = "craft_word"

    craft_slug: Mapped[str] = mapped_column(ForeignKey("craft.slug", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(String(80), primary_key=True)
    lang: Mapped[str] = mapped_column(String(35))
    note: Mapped[str] = mapped_column(String(200), default="")


class Material(Base):
    """What things are made of, on two levels: plant fibre, and sisal below it."""

    __tablename__ = "material"

    slug: Mapped[str] = mapped_column(String(60), primary_key=True)
    parent_slug: Mapped[str | None] = mapped_column(ForeignKey("material.slug"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    texts: Mapped[list[MaterialText]] = relationship(lazy="raise", cascade="all, delete-orphan")


class MaterialText(TextRow, Base):
    """A material's name."""

    __tablename__ = "material_text"

    material_slug: Mapped[str] = mapped_column(ForeignKey("material.slug", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))


class Said(StrEnum):
    """Who stands behind a fact about a product."""

    GROUP = "group"
    AFFILIATE = "affiliate"


class Product(Base):
    """What is described; its variants are what is sold. Public from `published_at` until `withdrawn_at`."""

    __tablename__ = "product"
    __table_args__ = (
        Index("ix_product_newest", "published_at", "id"),
        Index("ix_product_price", "price_rank", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)  # the short address /p/{code}
    group_id: Mapped[UUID] = mapped_column(ForeignKey("maker_group.id"), index=True)
    craft_slug: Mapped[str] = mapped_column(ForeignKey("craft.slug"), index=True)
    local_word: Mapped[str] = mapped_column(String(80), default="")
    local_word_lang: Mapped[str] = mapped_column(String(35), default="")
    length_mm: Mapped[int | None] = mapped_column(Integer)
    width_mm: Mapped[int | None] = mapped_column(Integer)
    height_mm: Mapped[int | None] = mapped_column(Integer)
    weight_grams: Mapped[int | None] = mapped_column(Integer)
    work_minutes: Mapped[int | None] = mapped_column(Integer)
    said_by: Mapped[Said | None] = mapped_column(enum_column(Said))
    said_on: Mapped[date | None] = mapped_column(Date)
    own_shop_url: Mapped[str | None] = mapped_column(String(300))  # this product in the group's own shop
    price_rank: Mapped[int] = mapped_column(BigInteger, default=NO_RANK)  # see core/rates; not money
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sample: Mapped[bool] = mapped_column(Boolean, default=False)
    version: Mapped[int] = mapped_column(Integer)
    hs_code: Mapped[str] = mapped_column(String(10), default="", server_default=text("''"))  # see catalog/customs
    group: Mapped[Group] = relationship(lazy="raise")
    texts: Mapped[list[ProductText]] = relationship(lazy="raise", cascade="all, delete-orphan")
    variants: Mapped[list[Variant]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Variant.position", back_populates="product"
    )
    pictures: Mapped[list[ProductPhoto]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="ProductPhoto.position"
    )
    materials: Mapped[list[ProductMaterial]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="ProductMaterial.position"
    )
    shares: Mapped[list[MoneyShare]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="MoneyShare.position"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own form


class ProductText(TextRow, Base):
    """A product's title and story."""

    __tablename__ = "product_text"

    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    story: Mapped[str] = mapped_column(Text, default="")


class ProductWords(Base):
    """The words of release 0.1, which may still run on this database: nothing of this release reads or writes them.

    A migration of a later release drops the table.
    """

    __tablename__ = "product_words"

    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    folded: Mapped[str] = mapped_column(Text)


class ProductPhoto(Base):
    """A picture of a product; position 0 is its cover."""

    __tablename__ = "product_photo"

    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    photo_id: Mapped[str] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), index=True)
    photo: Mapped[Photo] = relationship(lazy="raise")


class ProductMaterial(Base):
    """A material of a product and where it comes from."""

    __tablename__ = "product_material"

    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    material_slug: Mapped[str] = mapped_column(ForeignKey("material.slug"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(Integer)
    origin: Mapped[str] = mapped_column(String(120), default="")


class ShareOf(StrEnum):
    """Where a part of the price goes."""

    MAKER = "maker"
    MATERIALS = "materials"
    GROUP_FUND = "group_fund"
    DYEING = "dyeing"
    TRANSPORT = "transport"
    TAX = "tax"


class MoneyShare(Base):
    """A declared part of the price, in hundredths of a percent; the parts of a product add up to 10,000."""

    __tablename__ = "money_share"

    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    share_of: Mapped[ShareOf] = mapped_column(enum_column(ShareOf), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    share_bp: Mapped[int] = mapped_column(Integer)


class StockKind(StrEnum):
    """How pieces come to be there. A price on request is a missing price, not a kind of stock."""

    COUNTED = "counted"
    ONE_OF_A_KIND = "one_of_a_kind"
    MADE_TO_ORDER = "made_to_order"


class Variant(Base):
    """What is sold: a size or a colour of a product, with its price and how soon it can be had."""

    __tablename__ = "variant"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    sku: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[StockKind] = mapped_column(enum_column(StockKind))
    price_amount: Mapped[int | None] = mapped_column(BigInteger)  # minor units; None: price on request
    price_currency: Mapped[str] = mapped_column(String(3))
    lead_days: Mapped[int] = mapped_column(Integer, default=0)  # until it can leave the group
    available: Mapped[bool] = mapped_column(Boolean, default=True)  # False: not offered at the moment
    product: Mapped[Product] = relationship(lazy="raise", back_populates="variants")
    texts: Mapped[list[VariantText]] = relationship(lazy="raise", cascade="all, delete-orphan")
    steps: Mapped[list[PriceStep]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="PriceStep.from_quantity"
    )
    stock: Mapped[Stock | None] = relationship(lazy="raise", cascade="all, delete-orphan")

    @property
    def price(self) -> Money | None:
        """The price of one piece, or None: on request."""
        return None if self.price_amount is None else Money(self.price_amount, self.price_currency)


class VariantText(TextRow, Base):
    """What sets a variant apart: "Large", "Indigo"."""

    __tablename__ = "variant_text"

    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)
    label: Mapped[str] = mapped_column(String(80))


class PriceStep(Base):
    """A wholesale price: from this many pieces, each costs this much."""

    __tablename__ = "price_step"

    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)
    from_quantity: Mapped[int] = mapped_column(Integer, primary_key=True)
    price_amount: Mapped[int] = mapped_column(BigInteger)


class Stock(Base):
    """Pieces of a counted or one-of-a-kind variant. Only `catalog/stock.py` writes it."""

    __tablename__ = "stock"
    __table_args__ = (CheckConstraint("held >= 0 AND held <= on_hand", name="held_within_on_hand"),)

    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)
    on_hand: Mapped[int] = mapped_column(Integer)
    held: Mapped[int] = mapped_column(Integer, default=0)
    counted: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))  # on hand, and all taken so far


class Capacity(Base):
    """How many pieces of a product can be made in a month; the group's own figure stands on `Group`."""

    __tablename__ = "capacity"

    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    pieces_per_month: Mapped[int] = mapped_column(Integer)


class ShelfPlace(Base):
    """A product that HNI chose for the front page, and its place there."""

    __tablename__ = "shelf_place"

    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)


def public_products(*columns: Any) -> Select[*tuple[Any, ...]]:
    """These columns of products the public may see, with their groups; the condition that `Listing` follows."""
    shown = Product.published_at.is_not(None) & Product.withdrawn_at.is_(None) & is_public()
    return select(*columns).select_from(Product).join(Group, Group.id == Product.group_id).where(shown)
