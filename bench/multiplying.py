"""Many more goods out of some that are in a bazaar's database: every table is multiplied in the database itself.

The true path writes 40 to 100 rows a product in 3 to 4 ms, which is an hour for a million. A copy differs from its
original in what must be its own, see `copies`; its words, facets and prices are the same. So the vocabulary stays that
of the originals, as it would: made-up goods of any number have the same words. `bazaar check` finds nothing to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import String, cast, event, func, insert, literal, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.schema import AddConstraint, DropConstraint

from app.affiliates.models import Group, GroupRail, GroupText
from app.catalog.finding.facts import IN_CODE
from app.catalog.finding.folding import keys
from app.catalog.finding.models import Listing, Posting, Term, TermKind, WordKey
from app.catalog.finding.names import name_terms
from app.catalog.finding.terms import term_ids
from app.catalog.finding.upkeep import count_pairs
from app.catalog.models import (
    Capacity,
    MoneyShare,
    PriceStep,
    Product,
    ProductMaterial,
    ProductPhoto,
    ProductText,
    Stock,
    Variant,
    VariantText,
)
from app.core.db import Database
from app.core.revision import raise_revision
from bench.copies import COPY, GROUP_COPY, SHARED, SOURCE, TABLES, Original, copies, number_of, originals, own_terms
from bench.rows import group_id

BATCH = 10_000
Say = Callable[[str], None]

_PARTS = (ProductText, ProductMaterial, ProductPhoto, MoneyShare, Capacity)
_VARIANT_PARTS = (VariantText, PriceStep, Stock)


@contextmanager
def hurried(url: str) -> Iterator[Database]:
    """A database that is filled without a thought of power cuts; on SQLite nobody else may have it open."""
    database = Database(url)

    def prepare(connection: Any, _record: object) -> None:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-2000000"):
            connection.execute(f"PRAGMA {pragma}")

    if database.is_sqlite:
        event.listen(database.engine, "connect", prepare)
    try:
        yield database
    finally:
        database.close()


def multiply(database: Database, n: int, *, say: Say = lambda _line: None) -> None:
    """Make so many goods out of those that are there, which must be all made up, with their groups."""
    with database.writing() as db:
        TABLES.create_all(db.connection())
        known = originals(db)
        groups = _copy_groups(db, -(-n // len(known)))
        say(f"{len(groups):,} groups")
        _prepare(db, known, n, groups)
        say(f"{n - len(known):,} copies are laid out")
        _copy_goods(db)
        say("copies are written")
        _copy_index(db, known, n)
        say("copies are findable")
        TABLES.drop_all(db.connection())
        raise_revision(db)


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(rows)
    while some := list(islice(rest, BATCH)):
        yield some


def _insert(db: Session, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    for some in _batches(rows):
        db.connection().execute(insert(table), some)


def _select_into(db: Session, table: Any, source: Any, **other: Any) -> None:
    """Copy rows of a table; `other` are the columns that get other values."""
    table = getattr(table, "__table__", table)
    columns = [column.name for column in table.columns]
    values = [other.get(name, table.c[name]) for name in columns]
    db.connection().execute(insert(table).from_select(columns, source(select(*values))))


def _copy_groups(db: Session, rounds: int) -> dict[int, int]:
    """Each group once more for every round but the first; the terms of all groups by number."""
    known = {number_of(row.id): row for row in db.execute(select(Group.id, Group.name))}
    slugs = {}
    rows = []
    for number in range(len(known), rounds * len(known)):
        source = known[number % len(known)]
        name = source.name.rstrip("0123456789 ")
        slugs[number] = f"made-up-group-{number}"
        told = {"slug": slugs[number], "name": f"{name} {number}", "source_id": source.id}
        rows.append({"id": group_id(number), **told})
    _insert(db, GROUP_COPY, rows)
    own = {"id": GROUP_COPY.c.id, "slug": GROUP_COPY.c.slug, "name": GROUP_COPY.c.name}
    _select_into(db, Group, lambda query: query.join(GROUP_COPY, Group.id == GROUP_COPY.c.source_id), **own)
    for part in (GroupText, GroupRail):
        match = part.__table__.c.group_id == GROUP_COPY.c.source_id
        _select_into(db, part, lambda query, on=match: query.join(GROUP_COPY, on), group_id=GROUP_COPY.c.id)
    wanted = list(slugs.values())
    for start in range(0, len(wanted), 1000):
        terms, _new = term_ids(db, [(TermKind.GROUP, slug) for slug in wanted[start : start + 1000]])
        name_terms(db, terms)
    terms_of = select(Term.value, Term.id).where(Term.kind == TermKind.GROUP)
    return {int(slug.rpartition("-")[2]): id_ for slug, id_ in db.execute(terms_of)}


def _prepare(db: Session, known: Sequence[Original], n: int, groups: dict[int, int]) -> None:
    """Fill the tables that tell what is copied to what."""
    first = (db.scalar(select(func.max(Term.id))) or 0) + 1
    own = own_terms(db)
    _insert(db, COPY, copies(list(known), n, first, groups))
    facets = [" ".join(map(str, each.facets)) for each in known]
    words = [" ".join(each.words) for each in known]
    told = zip(known, facets, words, strict=True)
    _insert(db, SOURCE, ({"stamp": one.stamp, "facets": choices, "words": said} for one, choices, said in told))
    rows = db.execute(select(Posting.__table__).order_by(Posting.term_id, Posting.stamp))
    _insert(db, SHARED, [dict(row._mapping) for row in rows if row.term_id not in own])
    if db.connection().dialect.name != "sqlite":
        for table in (COPY, SHARED, SOURCE):
            db.execute(text(f"ANALYZE {table.name}"))


def _copy_goods(db: Session) -> None:
    """Products and all that hangs on them."""
    mine = ("id", "slug", "code", "group_id", "published_at")
    by_id = Product.__table__.c.id == COPY.c.source_id
    own = {name: COPY.c[name] for name in mine}
    _select_into(db, Product, lambda query: query.join(COPY, by_id).order_by(COPY.c.stamp), **own)
    for part in _PARTS:
        match = part.__table__.c.product_id == COPY.c.source_id
        _select_into(db, part, lambda query, on=match: _ordered(query.join(COPY, on)), product_id=COPY.c.id)
    match = Variant.__table__.c.product_id == COPY.c.source_id
    own = {"id": COPY.c.variant_id, "product_id": COPY.c.id, "sku": COPY.c.sku}
    _select_into(db, Variant, lambda query: _ordered(query.join(COPY, match)), **own)
    former = Variant.__table__.alias("former")
    untouched = {"held": literal(0), "counted": Stock.__table__.c.on_hand}  # of a copy nothing was ordered
    for hanging in _VARIANT_PARTS:
        variant = hanging.__table__.c.variant_id == former.c.id
        _select_into(
            db,
            hanging,
            lambda query, on=variant: _ordered(
                query.join(former, on).join(COPY, former.c.product_id == COPY.c.source_id)
            ),
            variant_id=COPY.c.variant_id,
            **(untouched if hanging is Stock else {}),
        )


def _ordered(query: Any) -> Any:
    return query.order_by(COPY.c.stamp)


def _copy_index(db: Session, known: Sequence[Original], n: int) -> None:
    """Whatever upkeep would write about the copies."""
    _copy_terms(db)
    _copy_listings(db)
    with _bare(db, Posting.__table__):
        _copy_postings(db)
    counted = select(func.count()).where(Posting.term_id == Term.id).scalar_subquery()
    db.execute(update(Term).values(listed=counted).execution_options(synchronize_session=False))
    more: Counter[frozenset[int]] = Counter()
    for number in range(len(known), n):
        more[frozenset(known[number % len(known)].facets)] += 1
    count_pairs(db, more)


def _copy_terms(db: Session) -> None:
    """A word for each new code."""
    columns = ("id", "kind", "value", "listed")
    kind = literal(TermKind.WORD, Term.__table__.c.kind.type)
    words = select(COPY.c.code_term, kind, func.lower(COPY.c.code), literal(1)).order_by(COPY.c.code_term)
    db.connection().execute(insert(Term).from_select(columns, words))
    if db.connection().dialect.name != "sqlite":
        db.execute(text("SELECT setval(pg_get_serial_sequence('term', 'id'), (SELECT max(id) FROM term))"))
    codes = db.execute(select(COPY.c.code_term, COPY.c.code).order_by(COPY.c.code))
    _insert(db, WordKey, ({"key": key, "word_id": id_} for id_, code in codes for key in keys(code.lower())))


def _copy_listings(db: Session) -> None:
    own = {
        "stamp": COPY.c.stamp,
        "product_id": COPY.c.id,
        "face": COPY.c.face,
        "facets": SOURCE.c.facets + " " + cast(COPY.c.group_term, String),
        "words": SOURCE.c.words + " " + cast(COPY.c.code_term, String) + f":{IN_CODE}",
    }
    same = Listing.__table__.c.stamp == COPY.c.source_stamp

    def source(query: Any) -> Any:
        return _ordered(query.join(COPY, same).join(SOURCE, SOURCE.c.stamp == COPY.c.source_stamp))

    _select_into(db, Listing, source, **own)


def _copy_postings(db: Session) -> None:
    """In the order of the table, so that it is written from its beginning to its end."""
    columns = ("term_id", "stamp", "weight")
    shared = select(SHARED.c.term_id, COPY.c.stamp, SHARED.c.weight)
    shared = shared.join(COPY, COPY.c.source_stamp == SHARED.c.stamp)
    for query in (
        shared.order_by(SHARED.c.term_id, COPY.c.stamp),
        select(COPY.c.group_term, COPY.c.stamp, literal(0)).order_by(COPY.c.group_term, COPY.c.stamp),
        select(COPY.c.code_term, COPY.c.stamp, literal(IN_CODE)).order_by(COPY.c.code_term),
    ):
        db.connection().execute(insert(Posting).from_select(columns, query))


@contextmanager
def _bare(db: Session, table: Any) -> Iterator[None]:
    """A table without its indexes and references, which are quicker made of all rows at once."""
    connection = db.connection()
    references = [] if connection.dialect.name == "sqlite" else list(table.foreign_key_constraints)
    for index in table.indexes:
        index.drop(connection)
    for reference in references:
        connection.execute(DropConstraint(reference))
    yield
    for index in table.indexes:
        index.create(connection)
    for reference in references:
        connection.execute(AddConstraint(reference))
