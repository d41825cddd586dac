"""The tables of the index. Only `upkeep` and `names` write them."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.texts import enum_column

# Words are compared byte by byte, so that "begins with" is a range of the index on both databases.
Word = String(80).with_variant(String(80, collation="C"), "postgresql")


class TermKind(StrEnum):
    """What a term is."""

    REGION = "region"
    COUNTRY = "country"
    AFFILIATE = "affiliate"
    GROUP = "group"
    CRAFT = "craft"  # a product has its craft and the one above it
    MATERIAL = "material"  # the same
    READY = "ready"
    RAIL = "rail"
    WHOLESALE = "wholesale"
    BAND = "band"  # of prices, see `core/rates.py:band`
    CONCEPT = "concept"  # a thing that many words of many languages mean
    WORD = "word"  # a folded word of its texts
    PIECE = "piece"  # two neighbouring letters of a script without spaces


class Term(Base):
    """Something products can be found by, and how many public ones can."""

    __tablename__ = "term"
    __table_args__ = (Index("uq_term_kind_value", "kind", "value", unique=True),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[TermKind] = mapped_column(enum_column(TermKind))
    value: Mapped[str] = mapped_column(Word)
    listed: Mapped[int] = mapped_column(Integer, default=0)


class Listing(Base):
    """A public product as lists see it. There is a row exactly as long as the product is public."""

    __tablename__ = "listing"
    __table_args__ = (Index("ix_listing_price_rank", "price_rank", "stamp"),)

    stamp: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Its place among the newest: the microsecond of its publication, or the next one that is free."""
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), unique=True)
    price_rank: Mapped[int] = mapped_column(BigInteger)
    face: Mapped[str] = mapped_column(String(16))  # a digest of all its card shows, but for its photograph
    facets: Mapped[str] = mapped_column(Text)  # ids of its terms that are choices of a filter: "3 17 204"
    words: Mapped[str] = mapped_column(Text)  # all its other terms with their weights: "311:8 96:1"


class Posting(Base):
    """A term has a public product. `weight` says how much a product is about a word; 0 for choices of a filter."""

    __tablename__ = "posting"
    __table_args__ = (
        Index("ix_posting_weight", "term_id", "weight", "stamp"),
        {"sqlite_with_rowid": False},
    )

    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True, autoincrement=False)
    stamp: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    weight: Mapped[int] = mapped_column(SmallInteger)


class TermPair(Base):
    """How many public products have both of two choices: a region or a country, and a craft."""

    __tablename__ = "term_pair"
    __table_args__ = ({"sqlite_with_rowid": False},)

    place_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True, autoincrement=False)
    craft_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True, autoincrement=False)
    listed: Mapped[int] = mapped_column(Integer)


class TermName(Base):
    """A word means another term: "kenya" a country, "indigo" a colour, "kiondo" a basket."""

    __tablename__ = "term_name"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True, autoincrement=False)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True, autoincrement=False, index=True)
    weight: Mapped[int] = mapped_column(SmallInteger)
    asks: Mapped[bool] = mapped_column(Boolean, default=True)
    """False: a product of this word has the term, but who asks for the word does not ask for the whole term."""


class AskedAs(Base):
    """Reference data: a word of some language by which people ask for a term, beside the names it has."""

    __tablename__ = "asked_as"

    kind: Mapped[TermKind] = mapped_column(enum_column(TermKind), primary_key=True)
    value: Mapped[str] = mapped_column(String(80), primary_key=True)
    word: Mapped[str] = mapped_column(String(80), primary_key=True)  # folded
    asks: Mapped[bool] = mapped_column(Boolean)  # as in `TermName`


class WordKey(Base):
    """A key under which a word is also found: a stem ("+basket"), a sound ("^vskt"), two of its letters ("=ba")."""

    __tablename__ = "word_key"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(Word, primary_key=True)
    word_id: Mapped[int] = mapped_column(
        ForeignKey("term.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
