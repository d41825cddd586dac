"""Two groups, two buyers, orders in every state between them, and everything secret that there is: links, keys, words.

Asha trades with Machakos, Berta with Kampala; nothing of one pair may ever show to the other.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import httpx2
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.affiliates.group_keys import DEVICE, LINK, new_key, use, withdraw_key
from app.affiliates.models import Affiliate, Group, Means, NotifyAddress, UsableFrom
from app.catalog.models import Product, Stock
from app.catalog.moves import CapacityMonth, CapacityUse, StockMove
from app.core.clock import today
from app.core.db import Base, Database
from app.core.mail import Letter
from app.core.money import Money
from app.core.tokens import Tokens, named_in
from app.enquiries import service as talking
from app.enquiries.models import EnquiryKind, Speaker
from app.enquiries.models import Side as Speaks
from app.enquiries.service import Question
from app.enquiries.tasks import LINK as ASKED
from app.enquiries.tasks import MAILED as ASKED_BY_MAIL
from app.ordering import answering, ending, fulfilment, settle
from app.ordering.answering import Offer
from app.ordering.delivery import put_rules
from app.ordering.models import Actor, Delivery, DeliveryRule, Order
from app.ordering.service import Buyer, lines_by_order, place
from app.ordering.states import ActorKind
from app.payments.service import put_instruction
from app.settings import Settings
from tests.factories.catalogue import a_group, a_product, an_affiliate
from tests.factories.ordering import a_basket, a_trading_world, a_wish, order_of
from tests.factories.prepared import copy_into
from tests.factories.serving import client_for, settings_in
from tests.journeys.test_an_order_from_basket_to_parcel import HERE, hidden

STATES = ("requested", "offered", "awaiting_payment", "confirmed", "shipped", "cancelled")


@dataclass
class Side:
    """A buyer and the group that the buyer trades with, and what both of them hold."""

    buyer: Buyer
    street: str
    town: str
    message: str
    notes: str  # the group's words
    pay: str  # where its money goes
    group: str
    country: str
    currency: str
    plain: str  # a sku with a price
    asked: str  # a sku priced on request
    orders: dict[str, UUID] = field(default_factory=dict)  # by state
    numbers: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)  # an order by the link its buyer keeps
    mailed: dict[str, str] = field(default_factory=dict)
    checkouts: dict[str, str] = field(default_factory=dict)
    device: str = ""  # the cookie of the group's phone
    withdrawn: str = ""  # that of a phone it lost
    fresh: str = ""  # a link to a key that nobody used yet
    used: str = ""  # one that somebody did
    basket: str = ""  # the cookie of the buyer's browser
    form: dict[str, str] = field(default_factory=dict)  # of the checkout page of what lies in it
    placed: dict[str, str] = field(default_factory=dict)  # a form that was sent, and made a checkout
    refund: str = ""
    talk: str = ""  # the conversation by the link its buyer keeps
    talk_mailed: str = ""
    talk_number: str = ""
    talk_seq: int = 0

    @property
    def of_talk(self) -> set[str]:
        """What both sides know of their conversation."""
        return {f"Question of {self.plain}", f"Answer from {self.group}", self.talk_number}

    @property
    def personal(self) -> set[str]:
        """Words that are the buyer's own."""
        return {self.buyer.name, self.buyer.email, self.buyer.phone, self.street, self.town, self.message}

    @property
    def of_buyer(self) -> set[str]:
        """Secrets that the buyer holds."""
        return {
            *self.links.values(),
            *self.mailed.values(),
            *self.checkouts.values(),
            self.basket,
            self.talk,
            self.talk_mailed,
        }

    @property
    def of_group(self) -> set[str]:
        """Secrets that the group holds."""
        return {self.device, self.withdrawn, self.fresh, self.used}

    @property
    def shared(self) -> set[str]:
        """What both know of their orders, and nobody else."""
        return {*self.numbers.values(), self.notes, self.pay} | self.of_talk

    @property
    def everything(self) -> set[str]:
        """All of it."""
        return self.personal | self.of_buyer | self.of_group | self.shared


@dataclass
class Traded:
    """Both sides, the affiliate of the first one, and the shop they are in."""

    settings: Settings
    database: Database
    browser: httpx2.Client
    asha: Side
    berta: Side
    affiliate: str = ""  # the cookie of its phone
    code: str = ""  # of a product, for print

    @property
    def tokens(self) -> Tokens:
        """What makes and proves links."""
        return Tokens(self.settings.key)

    @property
    def all_words(self) -> set[str]:
        """Everything that nobody may see."""
        return self.asha.everything | self.berta.everything | {self.affiliate, self.settings.key.hex()}

    def fingerprint(self) -> str:
        """Of every row of ordering, stock, money, keys and letters, and of the jobs that wait."""
        jobs = "workflow_status" if self.database.is_sqlite else "dbos.workflow_status"
        with self.database.engine.connect() as connection:
            told = [str(connection.scalar(text(f"SELECT count(*) FROM {jobs}")))]
            for table in WATCHED:
                rows = connection.execute(select(table))
                told.append(f"{table.name} {sorted(map(repr, rows))}")
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


