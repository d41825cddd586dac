"""A trading world whose group can be paid by card: its account is at a stand-in for Stripe, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import select

from app.core.db import Database
from app.ordering import cards
from app.ordering.models import Order
from app.payments import sync
from app.payments.accounts import connect
from app.payments.models import Payment, Refund
from app.payments.rail import Seen, Wanted
from app.settings import Settings
from tests.factories.ordering import a_trading_world, an_order, the_group
from tests.fakepay.client import Fakepay

BACK = "http://127.0.0.1:9/orders/x/paid"  # nobody listens: a buyer stops at the shop's door


def card_settings(folder: Path, fake: Fakepay, database_url: str = "", **more: Any) -> Settings:
    """Settings of a bazaar whose Stripe is the stand-in; `stripe_api`: by another way to it."""
    folder.mkdir(parents=True, exist_ok=True)
    told: dict[str, Any] = {"data": folder, "database_url": database_url, "base_url": "http://testserver", **more}
    stripe = {"stripe_key": SecretStr(fake.key), "stripe_secret": SecretStr(fake.secret), "stripe_api": fake.url}
    return Settings(**{**stripe, "stripe_pages": fake.url, **told})


@dataclass
class CardShop:
    """The world, and what buyers, the bank and the clock do in it."""

    settings: Settings
    database: Database
    fake: Fakepay
    account: str

    def order(self, *, told: dict[str, Any] | None = None, **pieces: int) -> UUID:
        """An order that waits for its money."""
        return an_order(self.database, told=told, **(pieces or {"kiondo": 1}))

    def begin(self, order_id: UUID, *, slow: bool = False) -> UUID:
        """Write an attempt down; its rail does not know of it yet."""
        with self.database.writing() as db:
            order = db.get_one(Order, order_id, with_for_update=True)
            wanted = Wanted(order.number, f"Order {order.number}", "en", BACK, slow)
            return cards.begin(db, order, "stripe", wanted)

    def page(self, order_id: UUID, *, slow: bool = False) -> UUID:
        """Begin to pay: the attempt, whose page is open."""
        payment = self.begin(order_id, slow=slow)
        sync.start(self.database, payment)
        return payment

    def buyer(self, payment: UUID, do: str) -> None:
        """What the buyer or the bank does with an attempt: see `tests/fakepay/control.py`."""
        self.fake.buyer(session=self.payment(payment).ref, do=do)

    def look(self, payment: UUID) -> Seen:
        """Sync, and settle the order."""
        seen = sync.sync(self.database, payment)
        cards.settle_order(self.database, self.payment(payment).payable)
        return seen

    def paid(self, order_id: UUID) -> UUID:
        """An order paid by card."""
        payment = self.page(order_id)
        self.buyer(payment, "pay")
        self.look(payment)
        return payment

    def payment(self, id_: UUID) -> Payment:
        """An attempt as it is written down now."""
        with self.database.reading() as db:
            return db.get_one(Payment, id_)

    def state(self, order_id: UUID) -> str:
        """Where an order stands."""
        with self.database.reading() as db:
            return str(db.get_one(Order, order_id).state)

    def refunds(self, order_id: UUID) -> list[Refund]:
        """The refunds of an order, the oldest first."""
        with self.database.reading() as db:
            return list(db.scalars(select(Refund).where(Refund.payable == order_id).order_by(Refund.id)))

    def send_refunds(self, order_id: UUID) -> None:
        """What the job of each refund does."""
        for refund in self.refunds(order_id):
            sync.send_refund(self.database, refund.id)
        cards.settle_order(self.database, order_id)

    def charged(self) -> int:
        """The number of charges that really happened."""
        return sum(one["charged"] > 0 for one in self.fake.look("money"))


@contextmanager
def card_shop(
    folder: Path, fake: Fakepay, database_url: str = "", *, pieces: int = 10, **more: Any
) -> Iterator[CardShop]:
    """Such a world; the account is live when it begins."""
    settings = card_settings(folder, fake, database_url, **more)
    database = a_trading_world(Database(settings.database, info=settings.info), pieces=pieces)
    account = fake.account(country="DE")["id"]
    with database.writing() as db:
        group = the_group(db)
        connect(db, group.id, "stripe", account)
    cards.check_account(database, group.id, "stripe")
    yield CardShop(settings, database, fake, account)
    database.close()
