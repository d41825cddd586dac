"""A buyer's browser, a group's phone, Stripe's page and the bank between them: the way of a card over HTTP.

Jobs are run here, one after the other, whenever a test says so: what a worker would do, at a moment of the test's own.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from starlette.testclient import TestClient

import app.ordering.tasks
import app.payments.tasks  # noqa: F401  # both register their jobs
from app.core import jobs
from app.core.db import Database
from app.core.jobs import JobContext
from app.core.mail import Outbox
from app.core.tokens import Tokens
from app.settings import Settings
from tests.factories.serving import client_for
from tests.fakepay.client import Fakepay
from tests.fakepay.payer import Payer
from tests.fakepay.sending import signature
from tests.journeys.test_an_order_from_basket_to_parcel import HERE, a_phone, hidden, placed, put

ROUNDS = 20  # jobs enqueue jobs; more rounds than this are a circle


@dataclass
class Street:
    """Everybody there is on one street."""

    settings: Settings
    database: Database
    fake: Fakepay
    buyer: TestClient
    phone: TestClient
    told: set[str] = field(default_factory=set)  # events that were delivered
    done: set[str] = field(default_factory=set)  # jobs that were run

    def order(self, *skus: str) -> str:
        """Order one piece of each, sent to Germany; the address of the first order."""
        for sku in skus:
            put(self.buyer, sku)
        return placed(self.buyer, "order")

    def orders(self, *skus: str) -> list[str]:
        """The same for goods of several groups: the addresses of all orders of the checkout."""
        for sku in skus:
            put(self.buyer, sku)
        form = {**hidden(self.buyer.get("/checkout?country=DE").text), **WHO, "action": "order"}
        done = self.buyer.post("/checkout", data=form, headers=HERE)
        assert done.status_code == 303, done.text
        page = self.buyer.get(done.headers["location"]).text
        return list(dict.fromkeys(re.findall(r'<h2><a href="(/orders/[^"]+)"', page)))

    def page(self, order: str) -> str:
        """What the buyer reads."""
        return unescape(self.buyer.get(order).text)

    def press(self, order: str, action: str) -> tuple[int, str]:
        """Press a button about paying: the status, and where it leads or what the page says."""
        came = self.buyer.post(f"{order}/pay", data={"action": action}, headers=HERE)
        return came.status_code, came.headers.get("location") or unescape(came.text)

    def pay_page(self, order: str) -> Payer:
        """Press "Pay": the buyer is on Stripe's page."""
        status, where = self.press(order, "card")
        assert status == 303, where
        assert where.startswith(self.fake.url)
        return Payer(where)

    def back(self, where: str | None) -> str:
        """The browser follows Stripe back to us, and reads the page of the order."""
        assert where is not None
        here = urlsplit(where)
        came = self.buyer.get(f"{here.path}?{here.query}" if here.query else here.path)
        assert came.status_code == 303
        return self.page(came.headers["location"])

    def news(self, *, work: bool = True) -> None:
        """Everything that Stripe has to tell is delivered, signed; then the jobs are run."""
        for event in self.fake.look("events"):
            if event["id"] not in self.told:
                self.told.add(event["id"])
                self.deliver(event)
        if work:
            self.work()

    def deliver(self, event: dict[str, object]) -> None:
        """One piece of news, as Stripe's server posts it."""
        body = json.dumps(event).encode()
        headers = {"Stripe-Signature": signature(body, self.fake.secret, int(time.time()))}
        assert self.phone.post("/pay/stripe/events", content=body, headers=headers).status_code == 200

    def work(self) -> None:
        """Run what a worker would, until nothing waits."""
        context = JobContext(
            self.database,
            None,
            mailer=Outbox(self.settings.data / "outbox"),
            tokens=Tokens(self.settings.key),
            site=self.settings.base_url,
        )
        client = jobs.client(self.database.writing_engine)
        for _round in range(ROUNDS):
            waiting = [row for row in client.list_workflows(status="ENQUEUED", name=jobs.RUN)]
            fresh = [row for row in waiting if row.workflow_id not in self.done]
            if not fresh:
                return
            for row in fresh:
                self.done.add(row.workflow_id)
                ticket = jobs.ticket_of(row)
                assert ticket is not None
                known = jobs.registered(ticket.name)
                assert known is not None, ticket.name
                known.run(context, **ticket.arguments)
        raise AssertionError("jobs go on for ever")

    def answer_page(self, order: str) -> str:
        """What the group reads of an order."""
        return unescape(self.phone.get(f"/o/{self.number(order)}").text)

    def act(self, order: str, action: str, *, form_key: str = "", **typed: str) -> tuple[int, str]:
        """The group presses a button, and says yes to the sentence that follows; the status and the page."""
        number = self.number(order)
        form = hidden(self.phone.get(f"/o/{number}").text)
        sent = {"version": form["version"], "form_key": form_key or form["form_key"], "action": action, **typed}
        done = self.phone.post(f"/o/{number}", data={**sent, "sure": "yes"}, headers=HERE)
        return done.status_code, unescape(done.text)

    def number(self, order: str) -> str:
        """The number on the page of an order."""
        found = re.search(r"Order ([A-Z0-9]{6})", self.page(order))
        assert found is not None
        return found[1]

    def session(self, payer: Payer) -> str:
        """What Stripe calls the page that a buyer is on."""
        return urlsplit(payer.page).path.rpartition("/")[2]


WHO = {"name": "Asha", "email": "asha@example.org", "street_address": "Weg 1", "city": "Bonn", "postal_code": "53111"}


@contextmanager
def street(settings: Settings, database: Database, fake: Fakepay) -> Iterator[Street]:
    """Such a street over a bazaar; the phone is that of its only group, if there is one group."""
    with client_for(settings) as buyer, client_for(settings) as phone:
        made = Street(settings, database, fake, buyer, phone)
        yield made


def with_phone(made: Street) -> Street:
    """Make the phone that of the only group."""
    a_phone(made.settings, made.database, made.phone)
    return made
