"""What placing an order costs: beside bare SQL that writes the same rows, and for buyers who all come at once.

Bare SQL is not written by hand, where it would drift from what it is compared with: in each round the writes that
placing sent are kept, and a plain sqlite3 connection sends them again to a copy of the same database, one transaction
an order, with the same care for what is committed (`synchronous=FULL`). Placing is timed over as many orders more:
keeping the writes takes time that a bazaar does not spend.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event, select
from sqlalchemy.orm import Session, selectinload

from app.affiliates.models import Group, Means, UsableFrom
from app.catalog.models import Product, StockKind, Variant
from app.catalog.service import count_pieces
from app.core import job_runner
from app.core.db import Database
from app.ordering import basket as baskets
from app.ordering.checks import order_findings
from app.ordering.delivery import put_rules
from app.ordering.models import Basket, Delivery, DeliveryRule
from app.ordering.parts import parts_of
from app.ordering.service import Buyer, Wish, place
from app.ordering.views import fingerprint
from app.payments.service import put_instruction
from bench import ground
from bench.buyers import COUNTRY, measure_buyers
from bench.measuring import Effort
from tools.audit.stage import Say

GOODS = 10_000
ORDERS = 60  # in a round
PIECES = 100_000  # of what is ordered: nobody is refused
Writes = list[tuple[str, Any]]  # of one transaction: statement, parameters


def measure_orders(effort: Effort, say: Say) -> dict[str, Any]:
    """Placing beside bare SQL, then eight buyers at once."""
    with a_shop(GOODS, say) as (database, folder, skus):
        settle_into_file(folder / "bazaar.db")
        shutil.copy(folder / "bazaar.db", folder / "bare.db")
        placing = beside_bare(database, folder / "bare.db", skus, effort, say)
        buying = measure_buyers(folder, skus, effort, say)
        with database.reading() as db:
            wrong = order_findings(db)
    return {"goods": GOODS, "placing": placing, "buying": buying, "wrong": wrong}


@contextmanager
def a_shop(goods: int, say: Say) -> Iterator[tuple[Database, Path, list[str]]]:
    """A copy of a shop of so many goods, its folder, and the skus of what one group sells."""
    filled = ground.growth(goods, say)
    with tempfile.TemporaryDirectory(prefix="orders-", dir=ground.GROUND) as name:  # on a disk, not in memory
        folder = Path(name)
        shutil.copy(filled / "bazaar.db", folder)
        database = Database(f"sqlite:///{folder / 'bazaar.db'}")
        job_runner.prepare(database)
        yield database, folder, open_shop(database)
        database.close()


def settle_into_file(path: Path) -> None:
    """Have everything in the file itself, not beside it, so that it can be copied."""
    connection = sqlite3.connect(path)
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    connection.close()
    if busy:
        raise RuntimeError("somebody reads the database that is to be copied")


def open_shop(database: Database) -> list[str]:
    """Let one group sell up to two counted things, sent anywhere and paid from anywhere; their skus."""
    with database.writing() as db:
        query = (
            select(Variant)
            .join(Product)
            .where(Variant.kind == StockKind.COUNTED, Variant.price_amount.is_not(None), Variant.available)
        )
        loaded = query.options(selectinload(Variant.product).selectinload(Product.group))
        some = db.scalars(loaded.order_by(Variant.id).limit(500)).all()
        group: Group = some[0].product.group
        chosen = [each for each in some if each.product.group_id == group.id][:2]
        for variant in chosen:
            count_pieces(db, variant, on_hand=PIECES)
        put_rules(db, group, [DeliveryRule(delivery=Delivery.SENT, countries=[], price_amount=300)])
        for variant in chosen:
            told = {"words": "Till 0000", "usable_from": UsableFrom.ANYWHERE}
            put_instruction(db, group, Means.BANK_TRANSFER, variant.price_currency, **told)  # type: ignore[arg-type]
        return [variant.sku for variant in chosen]


def beside_bare(database: Database, bare: Path, skus: list[str], effort: Effort, say: Say) -> dict[str, Any]:
    """Orders placed by the verb, and at once their writes by bare SQL, round after round; milliseconds an order."""
    connection = sqlite3.connect(bare, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    found: list[dict[str, float]] = []
    for number in range(effort.rounds + 1):  # the first one warms both up
        for_both, for_ours = prepared(database, connection, skus), wishes_of(database, skus)
        with recorded(database) as writes:
            for basket_id, wish in for_both:
                placed(database, basket_id, wish)
        began = time.perf_counter()
        for basket_id, wish in for_ours:  # as many again, with nobody writing down what is sent
            placed(database, basket_id, wish)
        ours = 1000 * (time.perf_counter() - began) / ORDERS
        began = time.perf_counter()
        for transaction in writes:
            send(connection, transaction)
        theirs = 1000 * (time.perf_counter() - began) / ORDERS
        if number:
            found.append({"ours": ours, "bare": theirs, "writes": sum(map(len, writes)) / ORDERS})
            say(f"round {number} of {effort.rounds}  an order: {ours:.2f} ms, bare SQL {theirs:.2f} ms")
    connection.close()
    return {"rounds": found, "oversold": oversold(database)}


def prepared(database: Database, bare: sqlite3.Connection, skus: list[str]) -> list[tuple[UUID, Wish]]:
    """Baskets with a review, of buyers nobody has seen before; the same baskets lie in the bare database."""
    with recorded(database) as writes:
        wishes = wishes_of(database, skus)
    for transaction in writes:
        send(bare, transaction)
    return wishes


def wishes_of(database: Database, skus: list[str]) -> list[tuple[UUID, Wish]]:
    """Baskets with a review."""
    wishes = []
    with database.writing() as db:
        for _number in range(ORDERS):
            basket = baskets.new_basket(db)
            for sku in skus:
                baskets.add(db, basket, sku, 1)
            wishes.append((basket.id, a_wish(db, basket)))
    return wishes


def a_wish(db: Session, basket: Basket) -> Wish:
    """What the form of a checkout sends."""
    parts = parts_of(db, baskets.lines_of(db, basket), lang="en", country=COUNTRY)
    buyer = Buyer("Asha", email=f"{uuid4().hex}@example.org")
    return Wish(uuid4().hex, fingerprint(parts), buyer, "en", COUNTRY, {"city": "Nyeri"})


def placed(database: Database, basket_id: UUID, wish: Wish) -> None:
    """One order, as the page places it."""
    with database.writing() as db:
        basket = baskets.basket_of(db, basket_id)
        assert basket is not None
        place(db, basket, wish)


@contextmanager
def recorded(database: Database) -> Iterator[list[Writes]]:
    """The writes of each transaction, as they are sent."""
    kept: list[Writes] = []

    def begin(_connection: Any) -> None:
        kept.append([])

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            kept[-1] += [(statement, one) for one in (parameters if many else [parameters])]

    event.listen(database.engine, "begin", begin)
    event.listen(database.engine, "before_cursor_execute", keep)
    try:
        yield kept
    finally:
        event.remove(database.engine, "before_cursor_execute", keep)
        event.remove(database.engine, "begin", begin)
        kept[:] = [transaction for transaction in kept if transaction]


def send(connection: sqlite3.Connection, transaction: Writes) -> None:
    """The same once more, bare."""
    connection.execute("BEGIN IMMEDIATE")
    for statement, parameters in transaction:
        connection.execute(statement, parameters)
    connection.execute("COMMIT")


def oversold(database: Database) -> int:
    """Findings about pieces; there must be none."""
    with database.reading() as db:
        return sum(line.startswith("I1") for line in order_findings(db))
