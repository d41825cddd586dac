"""Promise 4 and the forgeries in full: 10,000 deliveries, one final state; 5,000 false claims, no change."""

from __future__ import annotations

import contextlib
import http.client
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path

import pytest

from app.core import jobs
from tests.factories.delivering import live, money_rows, stands, tell_all
from tests.factories.forging import Claim, claims, picture
from tests.factories.racing import HANDS, deadlocks
from tests.factories.street import NEWS, letters_astray, money_astray, pay, street
from tests.fakepay.client import Fakepay
from tests.fakepay.running import fakepay
from tests.proofs.figures import name_of, write_down

pytestmark = pytest.mark.proof
DELIVERIES, ORDERS, CLAIMS, SEED = 10_000, 84, 5_000, 5
AGAIN = "tests/proofs/test_card_news.py"


@pytest.fixture
def fake() -> Iterator[Fakepay]:
    with fakepay("--senders", "6") as running:
        yield running


def test_ten_thousand_deliveries_in_any_order_lead_to_one_state(
    tmp_path: Path, fake: Fakepay, any_database_url: str
) -> None:
    with street(tmp_path, fake, any_database_url) as place:
        fake.hold()
        ends = live(place, ORDERS)
        place.servers.start_worker(pace="fast")
        told = tell_all(place, DELIVERIES, seed=SEED)
        assert told["deliveries"] >= DELIVERIES
        jobs.wait_until_idle(place.database, 900)
        assert stands(place) == ends
        money, seen = money_rows(place), picture(place.database)["letter"]
        for event in fake.look("events"):
            fake.resend(event=event["id"])
        fake.settled(300)
        jobs.wait_until_idle(place.database, 300)
        place.servers.stop_worker()
        assert (stands(place), money_rows(place), picture(place.database)["letter"]) == (ends, money, seen)
        assert money_astray(place) == []
        assert letters_astray(place) == []
        assert deadlocks(place.database) == 0
        assert place.servers.faults() == []
    figures = (
        f"{told['events']} events of {ORDERS} orders delivered {told['deliveries']:,} times, shuffled (seed {SEED}), "
        f"{told['forged']} forged copies among them, to 3 processes: one final state of each, {len(seen)} letters, "
        f"each once; all forged answered 400, all others 200"
    )
    write_down(
        "4. Deliveries shuffled, repeated, forged", name_of(place.database), figures, how=place.servers.how, again=AGAIN
    )


def sent(port: int, claim: Claim) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {"Stripe-Signature": claim.header} if claim.header is not None else {}
        with contextlib.suppress(BrokenPipeError):  # told that this is too much before all of it was sent
            connection.request("POST", NEWS, claim.body, headers)  # type: ignore[arg-type]  # bytes go as they are
        return connection.getresponse().status
    finally:
        connection.close()


def test_five_thousand_false_claims_change_nothing(tmp_path: Path, fake: Fakepay, any_database_url: str) -> None:
    with street(tmp_path, fake, any_database_url) as place:
        fake.hold()
        payer = place.payer(1)
        assert pay(fake, payer.page(payer.order_one()))
        event = next(one for one in fake.look("events") if one["type"] == "checkout.session.completed")
        true = next(one for one in claims(event, fake.secret, 8, seed=1) if one.kind == "told again")
        assert sent(place.door, true) == 200
        before = picture(place.database)
        made = list(claims(event, fake.secret, CLAIMS, seed=SEED))
        with ThreadPoolExecutor(HANDS // 2) as hands:
            came = list(hands.map(sent, cycle(place.servers.ports), made))
        wrong = Counter(
            (claim.kind, status) for claim, status in zip(made, came, strict=True) if status != claim.status
        )
        assert wrong == {}
        assert picture(place.database) == before
        assert place.servers.faults() == []
    answers = ", ".join(f"{count:,} times {status}" for status, count in sorted(Counter(came).items()))
    figures = f"{CLAIMS:,} claims of 13 kinds (seed {SEED}) to 3 processes: {answers}, each as written; 0 changes"
    write_down(
        "Forged, foreign, broken and replayed news",
        name_of(place.database),
        figures,
        how=place.servers.how,
        again=AGAIN,
    )
