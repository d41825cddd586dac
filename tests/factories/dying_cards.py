"""Servers and workers that die by SIGKILL while buyers pay by card, at a numbered point or at any time."""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event

from sqlalchemy import select

from app.ordering import ending
from app.ordering.models import Actor, Order
from app.ordering.states import ActorKind, OrderState
from app.payments.models import Payment
from tests.factories.street import Payer, Street, letters_astray, money_astray, pay
from tests.proofs.crashing import LOOK, NEWS, PAY, REFUND, RETURN

numbers = count(200_000)  # of buyers, so that no two share an address
HANDS = 3
PAUSE_SECONDS = 0.3
GROUP = Actor(ActorKind.GROUP, "Rose")


def dies_at(street: Street, point: int) -> str:
    """A process dies there while one buyer pays, and everything goes on; how the order stands in the end."""
    if point in PAY | RETURN:
        session, address, payer = _web_dies(street, point)
    elif point in NEWS:
        session, address, payer = _news_die(street, point)
    else:
        session, address, payer = _worker_dies(street, point)
    street.tell_again()
    street.servers.start_worker(pace="fast")
    street.settle_down()
    street.servers.stop_worker()
    assert money_astray(street) == [], point
    assert letters_astray(street) == [], point
    assert payer.get(address).status == 200
    return state_of(street, session)


def state_of(street: Street, session: str) -> str:
    """How the order stands that a session was for."""
    with street.database.reading() as db:
        of = select(Order.state).join(Payment, Payment.payable == Order.id).where(Payment.ref == session)
        return str(db.scalars(of).one())


def _web_dies(street: Street, point: int) -> tuple[str, str, Payer]:
    payer = Payer(street.servers.ports, stays=True, number=next(numbers))
    address = payer.order_one()
    port = street.servers.ports[0]
    if point in PAY:
        _doomed(street, point)
        payer.turn = 0
        session = payer.page(address)  # the browser sends the form once more, to another server
        assert pay(street.fake, session)
    else:
        session = payer.page(address)
        street.fake.hold()
        assert pay(street.fake, session)
        _doomed(street, point)
        payer.turn = 0
        payer.come_back(address)
        street.fake.release()
    street.servers.died(port)
    _back(street)
    return session, address, payer


def _news_die(street: Street, point: int) -> tuple[str, str, Payer]:
    payer = Payer(street.servers.ports, number=next(numbers))
    address = payer.order_one()
    session = payer.page(address)
    _doomed(street, point)
    street.tell(street.servers.ports[0])
    assert pay(street.fake, session)
    street.servers.died(street.servers.ports[0])
    _back(street)
    street.fake.settled(60)
    street.tell()
    return session, address, payer


def _worker_dies(street: Street, point: int) -> tuple[str, str, Payer]:
    payer = Payer(street.servers.ports, number=next(numbers))
    address = payer.order_one()
    session = payer.page(address)
    if point in LOOK:
        street.servers.start_worker(dies_at=point, pace="fast")
        assert pay(street.fake, session)
        street.servers.died()
        return session, address, payer
    assert point in REFUND
    assert pay(street.fake, session)
    payer.come_back(address)
    with street.database.writing() as db:
        id_ = db.scalars(select(Payment.payable).where(Payment.ref == session)).one()
        order = db.get_one(Order, id_, with_for_update=True)
        assert order.state is OrderState.CONFIRMED
        ending.call_off(db, order, by=GROUP, note="no more sisal")
    street.servers.start_worker(dies_at=point, pace="fast")
    street.servers.died()
    return session, address, payer


def _doomed(street: Street, point: int) -> None:
    port = street.servers.ports[0]
    street.servers.kill_web(port)
    street.servers.begin_web(port, dies_at=point)
    street.servers.wait_for_web(port)


def _back(street: Street) -> None:
    port = street.servers.ports[0]
    street.servers.begin_web(port)
    street.servers.wait_for_web(port)


def killed_while_paying(street: Street, kills: int, *, seed: int) -> tuple[Counter[str], Counter[str]]:
    """Kill web processes and the worker at any time while buyers order and pay: what was killed, what buyers did."""
    enough, killed = Event(), Counter[str]()
    chance = random.Random(seed)
    street.servers.start_worker(pace="fast")
    with ThreadPoolExecutor(HANDS) as hands:
        walks = [hands.submit(_go_on, street, seed + hand, enough) for hand in range(HANDS)]
        try:
            for _kill in range(kills):
                time.sleep(chance.uniform(0.0, 0.6))  # any time is meant: no event says when
                killed[_kill_one(street, chance)] += 1
                assert not any(walk.done() for walk in walks), [walk.exception() for walk in walks if walk.done()]
        finally:
            enough.set()
    return killed, sum((walk.result() for walk in walks), Counter[str]())


def _kill_one(street: Street, chance: random.Random) -> str:
    port = chance.choice([None, *street.servers.ports])
    if port is None:
        street.servers.kill_worker()
        street.servers.start_worker(pace="fast")
        return "worker"
    street.servers.kill_web(port)
    street.servers.begin_web(port)
    street.servers.wait_for_web(port)
    return "web"


def _go_on(street: Street, seed: int, enough: Event) -> Counter[str]:
    chance, did = random.Random(seed), Counter[str]()
    while not enough.wait(PAUSE_SECONDS):
        number = next(numbers)
        payer = Payer(street.servers.ports, turn=number, number=number)
        address = payer.order_one()
        street.all_prove_their_mail()
        street.cards_go_on()
        did["orders"] += 1
        session = payer.page(address)
        again = payer.page(address) if chance.random() < 0.3 else session
        assert not (session and again) or session == again, "two pages for one thing"
        did[_on_the_page(street, payer, address, session, chance)] += 1
    return did


def _on_the_page(street: Street, payer: Payer, address: str, session: str, chance: random.Random) -> str:
    what = chance.random()
    if not session or what < 0.15:
        return "left"
    if what < 0.25:
        payer.press(address, "other")
        return "paid another way" if not pay(street.fake, session) else "paid all the same"
    if what < 0.35:
        payer.press(address, "withdraw")
        return "given up" if not pay(street.fake, session) else "paid all the same"
    if not pay(street.fake, session):
        return "too late"
    if what < 0.8:
        payer.come_back(address)
    return "paid"
