"""The rail is down for an hour of the clock: connections are refused, and each minute time passes for all rows."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Table, bindparam, delete, select, update

from app.core.clock import now
from app.core.db import Base, UtcDateTime
from app.ordering.desk import Task
from app.ordering.models import Order
from app.ordering.tasks import sweep
from app.payments.models import Instruction, Payment, PaymentState, RailAccount, RailEvent, Refund
from app.payments.tasks import sweep as sweep_payments
from tests.factories.bad_days import KIND
from tests.factories.browsing import Answer, Phone
from tests.factories.racing import a_phone
from tests.factories.street import Payer, Street, pay, session_in

MINUTE = timedelta(minutes=1)
EARLIER = 20  # minutes before the rail goes away: pages were opened
PAYS_AT, OFF_AT, GIVES_UP_AT = 5, 8, 50  # minutes of the hour
EVERY = 3  # minutes, somebody new orders and presses Pay
AGED: tuple[type[Base], ...] = (Order, Payment, Refund, RailEvent, RailAccount, Task)


@dataclass
class Buyer:
    """Somebody with an order."""

    payer: Payer
    address: str
    session: str = ""  # the page at the rail


@dataclass
class Hour:
    """Who is there, and what they were told."""

    phone: Phone
    holding: list[Buyer] = field(default_factory=list)  # on an open page, each with a counted piece of their own
    to_refund: list[Buyer] = field(default_factory=list)  # paid, and called off while the rail is down
    pressing: list[Buyer] = field(default_factory=list)  # ordered while it is down
    answers: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    unkind: list[str] = field(default_factory=list)

    def wait_for(self, asks: Callable[[], Answer]) -> Answer:
        """Ask, and keep how long it took and whether a refusal had kind words."""
        began = time.monotonic()
        answer = asks()
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.answers[answer.status] += 1
        if answer.status not in (200, 303) and not any(words in answer.text for words in KIND):
            self.unkind.append(f"{answer.status}: {answer.text[:300]}")
        return answer


def minutes_pass(street: Street, minutes: int = 1) -> None:
    """Everything that is written down is so much older; a page whose time is over ends at the rail."""
    with street.database.writing() as db:
        for model in AGED:
            table = model.__table__
            assert isinstance(table, Table)
            (key, *more), moments = (
                list(table.primary_key),
                [one for one in table.c if isinstance(one.type, UtcDateTime)],
            )
            keys = [key, *more]
            rows = db.execute(select(*keys, *moments).order_by(*keys).with_for_update()).mappings().all()
            older = update(table).where(*(one == bindparam(f"_{one.name}") for one in keys))
            for row in rows:
                moved = {one.name: row[one] and row[one] - minutes * MINUTE for one in moments}
                db.connection().execute(older.values(moved), {f"_{one.name}": row[one] for one in keys})
        over = select(Payment.ref).where(Payment.ref.is_not(None), Payment.until <= now())
        ended = list(db.scalars(over.where(Payment.state == PaymentState.OPEN)))
    paid = {one["session"] for one in street.fake.look("money")}  # we do not know of it yet; the rail does
    for session in set(ended) - paid:
        pay(street.fake, str(session), "expire")


def clock_goes_round(street: Street) -> None:
    """What the worker does each minute."""
    sweep_payments(street.database)
    sweep(street.database)


def ordered(street: Street, number: int, sku: str) -> Buyer:
    """Somebody who has ordered, and whose mail arrives."""
    payer = street.payer(number)
    address = payer.order_one(sku)
    street.all_prove_their_mail()
    return Buyer(payer, address)


def before(street: Street, *, holding: int, to_refund: int, first: int) -> Hour:
    """People who are under way when the rail goes away. Nobody can pay otherwise than by card: orders wait an hour."""
    with street.database.writing() as db:
        db.execute(delete(Instruction))
    hour = Hour(a_phone(street.servers, street.database))
    for number in range(holding + to_refund):
        buyer = ordered(street, first + number, "kiondo" if number < holding else "mat")
        buyer.session = buyer.payer.page(buyer.address)
        assert buyer.session
        (hour.holding if number < holding else hour.to_refund).append(buyer)
    for buyer in hour.to_refund:
        assert pay(street.fake, buyer.session)
        assert buyer.payer.come_back(buyer.address).status == 303
    street.fake.settled(60)
    minutes_pass(street, EARLIER)
    return hour


def a_minute(street: Street, hour: Hour, minute: int, *, first: int) -> None:
    """One minute of the hour."""
    minutes_pass(street)
    clock_goes_round(street)
    if minute == PAYS_AT:  # the rail is well, and hears its buyers; it is we who do not reach it
        assert all(pay(street.fake, buyer.session) for buyer in hour.holding[::2])
    if minute == OFF_AT:
        numbers = [buyer.payer.number_of(buyer.address) for buyer in hour.to_refund]
        assert {hour.phone.act(number, "decline", reason="No sisal") for number in numbers} == {303}
    if minute == GIVES_UP_AT:
        for buyer in hour.holding[1::2]:
            hour.wait_for(lambda one=buyer: one.payer.press(one.address, "withdraw"))  # type: ignore[misc]
    if minute % EVERY == 0:
        hour.pressing.append(ordered(street, first + minute, "mat"))
    _press(hour, hour.pressing[-2:])
    back = hour.holding[minute % len(hour.holding)]
    assert hour.wait_for(lambda: back.payer.come_back(back.address)).status == 303
    assert hour.wait_for(lambda: back.payer.get(back.address)).status == 200


def _press(hour: Hour, buyers: list[Buyer]) -> None:
    """Each presses Pay twice in the same moment, on two tabs."""
    tabs = [Payer(one.payer.ports, turn=turn, cookies=dict(one.payer.cookies)) for one in buyers for turn in (1, 2)]
    addresses = [one.address for one in buyers for _turn in (1, 2)]
    with ThreadPoolExecutor(4) as hands:
        told = hands.map(lambda tab, where: hour.wait_for(lambda: tab.press(where)), tabs, addresses)
        assert [session_in(answer) for answer in told if session_in(answer)] == []


def afterwards(street: Street, hour: Hour) -> int:
    """The rail is back: every second buyer tries again and pays; the clock goes on. How many paid."""
    street.line.pick_up()
    paid = hour.pressing[::2]
    for buyer in paid:
        # The clock may just have ended an attempt that the rail never heard of: then the next press begins another one.
        session = buyer.payer.page(buyer.address) or buyer.payer.page(buyer.address)
        assert session, buyer.address
        assert buyer.payer.page(buyer.address) == session
        assert pay(street.fake, session)
        assert buyer.payer.come_back(buyer.address).status == 303
    for _minute in range(75):  # and every order of that hour waits no longer
        minutes_pass(street)
        clock_goes_round(street)
    street.fake.settled(60)
    return len(paid)
