"""Whoever turns pages sees nothing twice and misses nothing that stayed, however goods come and go meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.affiliates.queries import group_cards
from app.catalog.listing import ProductFilter, Sort, product_list
from app.catalog.models import Product
from app.catalog.service import withdraw, withdraw_group
from app.core.closing import settle
from app.core.db import Database
from app.core.paging import BadCursor, encode_cursor
from tests.factories.catalogue import a_group, a_product
from tests.factories.worlds import READER, undone

DAY = datetime(2026, 11, 1, tzinfo=UTC)
PRICES = (None, 100, 100, 200)  # ties, and prices on request
LIMIT = 2
FEW = settings(
    deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

# What happens between two pages: a product comes, with this moment and price; or the n-th product goes.
events = st.one_of(
    st.tuples(st.just("comes"), st.integers(0, 2), st.sampled_from(PRICES)),
    st.tuples(st.just("goes"), st.integers(0, 9), st.none()),
)
goods = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(PRICES)), min_size=3, max_size=6)


def put(db: Session, group: Any, number: int, place: int, price: int | None) -> Product:
    moment = DAY + timedelta(seconds=place)
    return a_product(db, group, f"thing-{number}", published_at=moment, variant={"price": price})


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.PRICE])
@FEW
@given(goods, st.lists(st.lists(events, max_size=2), max_size=6))
def test_no_product_is_shown_twice_and_none_that_stayed_is_lost(
    still_world: Database,
    sort: Sort,
    start: list[tuple[int, int | None]],
    between: list[list[tuple[str, int, int | None]]],
) -> None:
    with undone(still_world) as db:
        group = a_group(db)
        there = [put(db, group, number, *told) for number, told in enumerate(start)]
        stayed = {product.slug for product in there}
        seen: list[str] = []
        after, happenings = None, iter(between)
        while True:
            page = product_list(db, ProductFilter(), reader=READER, sort=sort, after=after, limit=LIMIT)
            seen += [card.slug for card in page.items]
            after = page.after
            if after is None:
                break
            for what, number, price in next(happenings, []):
                if what == "comes":
                    there.append(put(db, group, len(there), number, price))
                else:
                    gone = there[number % len(there)]
                    withdraw(db, gone)
                    stayed.discard(gone.slug)
            settle(db)
    assert len(seen) == len(set(seen))
    assert stayed <= set(seen)


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.PRICE])
def test_a_list_is_in_its_order_and_of_equals_the_later_comer_is_the_newer(still_world: Database, sort: Sort) -> None:
    with undone(still_world) as db:
        group = a_group(db)
        made = [put(db, group, n, n % 3, price) for n, price in enumerate([300, None, 100, 200, 100, None, 100])]
        slugs, after = [], None
        for _page in range(10):
            page = product_list(db, ProductFilter(), reader=READER, sort=sort, after=after, limit=LIMIT)
            slugs += [card.slug for card in page.items]
            after = page.after
            if after is None:
                break
        if sort is Sort.NEWEST:
            expected = sorted(reversed(made), key=lambda p: p.published_at, reverse=True)
        else:
            expected = sorted(sorted(made, key=lambda p: p.published_at), key=lambda p: p.price_rank)
    assert slugs == [product.slug for product in expected]


@FEW
@given(
    st.lists(st.sampled_from(["Weavers", "Weavers", "Knitters", "Ñandutí"]), min_size=3, max_size=6),
    st.lists(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), max_size=2), max_size=4),
)
def test_the_directory_of_groups_keeps_still_too_even_among_namesakes(
    still_world: Database, names: list[str], between: list[list[tuple[bool, int]]]
) -> None:
    with undone(still_world) as db:
        there = [a_group(db, f"group-{number}", name=name) for number, name in enumerate(names)]
        stayed = {group.slug for group in there}
        seen: list[str] = []
        after, happenings = None, iter(between)
        while True:
            page = group_cards(db, reader=READER, after=after, limit=LIMIT)
            seen += [card.line.slug for card in page.items]
            after = page.after
            if after is None:
                break
            for comes, number in next(happenings, []):
                if comes:
                    there.append(a_group(db, f"group-{len(there)}", name=["Knitters", "Weavers"][number % 2]))
                else:
                    gone = there[number % len(there)]
                    withdraw_group(db, gone)
                    stayed.discard(gone.slug)
            db.flush()
    assert len(seen) == len(set(seen))
    assert stayed <= set(seen)


def test_a_directory_page_may_end_with_the_longest_name(still_world: Database) -> None:
    with undone(still_world) as db:
        for number in range(2):
            a_group(db, f"group-{number}", name="ව" * 160)
        first = group_cards(db, reader=READER, limit=1)
        second = group_cards(db, reader=READER, after=first.after, limit=1)
        assert {card.line.slug for card in (*first.items, *second.items)} == {"group-0", "group-1"}


ID = "01a20042c9587a48806fb7cd7c206113"
KEYS = [
    ["newest", "no-number"],
    ["newest", 2**63],  # beyond what a database counts
    ["newest", 1, 1],
    ["price", 0],  # of another order
    ["price", 0, 0],
    [0, 0],
    ["", ""],
]


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_a_cursor_of_another_list_is_refused(still_world: Database, key: list[Any]) -> None:
    with still_world.reading() as db:
        with pytest.raises(BadCursor):
            product_list(db, ProductFilter(), reader=READER, sort=Sort.NEWEST, after=encode_cursor(key))
        with pytest.raises(BadCursor):
            group_cards(db, reader=READER, after=encode_cursor(key))


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.PRICE])
@FEW
@given(st.integers(-(2**63) + 1, 2**63 - 1), st.integers(-(2**63) + 1, 2**63 - 1))
def test_every_well_formed_cursor_gives_a_page(still_world: Database, sort: Sort, number: int, stamp: int) -> None:
    key = [stamp] if sort is Sort.NEWEST else [number, stamp]
    with still_world.reading() as db:
        page = product_list(db, ProductFilter(), reader=READER, sort=sort, after=encode_cursor([sort, *key]))
        assert page.after is None
