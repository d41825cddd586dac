"""Many buyers before several servers: as many orders as pieces, a kind no for the others, and nobody meets an error.

The full figures are those of `make proof`; here is a short one of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from app.core.db import Database
from app.enquiries.models import Enquiry
from app.ordering.models import Checkout, Order
from tests.factories.browsing import Shopper
from tests.factories.changing import asked_again, dearer, group_gone, with_groups_that_change
from tests.factories.ordering import wrong
from tests.factories.racing import (
    KINDS,
    TEN,
    a_race,
    all_at_once,
    counted,
    deadlocks,
    in_stock,
    lost,
    mixed_baskets,
    racing,
)
from tests.factories.several import Servers
from tests.factories.still_world import postgres_database

CROWD = 150  # several times the connections of a server


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


def test_what_changed_while_buyers_read_is_asked_again_by_every_server(busy_shop: tuple[Servers, Database]) -> None:
    servers, database = busy_shop
    changes = (dearer, group_gone)
    with_groups_that_change(database, changes)
    for number, change in enumerate(changes):
        assert asked_again(servers, database, change, first=8_000 + 10 * number, buyers=3) == 3
    assert wrong(database) == []


@pytest.fixture(scope="module")
def postgres_shop(tmp_path_factory: pytest.TempPathFactory, postgres_server: URL) -> Iterator[tuple[Servers, Database]]:
    """Such a shop behind two web processes on PostgreSQL."""
    folder, pieces = tmp_path_factory.mktemp("postgres"), {**TEN, "bowl": 100, **dict.fromkeys(KINDS, 5)}
    with postgres_database(postgres_server) as url, racing(folder, pieces, url=url, web=2) as opened:
        yield opened


@pytest.mark.postgres
def test_two_servers_before_postgresql_keep_the_same_promises(postgres_shop: tuple[Servers, Database]) -> None:
    servers, database = postgres_shop
    race, mixed = a_race(servers, "kiondo", 30), mixed_baskets(servers, 16)
    assert race.came == {"recorded": 10, "told kindly": 20}, (race.came, servers.faults())
    assert set(mixed.came) <= {"recorded", "gone"}, (mixed.came, servers.faults())
    assert deadlocks(database) == 0
    assert lost(database, [*race.shoppers, *mixed.shoppers]) == []
    assert wrong(database) == []


@pytest.mark.postgres
def test_pages_that_are_done_give_their_connection_back_before_others_begin(
    postgres_shop: tuple[Servers, Database],
) -> None:
    """They waited for a thread behind pages that waited for a connection, and everybody for half a minute."""
    servers, _database = postgres_shop
    one = Shopper(servers.ports, number=1)
    one.put("bowl")
    shoppers = [Shopper(servers.ports[:1], cookies=dict(one.cookies)) for _one in range(CROWD)]
    ends, _took = all_at_once(shoppers, Shopper.review)
    assert [end for end, _wait in ends] == [True] * CROWD
    assert max(wait for _end, wait in ends) < 60, servers.faults()  # it was endless


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
        assert shopper.ask("/products/kiondo", "Is it washable?")
        assert counted(database, Enquiry) == 1
        assert wrong(database) == []
