"""Many buyers before several servers: as many orders as pieces, a kind no for the others, and nobody meets an error.

The full figures are those of `make proof`; here is a short one of each.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.db import Database
from tests.factories.ordering import wrong
from tests.factories.racing import (
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

from tests.factories.browsing import Shopper  # isort: skip
from tests.factories.several import Servers  # isort: skip
from app.ordering.models import Checkout, Order  # isort: skip


def test_ten_pieces_go_to_ten_buyers_and_the_others_are_told_kindly(busy_shop: tuple[Servers, Database]) -> None:
    servers, database = busy_shop
    race = a_race(servers, "kiondo", 60)
    assert race.came == {"recorded": 10, "told kindly": 50}, (race.came, servers.faults())
    assert in_stock(database)["kiondo"] == (10, 10)
    assert wrong(database) == []
    assert servers.faults() == []


def test_baskets_of_four_things_of_six_sell_every_piece_and_none_twice(busy_shop: tuple[Servers, Database]) -> None:
    servers, database = busy_shop
    race = mixed_baskets(servers, 40)
    assert set(race.came) <= {"recorded", "gone"}, (race.came, servers.faults())
    stock = in_stock(database)
    assert [stock[kind] for kind in KINDS] == [(15, 15)] * 6
    assert wrong(database) == []


def test_a_buyer_is_asked_for_the_same_order_once_however_often_it_is_sent(busy_shop: tuple[Servers, Database]) -> None:
    servers, database = busy_shop
    before = counted(database, Order)
    shopper = Shopper(servers.ports, number=7_001)
    assert shopper.order("bowl") == "recorded"
    (location, form), *_none = shopper.recorded
    assert {shopper.post("/checkout", form).location for _time in range(6)} == {location}
    assert counted(database, Order) == before + 1


@pytest.mark.postgres
def test_two_servers_before_postgresql_keep_the_same_promises(tmp_path: Path, postgres_url: str) -> None:
    pieces = {**TEN, **dict.fromkeys(KINDS, 5)}
    with racing(tmp_path, pieces, url=postgres_url, web=2) as (servers, database):
        race, mixed = a_race(servers, "kiondo", 30), mixed_baskets(servers, 16)
        assert race.came == {"recorded": 10, "told kindly": 20}, (race.came, servers.faults())
        assert set(mixed.came) <= {"recorded", "gone"}, (mixed.came, servers.faults())
        assert deadlocks(database) == 0
        assert lost(database, [*race.shoppers, *mixed.shoppers]) == []
        assert wrong(database) == []


def test_without_any_way_to_pay_all_of_it_works_as_requests(tmp_path: Path) -> None:
    with racing(tmp_path, TEN, web=1, paid=False) as (servers, database):
        shopper = Shopper(servers.ports, number=1)
        for page in ("/", "/products", "/products/kiondo", "/groups/machakos", "/basket"):
            assert shopper.get(page).status == 200, page
        shopper.put("kiondo")
        assert shopper.review("request")
        assert shopper.place() == "recorded"
        assert lost(database, [shopper]) == []
        assert counted(database, Checkout) == 1
        assert wrong(database) == []
