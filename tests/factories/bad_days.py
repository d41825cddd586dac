"""A rail has a bad day while buyers press Pay, and others only look at goods."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

from tests.factories.line import BAD
from tests.factories.street import Payer, Street, pay, session_in

MAKE = "POST /v1/checkout/sessions"
FAULTS: dict[str, dict[str, object]] = {
    "slow": {"when": "before", "how": "slow", "seconds": 20.0, "path": "*"},
    "silent": {"when": "before", "how": "silence", "seconds": 20.0, "path": "*"},
    "torn before": {"when": "before", "how": "reset", "path": "*"},
    "torn after": {"when": "after", "how": "reset", "path": MAKE},
    "500 stored, nothing made": {"when": "within", "how": "500", "path": MAKE},
    "500 stored, the page made": {"when": "after", "how": "500", "path": MAKE},
    "503": {"when": "before", "how": "503", "path": "*"},
    "429": {"when": "before", "how": "429", "path": "*"},
}
LINES = tuple(BAD)  # what can be wrong with the line between
KIND = ("does not answer just now", "could not be begun")
PAGES = ("/products", "/products?q=mat", "/", "/groups/machakos", "/products?sort=price")


@dataclass
class Day:
    """How a bad day went."""

    answers: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    unkind: int = 0
    unpaid: int = 0
    charged: int = 0


def a_bad_day(street: Street, fault: str, *, buyers: int, presses: int, first: int) -> Day:
    """Buyers press Pay again and again during a fault of the rail or of the line; afterwards once more, and pay."""
    day = Day()
    payers = [street.payer(first + number) for number in range(buyers)]
    addresses = [payer.order_one() for payer in payers]
    street.all_prove_their_mail()
    if fault in FAULTS:
        street.fake.fault(times=None, **FAULTS[fault])
    else:
        street.line.bad = fault

    def press(number: int) -> None:
        for _press in range(presses):
            began = time.monotonic()
            answer = payers[number].press(addresses[number])
            day.slowest = max(day.slowest, time.monotonic() - began)
            day.answers[answer.status] += 1
            day.unkind += answer.status != 303 and not any(words in answer.text for words in KIND)

    with ThreadPoolExecutor(buyers) as hands:
        list(hands.map(press, range(buyers)))
    street.fake.calm()
    street.line.bad = ""
    for payer, address in zip(payers, addresses, strict=True):
        session = session_in(payer.press(address)) or session_in(payer.press(address))
        day.unpaid += not (session and pay(street.fake, session))
        payer.come_back(address)
    return day


def two_pages_for_one(street: Street) -> list[str]:
    """Things to pay for which more than one page is or was open to be paid at the rail."""
    stripe = street.fake.stripe(street.shop.account)
    open_, more = Counter[str](), {"limit": 100}
    while True:
        told = stripe.v1.checkout.sessions.list(more).to_dict()  # type: ignore[arg-type]  # starting_after is one
        open_.update(one["metadata"]["payable"] for one in told["data"] if one["status"] in ("open", "complete"))
        if not told["has_more"]:
            return [payable for payable, count in open_.items() if count > 1]
        more["starting_after"] = told["data"][-1]["id"]


@contextmanager
def pressing(street: Street, addresses: list[tuple[Payer, str]], *, pause: float) -> Iterator[None]:
    """Buyers press Pay all the while, each after a pause."""
    enough = Event()

    def go_on(payer: Payer, address: str) -> None:
        while not enough.wait(pause):
            payer.press(address)

    threads = [Thread(target=go_on, args=one) for one in addresses]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        enough.set()
        for thread in threads:
            thread.join()


def waits_for_pages(street: Street, seconds: float, *, each: float = 0.05) -> list[float]:
    """How long a reader waits for list pages, one asked for every `each` seconds; all answer 200."""
    reader, waits, until = street.payer(1), list[float](), time.monotonic() + seconds
    reader.put("mat")  # with a cookie
    number = 0
    while time.monotonic() < until:
        began = time.monotonic()
        assert reader.get(PAGES[number % len(PAGES)]).status == 200
        waits.append(time.monotonic() - began)
        number += 1
        time.sleep(max(0.0, each - waits[-1]))
    return waits


def p(share: float, waits: list[float]) -> float:
    """The wait that so large a share does not exceed, in seconds."""
    return sorted(waits)[min(len(waits) - 1, int(share * len(waits)))]
