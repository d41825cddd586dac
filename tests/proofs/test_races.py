"""Promises 1, 2 and 8 in full, behind three web processes, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.core.db import Database
from app.enquiries.models import Enquiry
from app.ordering.models import Order
from tests.factories.browsing import Shopper
from tests.factories.ordering import wrong
from tests.factories.racing import (
    HANDS,
    KINDS,
    TEN,
    a_race,
    counted,
    deadlocks,
    in_stock,
    lost,
    mixed_baskets,
    racing,
)
from tests.factories.several import Servers
from tests.proofs.figures import name_of, write_down

pytestmark = pytest.mark.proof
BUYERS, BASKETS, REQUESTS = 1_000, 2_000, 200
EACH = 700  # pieces of each kind: about half of what the baskets ask for
AGAIN = "tests/proofs/test_races.py"


@pytest.fixture
def shop(tmp_path: Path, any_database_url: str) -> Iterator[tuple[Servers, Database]]:
    with racing(tmp_path / "shop", {**TEN, **dict.fromkeys(KINDS, EACH)}, url=any_database_url) as opened:
        yield opened


def test_a_thousand_buyers_race_for_ten_pieces(shop: tuple[Servers, Database]) -> None:
    servers, database = shop
    race = a_race(servers, "kiondo", BUYERS)
    print(name_of(database), race.figures())
    assert race.came == {"recorded": 10, "told kindly": BUYERS - 10}, (race.came, servers.faults()[:5])
    assert in_stock(database)["kiondo"] == (10, 10)
    assert deadlocks(database) == 0
    assert lost(database, race.shoppers) == []
    assert wrong(database) == []
    assert servers.faults() == []
    write_down("1. 1,000 buyers at once for 10 pieces", name_of(database), race.figures(), how=servers.how, again=AGAIN)


def test_two_thousand_baskets_of_four_of_six_things(shop: tuple[Servers, Database]) -> None:
    servers, database = shop
    race = mixed_baskets(servers, BASKETS)
    print(name_of(database), race.figures())
    assert set(race.came) <= {"recorded", "gone"}, (race.came, servers.faults()[:5])
    stock = in_stock(database)
    assert [stock[kind] for kind in KINDS] == [(EACH, EACH)] * 6
    assert deadlocks(database) == 0
    assert wrong(database) == []
    assert servers.faults() == []
    sold = f"{race.figures()}; {6 * EACH:,} of {6 * EACH:,} pieces sold, 0 errors, 0 oversold, 0 deadlocks"
    write_down("2. 2,000 baskets of 4 of 6 things", name_of(database), sold, how=servers.how, again=AGAIN)


def test_without_any_rail_every_page_and_every_request_works(tmp_path: Path, any_database_url: str) -> None:
    def visit(number: int) -> bool:
        shopper = Shopper(servers.ports, turn=number, number=number)
        pages = ("/", "/products", "/products?q=bowl", "/products/bowl", "/groups/machakos", "/api/v1/products")
        read = all(shopper.get(page).status == 200 for page in pages)
        shopper.put("bowl")
        asked = shopper.review("request") and shopper.place() == "recorded"
        page = ("/products/bowl", "/groups/kisumu")[number % 2]  # a group is asked 120 times a day, no more
        return read and asked and lost_nothing(shopper) and shopper.ask(page, f"Is it round, for number {number}?")

    def lost_nothing(shopper: Shopper) -> bool:
        return all(shopper.get(address).status == 200 for address in shopper.orders())

    with racing(tmp_path / "shop", {"bowl": 1_000}, url=any_database_url, paid=False) as (servers, database):
        with ThreadPoolExecutor(HANDS) as hands:
            well = sum(hands.map(visit, range(REQUESTS)))
        told = (well, counted(database, Order), counted(database, Enquiry))
        assert told == (REQUESTS, REQUESTS, REQUESTS), servers.faults()[:5]
        assert wrong(database) == []
        assert servers.faults() == []
        figures = (
            f"{well} of {REQUESTS} visitors read six pages each, had a request recorded and asked a group something: "
            f"{told[1]} requests, {told[2]} enquiries"
        )
        write_down("8. No rail at all", name_of(database), figures, how=servers.how, again=AGAIN)
