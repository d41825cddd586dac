"""A shop of two groups with every kind of stock, made once and copied as often as a test begins anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from app.affiliates.models import Group, Means, UsableFrom
from app.catalog.models import Capacity, PriceStep, StockKind
from app.core.clock import now
from app.core.db import Database, uuid7
from app.ordering.delivery import put_rules
from app.ordering.models import Delivery, DeliveryRule
from app.payments.models import Instruction
from tests.factories.catalogue import a_group, a_product, a_variant
from tests.factories.prepared import copy_into, tell
from tests.factories.worlds import with_a_world

MACHAKOS, KAMPALA = "machakos", "kampala"
GROUP_OF = {
    "kiondo": MACHAKOS,  # counted, cheaper from five on
    "throne": MACHAKOS,  # one of a kind
    "mat": MACHAKOS,  # made to order, from what the group can make in a month
    "wish": MACHAKOS,  # made to order, priced on request
    "bowl": KAMPALA,  # counted, three of them
    "drum": KAMPALA,  # one of a kind
    "quilt": KAMPALA,  # made to order, with a capacity of its own
    "shawl": KAMPALA,  # made to order; nobody has said how many a month
}
PIECES = {"kiondo": 8, "throne": 1, "bowl": 3, "drum": 1}
A_MONTH = {MACHAKOS: 6, "quilt": 2}
PARTS = {MACHAKOS: "machakos.KES", KAMPALA: "kampala.UGX"}


def open_two_groups(database: Database) -> Database:
    """Fill an empty database: Kenya sends at known prices, Uganda takes no transfers from abroad."""
    copy_into(database, "two_groups", _open)
    return database


def _open(database: Database) -> None:
    with_a_world(database, with_jobs=True)
    with database.writing() as db:
        first = a_group(db, MACHAKOS, capacity_per_month=A_MONTH[MACHAKOS])
        second = a_group(db, KAMPALA, country="UG", currency="UGX")
        for slug, price in (("kiondo", 320_000), ("throne", 900_000), ("mat", 150_000), ("wish", None)):
            _goods(db, first, slug, price)
        for slug, price in (("bowl", 45_000), ("drum", 300_001), ("quilt", 210_000), ("shawl", 99_999)):
            quilt = _goods(db, second, slug, price)
            if slug == "quilt":
                db.add(Capacity(product_id=quilt, pieces_per_month=A_MONTH[slug]))
        _send(db, first, home="KE", price=30_000)
        _send(db, second, home="UG", price=9_999)
        _pay(db, first, Means.BANK_TRANSFER, UsableFrom.ANYWHERE)
        _pay(db, second, Means.MOBILE_MONEY, UsableFrom.COUNTRY)


def _goods(db: Session, group: Group, slug: str, price: int | None) -> Any:
    id_ = uuid7()
    kinds = {"throne": StockKind.ONE_OF_A_KIND, "drum": StockKind.ONE_OF_A_KIND}
    kind = kinds.get(slug, StockKind.COUNTED if slug in PIECES else StockKind.MADE_TO_ORDER)
    one = a_variant(id_, group, price=price, sku=slug, kind=kind)
    if slug == "kiondo":
        one.steps = [PriceStep(variant_id=one.id, from_quantity=5, price_amount=300_001)]
    counted = {one.id: PIECES[slug]} if slug in PIECES else {}
    a_product(db, group, slug, title=slug.title(), id=id_, variants=[one], counted=counted)
    return id_


def _send(db: Session, group: Group, *, home: str, price: int) -> None:
    sent = {"delivery": Delivery.SENT}
    rules = [
        DeliveryRule(**sent, countries=[home], price_amount=price),
        DeliveryRule(**sent, countries=["DE"], price_amount=13 * price, advance_bp=5_000),
        DeliveryRule(delivery=Delivery.PICKUP, countries=[home], advance_bp=0),
    ]
    put_rules(db, group, rules)


def _pay(db: Session, group: Group, means: Means, usable: UsableFrom) -> None:
    told = {"means": means, "currency": group.currency, "usable_from": usable, "words": "Till 0000"}
    db.add(Instruction(group_id=group.id, **told, changed_at=now()))


class Copies:
    """The shop of two groups, a fresh copy for whoever asks: in files of a folder, or on a PostgreSQL server."""

    def __init__(self, folder: Path, server: URL | None = None, info: Mapping[str, object] | None = None) -> None:
        self._folder, self._server, self._info = folder, server, info
        self._first = f"two_groups_{uuid4().hex[:12]}"
        if server is not None:
            tell(server, f'CREATE DATABASE "{self._first}" STRATEGY FILE_COPY')
        open_two_groups(Database(self._address(self._first))).close()

    def _address(self, name: str) -> str:
        if self._server is None:
            return f"sqlite:///{self._folder / name}.db"
        return self._server.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def one(self) -> Iterator[Database]:
        """A copy; gone at the end."""
        name = f"two_groups_{uuid4().hex[:12]}"
        if self._server is None:
            source, target = (sqlite3.connect(self._folder / f"{one}.db") for one in (self._first, name))
            source.backup(target)
            source.close()
            target.close()
        else:
            tell(self._server, f'CREATE DATABASE "{name}" TEMPLATE "{self._first}" STRATEGY FILE_COPY')
        database = Database(self._address(name), info=self._info)
        try:
            yield database
        finally:
            database.close()
            self._drop(name)

    def close(self) -> None:
        """Leave nothing behind."""
        self._drop(self._first)

    def _drop(self, name: str) -> None:
        if self._server is not None:
            tell(self._server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            return
        for end in ("", "-wal", "-shm"):
            (self._folder / f"{name}.db{end}").unlink(missing_ok=True)
