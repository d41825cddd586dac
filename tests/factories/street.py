"""A shop that is paid by card behind several servers, buyers who pay there, and what must be true afterwards."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select, update

from app.affiliates.service import set_notify_address
from app.core import jobs
from app.core.clock import now
from app.core.db import Database
from app.core.mail import Letter
from app.ordering.desk import Task
from app.ordering.models import Checkout, Order
from app.ordering.states import LIVE, OPEN
from app.ordering.tasks import sweep
from app.payments.models import Payment, PaymentState
from app.payments.tasks import sweep as sweep_payments
from tests.factories.browsing import Answer, Shopper
from tests.factories.carding import CardShop, card_shop
from tests.factories.front import front
from tests.factories.line import Line, line
from tests.factories.ordering import the_group, wrong
from tests.factories.several import Servers, outbox, several
from tests.fakepay.client import Fakepay, Refused

NEWS = "/pay/stripe/events"
AT_ONCE = timedelta(seconds=-1)
AN_HOUR = timedelta(hours=1)
ROUNDS = 2  # of the clock: what was closed in one ends in the next


class Payer(Shopper):
    """A buyer with a card."""

    def order_one(self, sku: str = "mat") -> str:
        """The address of an order that was placed just now."""
        assert self.order(sku) == "recorded"
        return self.orders()[0]

    def press(self, address: str, action: str = "card") -> Answer:
        """Press a button about paying on the page of an order."""
        return self.post(f"{address}/pay", {"action": action})

    def page(self, address: str) -> str:
        """Press Pay: the session at the rail, "" if the buyer stays in the shop."""
        return session_in(self.press(address))

    def come_back(self, address: str) -> Answer:
        """Where the rail's page sends the browser."""
        return self.get(f"/paid/{self.number_of(address)}")

    def number_of(self, address: str) -> str:
        """The number on the page of an order."""
        found = re.search(r"Order ([A-Z0-9]{6})", self.get(address).text)
        assert found is not None, address
        return found[1]


def session_in(answer: Answer) -> str:
    """The session whose page an answer leads to; "" if it leads to none."""
    return answer.location.rpartition("/")[2] if answer.location.startswith("/c/pay/") else ""


@dataclass
class Street:
    """The servers, the world behind them, and the rail."""

    servers: Servers
    shop: CardShop
    door: int  # a port that leads to the servers in turn
    line: Line  # between the servers and the rail

    @property
    def database(self) -> Database:
        return self.shop.database

    @property
    def fake(self) -> Fakepay:
        return self.shop.fake

    def payer(self, number: int, **told: bool) -> Payer:
        """A buyer whom nobody else is."""
        return Payer(self.servers.ports, turn=number, number=number, **told)

    def all_prove_their_mail(self) -> None:
        """Every buyer so far opened the link of a letter."""
        with self.database.writing() as db:
            db.execute(update(Checkout).where(Checkout.email_proved_at.is_(None)).values(email_proved_at=now()))

    def cards_go_on(self) -> None:
        """What was given up is long ago: nobody is taken for one who tries stolen cards."""
        with self.database.writing() as db:
            closed = update(Payment).where(Payment.state == PaymentState.CLOSED)
            db.execute(closed.values(asked_at=now() - 2 * AN_HOUR))

    def tell(self, port: int | None = None) -> None:
        """The rail tells its news at the door, or to one server."""
        self.fake.notify(url=f"http://127.0.0.1:{port or self.door}{NEWS}")

    def tell_again(self) -> None:
        """As the rail does for days: what nobody took is told once more."""
        taken = {one["event"] for one in self.fake.look("deliveries") if one["status"] == 200}
        for event in self.fake.look("events"):
            if event["id"] not in taken:
                self.fake.resend(event=event["id"])
        self.fake.settled(60)

    def time_passes(self, *, over: bool = True) -> None:
        """An hour: everything is due for the clock; with `over`, so is every open order and every page."""
        with self.database.writing() as db:
            if over:
                db.execute(update(Order).where(Order.state.in_(OPEN)).values(expires_at=now() - timedelta(minutes=1)))
            for payment in db.scalars(select(Payment).where(Payment.state == PaymentState.OPEN)):
                payment.asked_at -= AN_HOUR
                payment.until = payment.until - AN_HOUR if payment.until else None

    def settle_down(self, seconds: float = 120) -> None:
        """The clock goes round and jobs run (a worker is up) until all is quiet."""
        for _round in range(ROUNDS):
            sweep_payments(
                self.database, look_again=AT_ONCE, refund_again=AT_ONCE, refund_look=AT_ONCE, news_again=AT_ONCE
            )
            sweep(self.database)
            jobs.wait_until_idle(self.database, seconds)

    def numbers(self) -> dict[UUID, str]:
        """The states of all orders."""
        with self.database.reading() as db:
            return {order: str(state) for order, state in db.execute(select(Order.id, Order.state))}


def pay(fake: Fakepay, session: str, do: str = "pay") -> bool:
    """What a buyer does on the rail's page; whether the page could still do it."""
    try:
        fake.buyer(session=session, do=do)
    except Refused:
        return False
    return True


@contextmanager
def street(folder: Path, fake: Fakepay, url: str = "", *, web: int = 3, pieces: int = 10) -> Iterator[Street]:
    """Such a shop; its group has a mailbox, and no worker runs yet."""
    with (
        line(urlsplit(fake.url).port or 80) as between,
        card_shop(folder, fake, url, pieces=pieces, stripe_api=between.url) as shop,
    ):
        with shop.database.writing() as db:
            group = the_group(db)
            set_notify_address(db, group=group, email="rose@example.org")
            group.capacity_per_month = 100_000  # mats are made to order: nobody waits for pieces
        with several(shop.settings, web=web) as servers, front(servers.ports) as door:
            made = Street(servers, shop, door.port, between)
            made.tell()
            yield made


def money_astray(street: Street) -> list[str]:
    """Money that moved at the rail, and nobody has to show for it: charged twice, or kept for nothing."""
    with street.database.reading() as db:
        payable = {str(id_): of for id_, of in db.execute(select(Payment.id, Payment.payable))}
        states = {order.id: (order.state, order.number) for order in db.scalars(select(Order))}
        seen_to = set(db.scalars(select(Task.order_id).where(Task.closed_at.is_(None))))
        known = set(db.scalars(select(Payment.id).where(Payment.state == PaymentState.CAPTURED)))
    found, charges = [], Counter[UUID]()
    for one in street.fake.look("money"):
        order = payable.get(one["metadata"]["payment"])
        if order is None:
            found.append(f"{one['charge']}: for an attempt that nobody knows")
            continue
        kept = one["charged"] - one["refunded"] - one["refunding"]
        charges[order] += one["charged"] > 0 and kept > 0
        state, number = states[order]
        if kept and state not in LIVE and order not in seen_to:
            found.append(f"{number}, {state}: {kept} were kept")
        if one["charged"] and UUID(one["metadata"]["payment"]) not in known:
            found.append(f"{number}: paid, and not written down")
    found += [f"{states[order][1]}: charged {count} times" for order, count in charges.items() if count > 1]
    return [*found, *wrong(street.database)]


def letters_astray(street: Street) -> list[str]:
    """Letters that were written and not sent, or went out twice; each cause has one by its key."""
    with street.database.reading() as db:
        letters = list(db.scalars(select(Letter)))
    files = len(outbox(street.shop.settings))
    found = [f"{letter.key}: not sent" for letter in letters if letter.sent_at is None]
    return [*found, *([f"{files} letters went out, {len(letters)} were written"] if files != len(letters) else [])]
