"""A shop for races, and what must be true after one, whatever happened during it."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.affiliates.group_keys import LINK, new_key
from app.affiliates.models import Group, Means, UsableFrom
from app.affiliates.service import set_notify_address
from app.catalog.models import Stock, Variant
from app.core import jobs
from app.core.clock import now, today
from app.core.db import Database
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.ordering.delivery import put_rules
from app.ordering.messages import Told, news
from app.ordering.models import Checkout, Delivery, DeliveryRule, Order, OrderEvent
from app.ordering.passing_on import waiting
from app.payments.models import Instruction
from app.settings import Settings
from tests.factories.browsing import Phone, Shopper
from tests.factories.catalogue import a_group, a_product
from tests.factories.ordering import wrong
from tests.factories.serving import settings_in
from tests.factories.several import Servers, outbox, several
from tests.factories.worlds import with_a_world

TEN = {"kiondo": 10}  # one thing, ten pieces
KINDS = [f"kind-{number}" for number in range(6)]
End = TypeVar("End")
HANDS = 16  # buyers who walk about side by side


def a_racing_shop(database: Database, pieces: Mapping[str, int], *, paid: bool = True, told: bool = True) -> None:
    """Two groups that send to Germany, and so many counted pieces of each sku, from either group in turn.

    Args:
        paid: whether the groups say how they are paid; if not, every part is a request.
        told: whether the groups have an e-mail address.
    """
    with_a_world(database, with_jobs=True)
    with database.writing() as db:
        groups = [a_group(db, "machakos"), a_group(db, "kisumu")]
        for group in groups:
            send = {"delivery": Delivery.SENT, "countries": ["DE"], "price_amount": 400_000, "advance_bp": 5_000}
            put_rules(db, group, [DeliveryRule(**send)])
            pay = {"means": Means.BANK_TRANSFER, "currency": "KES", "usable_from": UsableFrom.ANYWHERE}
            if paid:
                db.add(Instruction(group_id=group.id, words="Account 0000", changed_at=now(), **pay))
            if told:
                set_notify_address(db, group=group, email=f"{group.slug}@example.org")
        for place, (sku, count) in enumerate(pieces.items()):
            variant = {"sku": sku, "price": 320_000}
            a_product(db, groups[place % 2], sku, title=sku.title(), on_hand=count, variant=variant)


@contextmanager
def racing(
    folder: Path, pieces: Mapping[str, int], *, url: str = "", web: int = 3, paid: bool = True, told: bool = True
) -> Iterator[tuple[Servers, Database]]:
    """Such a shop behind so many web processes, without a worker."""
    settings = settings_in(folder, url)
    database = Database(settings.database)
    a_racing_shop(database, pieces, paid=paid, told=told)
    with several(settings, web=web) as servers:
        yield servers, database
    database.close()


def deadlocks(database: Database) -> int:
    """How many circles of waiting PostgreSQL has broken in this database; SQLite knows none."""
    if database.is_sqlite:
        return 0
    query = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    with database.reading() as db:
        return int(db.scalar(query) or 0)


def a_phone(servers: Servers, database: Database, slug: str = "machakos") -> Phone:
    """The phone of a group, with its key."""
    with database.writing() as db:
        key = new_key(db, db.scalars(select(Group).where(Group.slug == slug)).one())
    phone = Phone(servers.ports)
    phone.take_key(Tokens(servers.settings.key).make(LINK, key.id))
    return phone


@dataclass(frozen=True)
class Race:
    """How a race ended."""

    came: Counter[str]
    seconds: float
    waits: list[float]  # of every buyer for the answer to the last button, in order
    shoppers: list[Shopper]

    def figures(self) -> str:
        """In one line, for people."""
        half, most = self.waits[len(self.waits) // 2], self.waits[-1]
        told = ", ".join(f"{count:,} {what}" for what, count in sorted(self.came.items()))
        return f"{told}; {self.seconds:.0f} s in all, an answer after {half:.1f} s (middle) and {most:.1f} s (last)"


def all_at_once(shoppers: Sequence[Shopper], do: Callable[[Shopper], End]) -> tuple[list[tuple[End, float]], float]:
    """All do something in the same moment: how it ended and how long it took for each, and for all together."""
    gate = Barrier(len(shoppers) + 1)

    def press(shopper: Shopper) -> tuple[End, float]:
        gate.wait()
        began = time.monotonic()
        return do(shopper), time.monotonic() - began

    with ThreadPoolExecutor(len(shoppers)) as hands:
        asked = [hands.submit(press, shopper) for shopper in shoppers]
        gate.wait()
        began = time.monotonic()
        ends = [each.result() for each in asked]
    return ends, time.monotonic() - began


def a_race(servers: Servers, sku: str, buyers: int) -> Race:
    """Buyers who have all read the review press the button in the same moment, and look what they are told."""
    shoppers = [Shopper(servers.ports, turn=number, number=number) for number in range(buyers)]

    def come(shopper: Shopper) -> bool:
        shopper.put(sku)
        return shopper.review()

    with ThreadPoolExecutor(HANDS) as hands:
        assert all(hands.map(come, shoppers))
    ends, took = all_at_once(shoppers, Shopper.place)
    left = [shopper for shopper, (end, _wait) in zip(shoppers, ends, strict=True) if end in ("gone", "changed")]
    with ThreadPoolExecutor(HANDS) as hands:
        kind = sum(hands.map(lambda shopper: shopper.is_told_kindly(sku.title()), left))
    came = Counter(end for end, _wait in ends if end not in ("gone", "changed"))
    came.update({"told kindly": kind, "told badly": len(left) - kind})
    return Race(+came, took, sorted(wait for _end, wait in ends), shoppers)


def mixed_baskets(servers: Servers, baskets: int, *, seed: int = 2) -> Race:
    """Baskets of four of six things, in any order, side by side."""
    chance = random.Random(seed)
    chosen = [chance.sample(KINDS, 4) for _basket in range(baskets)]
    shoppers = [Shopper(servers.ports, turn=number, number=number, mails=False) for number in range(baskets)]

    def walk(shopper: Shopper, skus: list[str]) -> tuple[str, float]:
        began = time.monotonic()
        return shopper.order(*skus), time.monotonic() - began

    began = time.monotonic()
    with ThreadPoolExecutor(HANDS) as hands:
        ends = list(hands.map(walk, shoppers, chosen))
    took = time.monotonic() - began
    return Race(Counter(end for end, _wait in ends), took, sorted(wait for _end, wait in ends), shoppers)


def in_stock(database: Database) -> dict[str, tuple[int, int]]:
    """Pieces that are there and those of them that are held, by sku."""
    query = select(Variant.sku, Stock.on_hand, Stock.held).join(Stock, Stock.variant_id == Variant.id)
    with database.reading() as db:
        return {sku: (on_hand, held) for sku, on_hand, held in db.execute(query)}


def counted(database: Database, what: Any) -> int:
    """How many rows of a table there are."""
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(what)) or 0


def lost(database: Database, shoppers: Sequence[Shopper], *, told: int | None = None) -> list[str]:
    """What buyers were told and is not so: a page that is gone, a repeat that is something new, an order nobody has.

    Args:
        told: how many were told so in all; None: those given here.
    """
    found = []
    told = sum(len(shopper.recorded) for shopper in shoppers) if told is None else told
    for shopper in shoppers:
        for location, form in shopper.recorded:
            if not shopper.orders():
                found.append(f"{location} shows no order")
            if (again := shopper.post("/checkout", form).location) != location:
                found.append(f"the same form once more leads to {again}")
    if counted(database, Checkout) != told:
        found.append(f"{told} buyers were told that it is recorded, {counted(database, Checkout)} checkouts are there")
    return found


def quiet_within(database: Database, seconds: float) -> float:
    """Wait until no job waits or runs, none has failed, and the checker finds nothing; how long that took."""
    began = time.monotonic()
    health = jobs.wait_until_idle(database, seconds)
    assert health.failed == 0, jobs.failures(database)
    assert wrong(database) == []
    return time.monotonic() - began


def letters_astray(database: Database, settings: Settings) -> list[str]:
    """Letters that should be there and are not, or are there twice, or were not sent.

    Who sends messages on to phones may be written to, once a day: the clock does it when it comes by.
    """
    with database.reading() as db:
        sent = {letter.key: letter.sent_at is not None for letter in db.scalars(select(Letter))}
        due, may = set(_due(db)), {f"send-on-{affiliate.hex}-{today()}" for affiliate in waiting(db)}
    found = [f"{key}: nobody wrote it" for key in sorted(due - set(sent))]
    found += [f"{key}: for no cause" for key in sorted(set(sent) - due - may)]
    found += [f"{key}: not sent" for key, gone in sent.items() if not gone]
    files = len(outbox(settings))
    return [*found, *([f"{files} letters went out, {len(sent)} were written"] if files != len(sent) else [])]


def _due(db: Session) -> Iterable[str]:
    emails = {checkout.id: checkout.email for checkout in db.scalars(select(Checkout))}
    orders = {order.id: order for order in db.scalars(select(Order))}
    for event in db.scalars(select(OrderEvent)):
        order = orders[event.order_id]
        for side in ("buyer", "group"):
            words = news(order, event, Told("en", "", ""), to_group=side == "group")
            if words is not None and (side == "group" or emails[order.checkout_id]):
                yield f"{order.number}-{event.seq}-{side}"
