"""Buyers and orders to test with: made with the verbs of the house."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.models import Group, Means, UsableFrom
from app.catalog.models import StockKind
from app.core.clock import now
from app.core.db import Database
from app.ordering import basket as baskets
from app.ordering.checks import order_findings
from app.ordering.delivery import put_rules
from app.ordering.models import Actor, Basket, Checkout, Delivery, DeliveryRule, Order
from app.ordering.parts import parts_of
from app.ordering.service import Buyer, Wish, place
from app.ordering.states import ActorKind
from app.ordering.views import fingerprint
from app.payments.models import Instruction
from tests.factories.catalogue import a_group, a_product
from tests.factories.prepared import copy_into
from tests.factories.worlds import with_a_world

ASHA = Buyer("Asha", email="asha@example.org")
BUYER, GROUP = Actor(ActorKind.BUYER, "Asha"), Actor(ActorKind.GROUP, "Rose")


def a_trading_world(database: Database, *, pieces: int = 10) -> Database:
    """A group in Kenya that sends to Kenya and Germany, takes transfers, and sells four kinds of things.

    Skus: "kiondo" (counted), "throne" (one of a kind), "mat" (made to order, 20 a month), "wish" (priced on request).
    """
    copy_into(database, f"trade{pieces}", partial(_trade, pieces=pieces))
    return database


def _trade(database: Database, *, pieces: int) -> None:
    with_a_world(database, with_jobs=True)
    with database.writing() as db:
        group = a_group(db, capacity_per_month=20)
        a_product(db, group, "kiondo", title="Kiondo", on_hand=pieces, variant={"sku": "kiondo", "price": 320_000})
        one = {"sku": "throne", "kind": StockKind.ONE_OF_A_KIND, "price": 900_000}
        a_product(db, group, "throne", title="Throne", on_hand=1, variant=one)
        a_product(db, group, "mat", title="Mat", variant={"sku": "mat", "price": 150_000})
        a_product(db, group, "wish", title="Wish", variant={"sku": "wish", "price": None})
        put_rules(
            db,
            group,
            [
                DeliveryRule(delivery=Delivery.SENT, countries=["KE"], price_amount=30_000, days_least=2, days_most=4),
                DeliveryRule(delivery=Delivery.SENT, countries=["DE"], price_amount=400_000, advance_bp=5_000),
                DeliveryRule(delivery=Delivery.PICKUP, countries=["KE"], advance_bp=0),
            ],
        )
        for means, usable in ((Means.MOBILE_MONEY, UsableFrom.COUNTRY), (Means.BANK_TRANSFER, UsableFrom.ANYWHERE)):
            pay = {"means": means, "currency": "KES", "usable_from": usable, "words": "Till 0000", "changed_at": now()}
            db.add(Instruction(group_id=group.id, **pay))


def the_group(db: Session) -> Group:
    """The group of a trading world."""
    return db.scalars(select(Group)).one()


def a_basket(db: Session, **pieces: int) -> Basket:
    """A basket with so many pieces of each sku."""
    basket = baskets.new_basket(db)
    for sku, quantity in pieces.items():
        baskets.add(db, basket, sku, quantity)
    return basket


def a_wish(db: Session, basket: Basket, *, country: str = "KE", buyer: Buyer = ASHA, **told: Any) -> Wish:
    """What the form of a checkout sends after its buyer saw the review."""
    wished = {"machakos.KES": told.pop("delivery")} if "delivery" in told else {}
    parts = parts_of(db, baskets.lines_of(db, basket), lang="en", country=country, wished=wished)
    form = {"form_key": uuid4().hex, "seen": fingerprint(parts), "address": {"city": "Nyeri"}, **told}
    return Wish(buyer=buyer, lang="en", country=country, deliveries=wished, **form)


def an_order(database: Database, *, told: dict[str, Any] | None = None, **pieces: int) -> UUID:
    """The id of an order that was placed just now."""
    with database.writing() as db:
        basket = a_basket(db, **pieces)
        checkout = place(db, basket, a_wish(db, basket, **(told or {})))
        return order_of(db, checkout).id


def order_of(db: Session, checkout: Checkout) -> Order:
    """The only order of a checkout."""
    return db.scalars(select(Order).where(Order.checkout_id == checkout.id)).one()


@contextmanager
def changing(database: Database, order_id: UUID) -> Iterator[tuple[Session, Order]]:
    """An order to do something with, committed at the end; then all invariants are looked at."""
    with database.writing() as db:
        order = db.get(Order, order_id)
        assert order is not None
        yield db, order
    assert wrong(database) == []


def wrong(database: Database) -> list[str]:
    """What the checker finds."""
    with database.reading() as db:
        return order_findings(db)
