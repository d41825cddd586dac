"""Orders through their whole life at a rail that tells of nothing, until it tells all: shuffled, repeated, forged."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from math import ceil
from typing import Any

from sqlalchemy import select

from app.ordering.models import Order
from app.payments.models import Dispute, Payment, Refund
from tests.factories.street import Street, pay
from tests.fakepay.control import FORGERIES

FORGED_EVERY = 12  # true events, one false copy


def live(street: Street, orders: int) -> dict[str, str]:
    """So many orders, each with one of the lives below; how each should stand, by the session of its page."""
    ends: dict[str, str] = {}
    for number in range(orders):
        payer = street.payer(300_000 + number)
        address = payer.order_one()
        street.all_prove_their_mail()
        session = payer.page(address)
        assert session, number
        life, end = LIVES[number % len(LIVES)]
        life(street, session)
        ends[session] = end
    return ends


def _paid(street: Street, session: str) -> None:
    assert pay(street.fake, session)


def _declined_first(street: Street, session: str) -> None:
    for do in ("decline", "decline", "pay"):
        assert pay(street.fake, session, do)


def _expired(street: Street, session: str) -> None:
    assert pay(street.fake, session, "expire")


def _slow(street: Street, session: str) -> None:
    for do in ("pay_slowly", "settle"):
        assert pay(street.fake, session, do)


def _slow_and_no(street: Street, session: str) -> None:
    for do in ("pay_slowly", "fail"):
        assert pay(street.fake, session, do)


def _some_back(street: Street, session: str) -> None:
    """Ten parts of it, sent back on the rail's own pages; one of them fails later."""
    _paid(street, session)
    charge = _charge(street, session)
    stripe = street.fake.stripe(street.shop.account)
    made = [stripe.v1.refunds.create({"charge": charge, "amount": 500 * (part + 1)}) for part in range(10)]
    street.fake.refund_fails(refund=made[3].id)


def _disputed(street: Street, session: str) -> None:
    _paid(street, session)
    dispute = street.fake.dispute(charge=_charge(street, session), amount=1_000)
    street.fake.close_dispute(dispute=dispute["id"], won=True)


def _charge(street: Street, session: str) -> str:
    return str(next(one["charge"] for one in street.fake.look("money") if one["session"] == session))


LIVES: list[tuple[Callable[[Street, str], None], str]] = [
    (_paid, "confirmed"),
    (_declined_first, "confirmed"),
    (_expired, "awaiting_payment"),
    (_slow, "confirmed"),
    (_slow_and_no, "awaiting_payment"),
    (_some_back, "confirmed"),
    (_disputed, "confirmed"),
]


def tell_all(street: Street, deliveries: int, *, seed: int) -> Counter[str]:
    """Everything that was held back, so often at least: each event again and again, in any order, false copies too."""
    chance, told = random.Random(seed), Counter[str]()
    events = [event["id"] for event in street.fake.look("events")]
    times = max(1, ceil(deliveries / len(events)) - 1)  # each goes out once more than that: never fewer in all
    for event in events:
        street.fake.resend(event=event, times=times)
    told["deliveries"] = street.fake.release(order="shuffled", seed=seed)["released"]
    for number in range(len(events) * (times + 1) // FORGED_EVERY):
        how = FORGERIES[number % len(FORGERIES)]
        assert street.fake.forge(event=chance.choice(events), how=how)["status"] == 400, how
        told["forged"] += 1
    street.fake.settled(600)
    answers = Counter(one["status"] for one in street.fake.look("deliveries"))
    assert set(answers) == {200}, answers
    told["events"] = len(events)
    return told


def stands(street: Street) -> dict[str, str]:
    """How the order of each session stands."""
    with street.database.reading() as db:
        query = select(Payment.ref, Order.state).join(Order, Order.id == Payment.payable)
        return {str(ref): str(state) for ref, state in db.execute(query.where(Payment.ref.is_not(None)))}


def money_rows(street: Street) -> list[Any]:
    """What is written down of refunds and disputes, for comparing."""
    with street.database.reading() as db:
        refunds = db.execute(select(Refund.ref, Refund.state, Refund.amount).order_by(Refund.ref)).all()
        disputes = db.execute(select(Dispute.ref, Dispute.state).order_by(Dispute.ref)).all()
    return [*map(tuple, refunds), *map(tuple, disputes)]
