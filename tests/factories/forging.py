"""News that claim to come from a rail: forged, broken, of another world, or true and told once more."""

from __future__ import annotations

import copy
import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.catalog.moves import StockMove
from app.core import jobs
from app.core.db import Database
from app.core.mail import Letter
from app.ordering.desk import Task
from app.ordering.models import Order, OrderEvent
from app.payments.models import Dispute, Payment, RailAccount, RailEvent, Refund
from tests.fakepay.sending import signature

Event = dict[str, Any]
AN_HOUR = 3600
KEPT = (Payment, Refund, Dispute, RailAccount, Order, OrderEvent, StockMove, Task, Letter)
DEEP = 20_000  # brackets, one in another


@dataclass(frozen=True)
class Claim:
    """What is sent, and the only right answer to it."""

    kind: str
    body: bytes
    header: bytes | None  # Stripe-Signature
    status: int


def picture(database: Database) -> dict[str, Any]:
    """All that news could change, jobs that were handed in among it; the list of what was kept is not in it."""
    health = jobs.health(database)
    with database.reading() as db:
        rows = {kept.__tablename__: sorted(map(repr, db.execute(select(kept.__table__)).all())) for kept in KEPT}
        rows["looked"] = [str(db.scalar(select(func.count()).where(RailEvent.done_at.is_(None))))]
    return {**rows, "jobs": (health.queued, health.running, health.failed)}


def claims(event: Event, secret: str, count: int, *, seed: int) -> Iterator[Claim]:
    """So many claims about a true event that was told before, of every kind in turn, each another one."""
    chance = random.Random(seed)
    kinds = list(_KINDS.items())
    for number in range(count):
        kind, (make, status) = kinds[number % len(kinds)]
        body, header = make(copy.deepcopy(event), secret, chance)
        yield Claim(kind, body, header, status)


def _told(event: Event) -> bytes:
    return json.dumps(event).encode()


def _signed(body: bytes, secret: str, *, ago: int = 0) -> tuple[bytes, bytes]:
    return body, signature(body, secret, int(time.time()) - ago).encode()


def _changed(event: Event, chance: random.Random) -> Event:
    """The same with other values: more money, another session, paid."""
    event["id"] = f"evt_{chance.randrange(10**9)}"
    about = event["data"]["object"]
    about[chance.choice(["id", "amount_total", "status", "payment_status", "payment_intent"])] = chance.randrange(10**6)
    return event


def _wrong_secret(event: Event, secret: str, chance: random.Random) -> tuple[bytes, bytes | None]:
    return _signed(_told(_changed(event, chance)), f"whsec_{chance.randrange(10**9)}")


def _altered(event: Event, secret: str, chance: random.Random) -> tuple[bytes, bytes | None]:
    _body, header = _signed(_told(event), secret)
    return _told(_changed(event, chance)), header


def _old(event: Event, secret: str, chance: random.Random) -> tuple[bytes, bytes | None]:
    return _signed(_told(_changed(event, chance)), secret, ago=chance.randrange(AN_HOUR, 99 * AN_HOUR))


def _unsigned(event: Event, secret: str, chance: random.Random) -> tuple[bytes, bytes | None]:
    odd = [None, b"", b"t=1", b"v1=00", b"t=x,v1=y", b"t=,v1=", b"v0=1,t=2", b"\xe4\xf6=\xfc", b"t=1=2=3", b",,,"]
    return _told(_changed(event, chance)), chance.choice(odd)


def _other_scheme(event: Event, secret: str, chance: random.Random) -> tuple[bytes, bytes | None]:
    body, header = _signed(_told(_changed(event, chance)), secret)
    return body, header.replace(b"v1=", b"v0=")


def _foreign(event: Event, secret: str, chance: random.Random) -> tuple[bytes, bytes | None]:
    strange = {**_changed(event, chance), "account": f"acct_{chance.randrange(10**9)}"}
    if chance.random() < 0.3:
        del strange["account"]
    return _signed(_told(strange), secret)


def _other_world(event: Event, secret: str, chance: random.Random) -> tuple[bytes, bytes | None]:
    return _signed(_told({**_changed(event, chance), "livemode": not event["livemode"]}), secret)


def _replayed(event: Event, secret: str, chance: random.Random) -> tuple[bytes, bytes | None]:
    return _signed(_told(event), secret)


def _garbage(event: Event, secret: str, chance: random.Random) -> tuple[bytes, bytes | None]:
    body = bytes(chance.randrange(256) for _byte in range(chance.randrange(400)))
    if chance.random() < 0.5:
        body = _told(event)[: chance.randrange(1, 200)]
    return body, signature(body, secret, int(time.time())).encode()


def _deep(event: Event, secret: str, chance: random.Random) -> tuple[bytes, bytes | None]:
    opening, closing = chance.choice([(b"[", b"]"), (b'{"data":', b"}")])
    return _signed(opening * DEEP + b"0" * (opening != b"[") + closing * DEEP, secret)


def _huge(event: Event, secret: str, chance: random.Random) -> tuple[bytes, bytes | None]:
    return _signed(_told({**event, "more": "x" * 300_000}), secret)


def _wrong_types(event: Event, secret: str, chance: random.Random) -> tuple[bytes, bytes | None]:
    odd: Any = chance.choice([None, 7, "text", [], [1], True, {"object": 7}, {"object": [3]}, {"object": None}, {}])
    whole: Any = chance.choice([None, 3, "x", [], [[]], {}, {"id": 1}, {**event, "data": odd}, {"related_object": odd}])
    return _signed(json.dumps(whole).encode(), secret)


def _no_name(event: Event, secret: str, chance: random.Random) -> tuple[bytes, bytes | None]:
    text = chance.choice(["evt_\u0000", "evt_\ud800", "\udfff"])
    return _signed(_told({**event, "id": text}), secret)


_Make = Callable[[Event, str, random.Random], tuple[bytes, bytes | None]]
_KINDS: dict[str, tuple[_Make, int]] = {
    "wrong secret": (_wrong_secret, 400),
    "altered": (_altered, 400),
    "old": (_old, 400),
    "unsigned": (_unsigned, 400),
    "another scheme": (_other_scheme, 400),
    "foreign account": (_foreign, 200),
    "another world": (_other_world, 200),
    "told again": (_replayed, 200),
    "garbage": (_garbage, 400),
    "deep": (_deep, 400),
    "huge": (_huge, 413),
    "wrong types": (_wrong_types, 400),
    "names that no database keeps": (_no_name, 400),
}