OURS = {Stock, StockMove, CapacityMonth, CapacityUse, Letter, NotifyAddress}
WATCHED = sorted(
    (
        mapper.local_table
        for mapper in Base.registry.mappers
        if mapper.class_ in OURS
        or mapper.class_.__module__.startswith(
            ("app.ordering", "app.payments", "app.enquiries", "app.affiliates.group_keys")
        )
    ),
    key=lambda table: table.name,
)


def two_sides() -> tuple[Side, Side]:
    """Asha with Machakos, Berta with Kampala; no word of one is a word of the other."""
    asha = Buyer("Asha Wanjiru", email="asha.wanjiru@example.org", phone="+254711222333")
    berta = Buyer("Berta Okello", email="berta.okello@example.org", phone="+256772111222")
    return (
        Side(
            *(asha, "Moi Lane 17", "Nyeri", "For my sister Neema", "Sisal from Kathiani", "Till 0000"),
            *("machakos", "KE", "KES", "kiondo", "wish"),
        ),
        Side(
            *(berta, "Acacia Road 9", "Jinja", "Blue for Lwanga", "Barkcloth of Masaka", "Till 7788"),
            *("kampala", "UG", "UGX", "bark", "plea"),
        ),
    )


SECRET = "the same in every copy, so that links made once open them all"
_told: dict[bool, dict[str, Any]] = {}  # what was made in this process, on SQLite and on PostgreSQL


@contextmanager
def traded(folder: Path, database_url: str = "") -> Iterator[Traded]:
    """Both worlds in an empty database, and a browser before them: made once in a process, and copied."""
    settings = settings_in(folder, database_url, secret=SECRET)
    database = Database(settings.database)
    copy_into(database, f"traded{os.getpid()}", _make)  # of this process: it alone knows who is who
    with client_for(settings) as browser:
        yield Traded(settings, database, browser, **deepcopy(_told[database.is_sqlite]))
    database.close()


