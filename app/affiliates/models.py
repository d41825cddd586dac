"""The network: regions, countries, affiliates, groups, and the dated figures about them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Boolean, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime, uuid7
from app.core.texts import TextRow, enum_column
from app.media.models import Photo


class Region(Base):
    """One of the five regions of the network. Its slug also names its border motif."""

    __tablename__ = "region"

    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    texts: Mapped[list[RegionText]] = relationship(lazy="raise", cascade="all, delete-orphan")


class RegionText(TextRow, Base):
    """A region's name and a few sentences about it."""

    __tablename__ = "region_text"

    region_slug: Mapped[str] = mapped_column(ForeignKey("region.slug", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(Text, default="")


class Country(Base):
    """A country of the network by its ISO 3166-1 code. Its name in any language comes from CLDR."""

    __tablename__ = "country"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    region_slug: Mapped[str] = mapped_column(ForeignKey("region.slug"), index=True)
    texts: Mapped[list[CountryText]] = relationship(lazy="raise", cascade="all, delete-orphan")


class CountryText(TextRow, Base):
    """A few sentences about home-based work in a country."""

    __tablename__ = "country_text"

    country_code: Mapped[str] = mapped_column(ForeignKey("country.code", ondelete="CASCADE"), primary_key=True)
    about: Mapped[str] = mapped_column(Text)


class Affiliate(Base):
    """A member organisation of the network. A regional body has a region and no country."""

    __tablename__ = "affiliate"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    region_slug: Mapped[str] = mapped_column(ForeignKey("region.slug"), index=True)
    country_code: Mapped[str | None] = mapped_column(ForeignKey("country.code"), index=True)
    joined: Mapped[str | None] = mapped_column(String(10))  # as precise as known: "2021", "2021-02"
    website: Mapped[str | None] = mapped_column(String(300))
    sample: Mapped[bool] = mapped_column(Boolean, default=False)
    texts: Mapped[list[AffiliateText]] = relationship(lazy="raise", cascade="all, delete-orphan")


class AffiliateText(TextRow, Base):
    """What an affiliate says about itself."""

    __tablename__ = "affiliate_text"

    affiliate_id: Mapped[UUID] = mapped_column(ForeignKey("affiliate.id", ondelete="CASCADE"), primary_key=True)
    about: Mapped[str] = mapped_column(Text)


class Group(Base):
    """The group that makes and sells. Public from `published_at` until `withdrawn_at`."""

    __tablename__ = "maker_group"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    affiliate_id: Mapped[UUID] = mapped_column(ForeignKey("affiliate.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    country_code: Mapped[str] = mapped_column(ForeignKey("country.code"), index=True)
    district: Mapped[str] = mapped_column(String(120))  # a district, never a point
    timezone: Mapped[str] = mapped_column(String(40))
    currency: Mapped[str] = mapped_column(String(3))
    languages: Mapped[list[str]] = mapped_column(JSON)  # spoken, BCP 47, the first preferred
    founded: Mapped[int | None] = mapped_column(Integer)
    makers: Mapped[int | None] = mapped_column(Integer)  # how many women make
    capacity_per_month: Mapped[int | None] = mapped_column(Integer)  # pieces
    answers_within_hours: Mapped[int | None] = mapped_column(Integer)
    photo_id: Mapped[str | None] = mapped_column(ForeignKey("photo.id", ondelete="SET NULL"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sample: Mapped[bool] = mapped_column(Boolean, default=False)
    version: Mapped[int] = mapped_column(Integer)
    affiliate: Mapped[Affiliate] = relationship(lazy="raise")
    country: Mapped[Country] = relationship(lazy="raise")
    photo: Mapped[Photo | None] = relationship(lazy="raise")
    texts: Mapped[list[GroupText]] = relationship(lazy="raise", cascade="all, delete-orphan")
    rails: Mapped[list[GroupRail]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="GroupRail.position"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own form


class GroupText(TextRow, Base):
    """A group in its own words."""

    __tablename__ = "group_text"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("maker_group.id", ondelete="CASCADE"), primary_key=True)
    summary: Mapped[str] = mapped_column(String(300))
    about: Mapped[str] = mapped_column(Text)


class Means(StrEnum):
    """How money can reach a group, as a buyer would call it."""

    MOBILE_MONEY = "mobile_money"
    BANK_TRANSFER = "bank_transfer"
    CASH = "cash"
    CARD = "card"


class UsableFrom(StrEnum):
    """Who can use a way of paying: a till number is no help in another country."""

    COUNTRY = "country"
    ANYWHERE = "anywhere"


class GroupRail(Base):
    """A fact about a group: money can reach it this way, in this currency, from there.

    Kept true by whatever knows (an operator now, `payments` later), so that pages and filters need to ask nobody.
    """

    __tablename__ = "group_rail"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("maker_group.id", ondelete="CASCADE"), primary_key=True)
    means: Mapped[Means] = mapped_column(enum_column(Means), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    currency: Mapped[str] = mapped_column(String(3))
    usable_from: Mapped[UsableFrom] = mapped_column(enum_column(UsableFrom))
    live: Mapped[bool] = mapped_column(Boolean, default=True)


class NotifyAddress(Base):
    """Where the *system* reaches a group or an affiliate. Never public; no page reads this table."""

    __tablename__ = "notify_address"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("maker_group.id", ondelete="CASCADE"), unique=True)
    affiliate_id: Mapped[UUID | None] = mapped_column(ForeignKey("affiliate.id", ondelete="CASCADE"), unique=True)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))


MORE_THAN = " (more than)"  # behind a source: how the table tells that a number is the least


class Figure(Base):
    """A number about the network or the world of home-based work, with its date and its source."""

    __tablename__ = "figure"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    as_of: Mapped[str] = mapped_column(String(10), primary_key=True)  # as precise as the source: "2019", "2023-11"
    value: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(String(200))
    day: Mapped[date] = mapped_column(Date)  # `as_of` filled up to a day, for sorting
