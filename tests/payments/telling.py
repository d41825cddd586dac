"""Stripe's news as they come in: signed, by POST, as a snapshot or thin; and the job that looks again."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from starlette.testclient import TestClient

from app.core.jobs import JobContext
from app.ordering import cards
from app.payments.models import Payment, RailEvent
from app.payments.tasks import look
from tests.factories.carding import CardShop
from tests.fakepay.events import notification
from tests.fakepay.sending import signature

HERE = "/pay/stripe/events"
KINDS = ("snapshot", "thin")
Event = dict[str, Any]


def post(client: TestClient, event: Event, secret: str, *, at: float | None = None) -> int:
    """Tell the bazaar of an event; its answer."""
    body = json.dumps(event).encode()
    headers = {"Stripe-Signature": signature(body, secret, int(at or time.time()))}
    return client.post(HERE, content=body, headers=headers).status_code


def news(shop: CardShop) -> list[Event]:
    """All that Stripe has to tell, the oldest first."""
    found: list[Event] = shop.fake.look("events")
    return found


def tell(shop: CardShop, client: TestClient, events: Iterable[Event], kind: str = "snapshot") -> None:
    """Tell each, and have the job of each look."""
    for event in events:
        told = event if kind == "snapshot" else notification(event)
        assert post(client, told, shop.fake.secret) == 200
    work(shop)


def kept(shop: CardShop) -> list[RailEvent]:
    with shop.database.reading() as db:
        return list(db.scalars(select(RailEvent).order_by(RailEvent.id)))


def work(shop: CardShop) -> None:
    """What the jobs do: look again, and settle the orders."""
    for event in kept(shop):
        look(JobContext(shop.database, None), event=str(event.id))
    with shop.database.reading() as db:
        payables = set(db.scalars(select(Payment.payable)))
    for payable in payables:
        cards.settle_order(shop.database, payable)
