"""A rail in the same process, for rules that need no net: it says what a test has it say.

It stands for any rail that keeps the promises of `app/payments/rail.py`. What Stripe does is not said here: that is
`tests/fakepay`, over real HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.jobs import RUN, client, ticket_of
from app.core.money import Money
from app.payments.accounts import connect, note_health
from app.payments.attempts import begin
from app.payments.models import Payment, Refund
from app.payments.rail import INFO, Attempt, Back, Health, News, Rails, Seen, SeenRefund, Standing, Wanted
from app.payments.service import Payable, ask
from app.payments.wire import STRIPE, Carrier
from tests.factories.ordering import a_trading_world, the_group

NEAR, ACCOUNT = "near", "acct_near"
PRICE = Money(350_000, "KES")


@dataclass
class NearRail:
    """Says `says` of every attempt and `says_back` of every refund, or raises it; remembers what it was asked."""

    says: Seen | Exception
    says_back: SeenRefund | Exception | None = None
    asked: list[tuple[str, Attempt | Back]] = field(default_factory=list)
    name: str = NEAR
    carrier: Carrier = STRIPE
    page_minutes: int = 30

    def freeze(self, amount: Money, wanted: Wanted, *, until: datetime, account: str) -> dict[str, Any]:
        return {"amount": amount.amount, "words": wanted.words, "until": until.isoformat(), "account": account}

    def start(self, attempt: Attempt) -> Seen:
        return self._answer("start", attempt)

    def fetch(self, attempt: Attempt) -> Seen:
        return self._answer("fetch", attempt)

    def close(self, attempt: Attempt) -> Seen:
        return self._answer("close", attempt)

    def refund(self, back: Back) -> SeenRefund:
        self.asked.append(("refund", back))
        if isinstance(self.says_back, SeenRefund):
            return self.says_back
        raise self.says_back or AssertionError("nobody said what a refund is answered with")

    def authenticate(self, headers: Mapping[str, str], body: bytes) -> News:
        raise NotImplementedError

    def names_behind(self, kind: str, name: str, account: str) -> tuple[str, ...]:
        return ()

    def listed(self, account: str, since: datetime) -> Iterator[Seen]:
        return iter(())

    def health(self, account: str) -> Health:
        return Health(True)

    def _answer(self, what: str, attempt: Attempt) -> Seen:
        self.asked.append((what, attempt))
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


def seen(standing: Standing, **more: Any) -> Seen:
    """What the rail says where all is as it was asked for; money that came is the whole price."""
    came = PRICE if standing is Standing.CAPTURED else None
    return replace(Seen(standing, ref="page_1", account=ACCOUNT, amount=came), **more)


@dataclass
class NearShop:
    """A group with an account at that rail, and payments to it that belong to no order: `payments` knows none."""

    database: Database
    rail: NearRail
    group: UUID

    def asks(self, payable: UUID, amount: Money = PRICE) -> None:
        """Something waits to be paid by hand."""
        with self.database.writing() as db:
            ask(db, Payable(payable, self.group, amount), key=uuid4().hex)

    def begin(self, db: Session, payable: UUID, rail: str = NEAR) -> Payment:
        """The buyer wants to pay it by a rail."""
        wanted = Wanted(f"HB-{payable.hex[:12]}", "A basket", "en", "http://127.0.0.1:9/", slow=False)
        return begin(db, Payable(payable, self.group, PRICE), rail, wanted)

    def attempt(self, payable: UUID | None = None, amount: Money = PRICE, **stands: Any) -> UUID:
        """An attempt by the rail, with whatever of it is to stand otherwise than just begun."""
        payable = payable or uuid4()
        self.asks(payable, amount)
        with self.database.writing() as db:
            payment = self.begin(db, payable)
            for name, value in stands.items():
                setattr(payment, name, value)
        return payment.id

    def payment(self, id_: UUID) -> Payment:
        """A payment as it is written down now."""
        with self.database.reading() as db:
            return db.get_one(Payment, id_)

    def refunds(self, payable: UUID) -> list[Refund]:
        """The refunds of something, the oldest first."""
        with self.database.reading() as db:
            return list(db.scalars(select(Refund).where(Refund.payable == payable).order_by(Refund.id)))

    def jobs(self, name: str) -> list[dict[str, Any]]:
        """What the jobs of a name were enqueued with."""
        rows = client(self.database.writing_engine).list_workflows(name=RUN)
        tickets = [ticket_of(row) for row in rows]
        return [ticket.arguments for ticket in tickets if ticket is not None and ticket.name == name]


def near_shop(folder: Path) -> NearShop:
    """Such a world, on SQLite; its account is live."""
    rail = NearRail(seen(Standing.OPEN, page="https://near.example/page_1"))
    database = a_trading_world(Database(f"sqlite:///{folder / 'near.db'}", info={INFO: Rails({NEAR: rail})}))
    with database.writing() as db:
        group = the_group(db)
        note_health(db, connect(db, group.id, NEAR, ACCOUNT), Health(True))
    return NearShop(database, rail, group.id)
