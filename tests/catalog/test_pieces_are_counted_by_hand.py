"""Pieces held, let go, sold, sold late and put back, by hand; readers are told of the first and the last one."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from app.catalog import stock
from app.catalog.listing import ProductFilter, Soon, product_count
from app.catalog.models import Stock, StockKind
from app.catalog.stock import OutOfStock, Pieces
from app.core.db import Database, uuid7
from app.core.revision import revision
from tests.factories.catalogue import a_group, a_product

HERE = 5


@pytest.fixture
def variant(small_world: Database) -> UUID:
    """Something of which there are five."""
    with small_world.writing() as db:
        return a_product(db, a_group(db, "by-hand"), "by-hand", on_hand=HERE).variants[0].id


def some(variant: UUID, quantity: int) -> Pieces:
    return Pieces(uuid7(), variant, quantity, "Basket")


def after(database: Database, variant: UUID, verb: str, *wanted: Pieces) -> tuple[int, int, bool]:
    """What is there and what is held after a verb, and whether readers were told."""
    with database.reading() as db:
        before = revision(db)
    with database.writing() as db:
        getattr(stock, verb)(db, wanted, cause=str(uuid7()))
    with database.reading() as db:
        there, held = db.execute(select(Stock.on_hand, Stock.held).where(Stock.variant_id == variant)).one()
        return there, held, revision(db) != before


def test_what_is_held_is_let_go_or_sold_once_and_comes_back_once(small_world: Database, variant: UUID) -> None:
    three, two = some(variant, 3), some(variant, 2)
    assert after(small_world, variant, "hold", three) == (5, 3, False)
    assert after(small_world, variant, "hold", two) == (5, 5, True)  # the last one that could be had
    assert after(small_world, variant, "release", two) == (5, 3, True)
    assert after(small_world, variant, "release", two) == (5, 3, False)
    assert after(small_world, variant, "take", three) == (2, 0, False)
    assert after(small_world, variant, "take", three) == (2, 0, False)
    assert after(small_world, variant, "put_back", three) == (5, 0, False)
    assert after(small_world, variant, "put_back", three) == (5, 0, False)


def test_money_that_comes_late_takes_the_last_free_piece_and_none_that_is_held(
    small_world: Database, variant: UUID
) -> None:
    three, two, one = some(variant, 3), some(variant, 2), some(variant, 1)
    after(small_world, variant, "hold", three)
    assert after(small_world, variant, "take_late", two) == (3, 3, True)
    with small_world.writing() as db, pytest.raises(OutOfStock) as refused:
        stock.take_late(db, [one], cause="late")
    assert (refused.value.values["left"], refused.value.values["asked"]) == (0, 1)
    assert after(small_world, variant, "put_back", two) == (5, 3, True)


def test_a_line_that_was_let_go_sold_or_put_back_counts_anew_when_it_comes_again(
    small_world: Database, variant: UUID
) -> None:
    two = some(variant, 2)
    after(small_world, variant, "hold", two)
    after(small_world, variant, "release", two)
    assert after(small_world, variant, "hold", two) == (5, 2, False)
    assert after(small_world, variant, "release", two) == (5, 0, False)
    after(small_world, variant, "hold", two)
    after(small_world, variant, "take", two)
    assert after(small_world, variant, "hold", two) == (3, 2, False)
    assert after(small_world, variant, "release", two) == (3, 0, False)
    assert after(small_world, variant, "put_back", two) == (5, 0, False)
    assert after(small_world, variant, "take_late", two) == (3, 0, False)
    assert after(small_world, variant, "put_back", two) == (5, 0, False)


def test_a_list_of_what_is_there_follows_the_last_piece(small_world: Database, variant: UUID) -> None:
    all_of_them = some(variant, HERE)
    listed = []
    for verb in ("hold", "release", "take_late", "put_back"):
        after(small_world, variant, verb, all_of_them)
        with small_world.reading() as db:
            listed.append(product_count(db, ProductFilter(ready=Soon.NOW)).number)
    assert listed == [0, 1, 0, 1]


def test_a_single_piece_comes_back_too(small_world: Database, variant: UUID) -> None:
    one = some(variant, 1)
    after(small_world, variant, "hold", one)
    assert after(small_world, variant, "release", one) == (5, 0, False)
    other = some(variant, 1)
    assert after(small_world, variant, "take_late", other) == (4, 0, False)
    assert after(small_world, variant, "put_back", other) == (5, 0, False)
    assert after(small_world, variant, "put_back", some(variant, 1)) == (5, 0, False)  # it was never taken


def test_of_what_is_made_to_order_no_piece_lies_anywhere(small_world: Database, variant: UUID) -> None:
    made = Pieces(uuid7(), variant, 1, "Mat", StockKind.MADE_TO_ORDER)
    with small_world.writing() as db:
        assert stock.hold(db, [made], cause="test") == [made]
        assert stock.take_late(db, [made], cause="test") == [made]
    assert after(small_world, variant, "release", made) == (5, 0, False)
