"""Servers and workers that die by SIGKILL, at a numbered point or at any time, while buyers and a group go on."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Event

from sqlalchemy import select, update

from app.core.clock import now
from app.core.db import Database
from app.ordering.models import Order
from app.ordering.states import OPEN, OrderState
from tests.core.conftest import wait_for
from tests.factories.browsing import Phone, Shopper
from tests.factories.racing import KINDS, a_phone
from tests.factories.several import Servers

numbers = count(100_000)  # of buyers, so that no two share an address; `next` of it is safe among threads
PAUSE_SECONDS = 0.8  # of a buyer between two orders
HANDS = 4


def dies_while_placing(servers: Servers, point: int, *skus: str) -> Shopper:
    """One buyer's server dies at a point of placing; the browser sends the form again, to another one."""
    shopper = Shopper(servers.ports, stays=True, number=next(numbers))
    _doomed(servers, point)
    shopper.put(*skus)
    assert shopper.review()
    assert shopper.place() == "recorded"
    servers.died(servers.ports[0])
    _back(servers)
    return shopper


def dies_while_answering(servers: Servers, database: Database, point: int, *skus: str) -> tuple[Shopper, str]:
    """The group's server dies while it writes down that money came; the phone sends the form again."""
    shopper = Shopper(servers.ports, stays=True, number=next(numbers))
    assert shopper.order(*skus) == "recorded"
    number = number_of(shopper)
    phone = a_phone(servers, database)
    _doomed(servers, point)
    phone.stays, phone.turn = True, 0
    phone.money_came(number)
    servers.died(servers.ports[0])
    _back(servers)
    return shopper, number


def number_of(shopper: Shopper, place: int = 0) -> str:
    """The number of a buyer's order, as its page tells it."""
    found = re.search(r"Order ([A-Z0-9]{6})", shopper.get(shopper.orders()[place]).text)
    assert found is not None
    return found[1]


def _doomed(servers: Servers, point: int) -> None:
    servers.kill_web(servers.ports[0])
    servers.begin_web(servers.ports[0], dies_at=point)
    servers.wait_for_web(servers.ports[0])


def _back(servers: Servers) -> None:
    servers.begin_web(servers.ports[0])
    servers.wait_for_web(servers.ports[0])


def dies_while_working(servers: Servers, point: int, *skus: str, pace: str = "fast") -> Shopper:
    """The worker dies over the letters of an order, and another one is started."""
    servers.start_worker(dies_at=point, pace=pace)
    shopper = Shopper(servers.ports, number=next(numbers))
    assert shopper.order(*skus) == "recorded"
    servers.died()
    servers.start_worker(pace=pace)
    return shopper


def dies_while_sweeping(servers: Servers, database: Database, point: int, *skus: str) -> list[Shopper]:
    """The worker dies while it ends two orders that waited too long, and another one is started."""
    shoppers = [Shopper(servers.ports, number=next(numbers)) for _one in range(2)]
    for shopper in shoppers:
        assert shopper.order(*skus) == "recorded"
    _waited_too_long(database)
    servers.start_worker(dies_at=point, pace="fast")
    servers.died()
    servers.start_worker(pace="fast")
    wait_for(lambda: not _open(database), 60)
    return shoppers


def _waited_too_long(database: Database) -> None:
    with database.writing() as db:
        db.execute(update(Order).where(Order.state.in_(OPEN)).values(expires_at=now() - timedelta(days=1)))


def _open(database: Database) -> Sequence[Order]:
    with database.reading() as db:
        return db.scalars(select(Order).where(Order.state.in_(OPEN), Order.expires_at <= now())).all()


def state_of(database: Database, number: str) -> OrderState:
    """Where an order stands."""
    with database.reading() as db:
        return db.scalars(select(Order.state).where(Order.number == number)).one()


def killed_at_random(
    servers: Servers, database: Database, kills: int, *, seed: int
) -> tuple[Counter[str], list[Shopper], Counter[str]]:
    """Kill web processes and the worker at any time while buyers order and a group writes down money.

    Returns:
        What was killed how often; the buyers; how their walks ended.
    """
    enough = Event()
    killed: Counter[str] = Counter()
    phones = [a_phone(servers, database) for _hand in range(HANDS)]  # their links open once, so before anything dies
    with ThreadPoolExecutor(HANDS) as hands:
        walks = [hands.submit(_go_on, servers, phone, seed + hand, enough) for hand, phone in enumerate(phones)]
        try:
            for chance in _moments(random.Random(seed), kills):
                killed[_kill_one(servers, chance)] += 1
                assert not any(walk.done() for walk in walks), [walk.exception() for walk in walks if walk.done()]
        finally:
            enough.set()
    return killed, *_gathered(walks)


def _moments(chance: random.Random, kills: int) -> Iterator[random.Random]:
    for _kill in range(kills):
        time.sleep(chance.uniform(0.0, 0.5))  # any time is meant: no event says when
        yield chance


def _kill_one(servers: Servers, chance: random.Random) -> str:
    port = chance.choice([None, *servers.ports])
    if port is None:
        servers.kill_worker()
        servers.start_worker(pace="normal")
        return "worker"
    servers.kill_web(port)
    servers.begin_web(port)
    servers.wait_for_web(port)
    return "web"


def _go_on(servers: Servers, phone: Phone, seed: int, enough: Event) -> tuple[list[Shopper], Counter[str]]:
    chance = random.Random(seed)
    shoppers: list[Shopper] = []
    ends: Counter[str] = Counter()
    while not enough.wait(PAUSE_SECONDS):
        number = next(numbers)
        shopper = Shopper(servers.ports, turn=number, number=number, mails=chance.random() < 0.2)
        shoppers.append(shopper)
        ends[shopper.order(*chance.sample(KINDS, chance.randint(1, 3)))] += 1
        ends.update(_afterwards(shopper, phone, chance.random()))
    return shoppers, ends


def _afterwards(shopper: Shopper, phone: Phone, chance: float) -> Iterator[str]:
    """What becomes of an order: a third is paid, a tenth given up."""
    if not shopper.recorded or chance > 0.43:
        return
    for place, address in enumerate(shopper.orders()):
        if chance < 0.33:
            yield f"money {phone.money_came(number_of(shopper, place))}"
        else:
            yield f"given up {shopper.give_up(address)}"


def _gathered(walks: list[Future[tuple[list[Shopper], Counter[str]]]]) -> tuple[list[Shopper], Counter[str]]:
    shoppers, ends = [], Counter[str]()
    for walk in walks:
        more, came = walk.result()
        shoppers += more
        ends += came
    return shoppers, ends