def _make(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    a_trading_world(database, pieces=40)
    asha, berta = two_sides()
    with database.writing() as db:
        _second_group(db, berta)
    with TemporaryDirectory() as folder:
        settings = settings_in(Path(folder), url, secret=SECRET)
        with client_for(settings) as browser:
            world = Traded(settings, database, browser, asha, berta)
            for side in (asha, berta):
                _trade(world, side)
                _talk(world, side)
                _keys(world, side)
                _browse(world, side)
    with database.writing() as db:
        holder = db.scalars(select(Affiliate).where(Affiliate.slug == "homenet")).one()
        code = db.scalars(select(Product.code).where(Product.slug == "kiondo")).one()
        affiliate = _a_device(db, world.tokens, holder, "Affiliate's phone")
    _told[database.is_sqlite] = {"asha": asha, "berta": berta, "affiliate": affiliate, "code": code}


def _second_group(db: Session, side: Side) -> None:
    above = an_affiliate(db, "neighbours", country="UG")
    group = a_group(db, side.group, country="UG", currency="UGX", affiliate=above, capacity_per_month=20)
    a_product(db, group, "bark", title="Barkcloth", on_hand=40, variant={"sku": "bark", "price": 90_000})
    a_product(db, group, "plea", title="Plea", variant={"sku": "plea", "price": None})
    sent = DeliveryRule(delivery=Delivery.SENT, countries=["UG"], price_amount=5_000)
    put_rules(db, group, [sent, DeliveryRule(delivery=Delivery.PICKUP, countries=["UG"], advance_bp=0)])
    put_instruction(db, group, Means.CASH, "UGX", words=side.pay, usable_from=UsableFrom.ANYWHERE)


def address_of(side: Side) -> dict[str, str]:
    """Where a buyer lives."""
    return {"street_address": side.street, "city": side.town, "postal_code": "", "country_code": side.country}


def _trade(world: Traded, side: Side) -> None:
    """An order in each state."""
    for state in STATES:
        with world.database.writing() as db:
            basket = a_basket(db, **{side.asked if state in ("requested", "offered") else side.plain: 1})
            told: dict[str, Any] = {
                "address": address_of(side),
                "messages": {f"{side.group}.{side.currency}": side.message},
            }
            wish = a_wish(db, basket, country=side.country, buyer=side.buyer, **told)
            order = order_of(db, place(db, basket, wish))
            id_, checkout = order.id, order.checkout_id
        with world.database.writing() as db:
            _move(db, db.get_one(Order, id_), side, state)
        with world.database.reading() as db:
            order = db.get_one(Order, id_)
            assert order.state == state
            side.orders[state], side.numbers[state], side.versions[state] = id_, order.number, order.version
        side.links[state] = world.tokens.make("order", id_)
        side.mailed[state] = world.tokens.make("order-mail", id_)
        side.checkouts[state] = world.tokens.make("checkout", checkout)


def _move(db: Session, order: Order, side: Side, state: str) -> None:
    """From where it was placed to a state, by the hand of the group."""
    by = Actor(ActorKind.GROUP, "Rose")
    if state == "offered":
        (line,) = lines_by_order(db, [order])[order.id]
        price = Money(100_000, side.currency)
        ready = today() + timedelta(days=9)
        answering.offer(db, order, Offer({}, {line.id: price}, Money(50_000, side.currency), ready, side.notes), by=by)
    if state in ("confirmed", "shipped", "cancelled"):
        came = {"means": Means.CASH, "on": today(), "by": by, "note": side.notes}
        settle.record_money(db, order, order.due_first, **came)  # type: ignore[arg-type]
    if state == "shipped":
        fulfilment.send(db, order, key="form", on=today(), words=side.notes, tracking="", by=by)
    if state == "cancelled":
        ending.call_off(db, order, by=by, note=side.notes)
        half = Money(order.due_first.amount // 2, side.currency)
        told = {"key": f"{order.number}-r1", "how": "cash", "reference": "", "on": today(), "by": by}
        side.refund = str(settle.send_back(db, order, half, **told).id)  # type: ignore[arg-type]


def _talk(world: Traded, side: Side) -> None:
    """A conversation that both sides know, in which neither has shown an address."""
    who = {"name": side.buyer.name, "email": side.buyer.email, "phone": side.buyer.phone, "country": side.country}
    with world.database.writing() as db:
        group = db.scalars(select(Group).where(Group.slug == side.group)).one()
        words = f"Question of {side.plain}"
        asked = Question(uuid4().hex, group.id, EnquiryKind.QUESTION, words, lang="en", **who)
        enquiry = talking.ask(db, asked)
        talking.confirm(db, enquiry)
        talking.answer(db, enquiry, f"Answer from {side.group}", by=Speaker(Speaks.GROUP, "Rose"))
        side.talk_number, side.talk_seq = enquiry.number, enquiry.seq
        side.talk = world.tokens.make(ASKED, enquiry.id)
        side.talk_mailed = world.tokens.make(ASKED_BY_MAIL, enquiry.id)


def _keys(world: Traded, side: Side) -> None:
    """A phone of the group, one that it lost, and a link that nobody used yet."""
    with world.database.writing() as db:
        group = db.scalars(select(Group).where(Group.slug == side.group)).one()
        side.device = _a_device(db, world.tokens, group, f"Phone of {side.group}")
        lost = new_key(db, group)
        use(db, lost, device="Lost")
        withdraw_key(db, lost)
        side.withdrawn = world.tokens.make(DEVICE, lost.id)
        side.used = world.tokens.make(LINK, named_in(side.device))
        side.fresh = world.tokens.make(LINK, new_key(db, group).id)


def _a_device(db: Session, tokens: Tokens, holder: Group | Affiliate, name: str) -> str:
    key = new_key(db, holder)
    use(db, key, device=name)
    return tokens.make(DEVICE, key.id)


def _browse(world: Traded, side: Side) -> None:
    """The buyer orders over HTTP, and then puts aside what stays in the basket."""
    browser = world.browser
    browser.cookies.clear()
    put = {"sku": side.plain, "pieces": "1"}
    assert browser.post("/basket", data=put, headers=HERE).status_code == 303
    side.placed = {**_form(world, side), "action": "order"}
    done = browser.post("/checkout", data=side.placed, headers=HERE)
    assert done.status_code == 303
    side.checkouts["placed"] = done.headers["location"].rpartition("/")[2]
    assert browser.post("/basket", data=put, headers=HERE).status_code == 303
    side.form = {**_form(world, side), "action": "order"}
    side.basket = browser.cookies["basket"]
    browser.cookies.clear()


def _form(world: Traded, side: Side) -> dict[str, str]:
    page = world.browser.get(f"/checkout?country={side.country}").text
    who = {"name": side.buyer.name, "email": side.buyer.email, "phone": side.buyer.phone}
    where = {name: value for name, value in address_of(side).items() if name != "country_code"}
    return {**hidden(page), **who, **where, f"message.{side.group}.{side.currency}": side.message}
