"""Buyers, honest and not, who order over HTTP from one network address."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

import httpx2
from sqlalchemy import func, select

from app.affiliates.service import set_notify_address
from app.core.db import Database
from app.core.jobs import JobContext
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.ordering.models import Order, OrderEvent
from app.ordering.tasks import tell
from app.settings import Settings
from tests.factories.ordering import the_group
from tests.journeys.test_an_order_from_basket_to_parcel import HERE, hidden

WHERE = {"street_address": "Moi Lane 17", "city": "Nyeri", "postal_code": "10100"}
GROUP_MAIL = "rose@example.org"


@dataclass
class Device:
    """A browser with a basket of its own."""

    browser: httpx2.Client
    basket: str = ""
    page: dict[str, str] = field(default_factory=dict)  # the checkout form of one wish

    def fill(self) -> None:
        """Have one wish in the basket: a request, whose price the group tells."""
        self._with_basket()
        form = {"sku": "wish", "pieces": "1", "how": "set"}
        assert self.browser.post("/basket", data=form, headers=HERE).status_code == 303
        self.basket = next(
            cookie.value for cookie in self.browser.cookies.jar if cookie.name == "basket" and cookie.domain
        )
        if not self.page:
            self.page = hidden(self.browser.get("/checkout?country=KE").text)

    def send(self, form_key: str, *, email: str = "", phone: str = "", prefix: str = "") -> tuple[int, str]:
        """Post a checkout; the status, and where the order is or what the page says."""
        self._with_basket()
        who = {"name": "Asha", "email": email, "phone": phone, "form_key": form_key, "action": "request"}
        answer = self.browser.post(f"{prefix}/checkout", data={**self.page, **WHERE, **who}, headers=HERE)
        return answer.status_code, answer.headers.get("location", answer.text)

    def give_up(self, checkout: str) -> None:
        """Withdraw the only order of a checkout."""
        found = re.search(r'href="(/orders/[^"]+)"', self.browser.get(checkout).text)
        assert found is not None
        form = {"version": hidden(self.browser.get(found[1]).text)["version"], "action": "withdraw"}
        assert self.browser.post(found[1], data=form, headers=HERE).status_code == 303

    def _with_basket(self) -> None:
        self.browser.cookies.clear()
        if self.basket:
            self.browser.cookies.set("basket", self.basket)


def decorated(name: str, pick: random.Random) -> str:
    """A mailbox, spelled so that it looks like another one each time."""
    shown = "".join(pick.choice([letter, letter.upper()]) for letter in name)
    return f"{shown}+{pick.getrandbits(32):x}@{pick.choice(['example.org', 'Example.ORG'])}"


def bot(
    browser: httpx2.Client, *, posts: int, mailboxes: int, baskets: int, gives_up: bool = False, name: str = "bot"
) -> Counter[int]:
    """Post checkouts with few mailboxes and few baskets; how often each status came.

    Args:
        mailboxes: 0 for a new one each time.
        gives_up: withdraw each order at once, so that none stays open.
        name: what its mailboxes begin with; another name is another bot.
    """
    pick = random.Random(name)
    devices = [Device(browser) for _number in range(baskets)]
    came: Counter[int] = Counter()
    for device in devices:
        device.fill()
    for number in range(posts):
        device = pick.choice(devices)
        email = decorated(f"{name}{pick.randrange(mailboxes) if mailboxes else number}", pick)
        status, where = device.send(f"{pick.getrandbits(120):x}", email=email)
        came[status] += 1
        if status == 303 and where.startswith("/checkouts"):
            if gives_up:
                device.give_up(where)
            device.fill()
    return came


def village(browser: httpx2.Client, *, buyers: int, shared: bool = False) -> Counter[int]:
    """Buyers of their own names order once each; on one tablet, or each on a phone of their own."""
    tablet, came = Device(browser), Counter[int]()
    for number in range(buyers):
        device = tablet if shared else Device(browser)
        device.fill()
        told = {"email": f"villager{number}@example.org"} if number % 2 else {"phone": f"+2547220{number:05}"}
        status, where = device.send(f"village-{shared}-{number:020}", **told)
        came[status] += status != 303 or where.startswith("/checkouts")
    return came


def orders_in(database: Database) -> int:
    """How many orders there are."""
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(Order)) or 0


def letters_of(database: Database, settings: Settings) -> Counter[str]:
    """How many letters each mailbox gets, once every line of history has been told."""
    with database.writing() as db:
        set_notify_address(db, group=the_group(db), email=GROUP_MAIL)
    context = JobContext(database, None, tokens=Tokens(settings.key), site=settings.base_url)
    with database.reading() as db:
        lines: list[tuple[UUID, int]] = [
            (one, seq) for one, seq in db.execute(select(OrderEvent.order_id, OrderEvent.seq))
        ]
    for order_id, seq in lines:
        tell(context, order_id=str(order_id), seq=seq)
    with database.reading() as db:
        return Counter(re.sub(r"\+[^@]*", "", to.lower()) for to in db.scalars(select(Letter.to)))
