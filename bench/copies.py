"""What each copy of a good gets of its own: ids, address, code, moment, group, and the term of its code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text, Uuid, select
from sqlalchemy.orm import Session

from app.catalog.finding.facts import face_of
from app.catalog.finding.models import Listing, Term, TermKind
from app.catalog.models import Product, ProductPhoto, ProductText
from app.catalog.offers import Offer, offers
from app.core.db import UtcDateTime
from bench.goods import NEWEST, SPREAD_MINUTES
from bench.rows import PRODUCT, VARIANT, code_of, group_id, made_up_id

_NUMBERS = (1 << 62) - 1  # the part of a made-up id that holds the number
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# Only for the connection that copies.
TABLES = MetaData()
COPY: Any = Table(
    "copy",
    TABLES,
    Column("stamp", BigInteger, primary_key=True, autoincrement=False),
    Column("source_stamp", BigInteger),
    Column("source_id", Uuid),
    Column("id", Uuid),
    Column("variant_id", Uuid),
    Column("published_at", UtcDateTime),
    Column("slug", String(80)),
    Column("code", String(8)),
    Column("sku", String(40)),
    Column("face", String(16)),
    Column("group_id", Uuid),
    Column("group_term", Integer),
    Column("code_term", Integer),
    Index("ix_copy_source_stamp", "source_stamp", "stamp"),  # all that postings are copied by
    prefixes=["TEMPORARY"],
)
GROUP_COPY: Any = Table(
    "group_copy",
    TABLES,
    Column("id", Uuid, primary_key=True),
    Column("source_id", Uuid),
    Column("slug", String(80)),
    Column("name", String(160)),
    prefixes=["TEMPORARY"],
)
SOURCE: Any = Table(  # what a copy takes over from the index
    "source",
    TABLES,
    Column("stamp", BigInteger, primary_key=True, autoincrement=False),
    Column("facets", Text),
    Column("words", Text),
    prefixes=["TEMPORARY"],
)
SHARED: Any = Table(
    "shared",
    TABLES,
    Column("term_id", Integer, primary_key=True, autoincrement=False),
    Column("stamp", BigInteger, primary_key=True, autoincrement=False),
    Column("weight", Integer),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)


@dataclass(frozen=True)
class Original:
    """A good that is in the database and findable."""

    number: int
    id: UUID
    slug: str
    stamp: int
    group: int
    facets: tuple[int, ...]  # but for its group
    words: tuple[str, ...]  # with their weights, but for its code
    texts: list[Any]
    cover: str | None
    offer: Offer | None


def number_of(id_: UUID) -> int:
    """The number that a made-up id was made from."""
    return id_.int & _NUMBERS


def originals(db: Session) -> list[Original]:
    """All goods by number, as the database has them."""
    texts: dict[UUID, list[Any]] = {}
    columns = (ProductText.product_id, ProductText.lang, ProductText.standing, ProductText.title)
    for text in db.execute(select(*columns).order_by(ProductText.lang)):
        texts.setdefault(text.product_id, []).append(text)
    first = select(ProductPhoto.product_id, ProductPhoto.photo_id).where(ProductPhoto.position == 0)
    covers = {product: photo for product, photo in db.execute(first)}
    offered, own = offers(db), own_terms(db)
    rows = db.execute(
        select(Product.id, Product.slug, Product.group_id, Listing.stamp, Listing.facets, Listing.words).join(
            Listing, Listing.product_id == Product.id
        )
    )
    found = [
        Original(
            number=number_of(row.id),
            id=row.id,
            slug=row.slug,
            stamp=row.stamp,
            group=number_of(row.group_id),
            facets=tuple(term for term in map(int, row.facets.split()) if term not in own),
            words=tuple(word for word in row.words.split() if int(word.partition(":")[0]) not in own),
            texts=texts[row.id],
            cover=covers.get(row.id),
            offer=offered.get(row.id),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: each.number)


def own_terms(db: Session) -> set[int]:
    """The terms that a copy does not share with its original: groups and codes."""
    codes = {code.lower() for code in db.scalars(select(Product.code))}
    words = db.execute(select(Term.id, Term.value).where(Term.kind == TermKind.WORD))
    groups = db.scalars(select(Term.id).where(Term.kind == TermKind.GROUP))
    return {id_ for id_, value in words if value in codes} | set(groups)


def copies(known: list[Original], n: int, first_term: int, group_terms: dict[int, int]) -> Iterator[dict[str, Any]]:
    """Rows of the table of copies that make up `n` goods, the oldest first.

    Args:
        first_term: the id of the first new term; from there on each copy has one for its code.
        group_terms: the terms of groups by number.
    """
    groups = max(each.group for each in known) + 1
    group_ids = {number: group_id(number) for number in group_terms}
    for number, stamp in _placed(len(known), n, {each.stamp for each in known}):
        source = known[number % len(known)]
        group = source.group + groups * (number // len(known))
        moment = stamp - stamp % 1_000_000  # publications are made up to the minute
        id_ = made_up_id(moment // 1000, PRODUCT, number)
        slug = f"{source.slug.rpartition('-')[0]}-{number}"
        yield {
            "source_id": source.id,
            "source_stamp": source.stamp,
            "id": id_,
            "variant_id": made_up_id(moment // 1000, VARIANT, number),
            "stamp": stamp,
            "published_at": _EPOCH + moment * _MICROSECOND,
            "slug": slug,
            "code": code_of(number),
            "sku": f"MADE-UP-{number}",
            "face": face_of(slug, source.offer, source.texts, source.cover, group_ids[group]),
            "group_id": group_ids[group],
            "group_term": group_terms[group],
            "code_term": first_term + number - len(known),
        }


def _placed(first: int, n: int, taken: Iterable[int]) -> list[tuple[int, int]]:
    """For each number its place among the newest, as upkeep gives it: its moment, or the next one that is free."""
    chance, last = Random("copies"), set(taken)
    newest = (NEWEST - _EPOCH) // _MICROSECOND
    found = []
    for number in range(first, n):
        stamp = newest - 600_000_000 * chance.randrange(SPREAD_MINUTES // 10)
        while stamp in last:
            stamp += 1
        last.add(stamp)
        found.append((number, stamp))
    return sorted(found, key=lambda each: each[1])
