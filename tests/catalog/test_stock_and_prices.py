"""How soon something can be had, how many are there, and what it costs: on the card, on the page, in the order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.catalog import stock
from app.catalog.availability import availability
from app.catalog.codes import code_for
from app.catalog.finding.models import Listing
from app.catalog.listing import ProductFilter, Sort, product_list
from app.catalog.models import NO_RANK, PriceStep, Product, Stock, StockKind, Variant
from app.catalog.queries import published_product
from app.catalog.service import BadProduct, put_product, rank_all, set_available
from app.catalog.stock import BadCount, HeldPieces
from app.catalog.views import Availability, ProductCard, ProductView, Ready, best_availability
from app.core.closing import settle
from app.core.db import Database, uuid7
from app.core.money import Money
from app.core.rates import Rate, put_rates
from tests.factories.catalogue import a_group, a_product, a_variant
from tests.factories.worlds import READER, undone

COUNTED, ONE, MADE = StockKind.COUNTED, StockKind.ONE_OF_A_KIND, StockKind.MADE_TO_ORDER


@pytest.fixture
def db(still_world: Database) -> Iterator[Session]:
    """A session whose changes are thrown away."""
    with undone(still_world) as session:
        yield session


AVAILABLE = [
    (COUNTED, True, 3, 0, Availability(Ready.NOW, 14)),
    (COUNTED, True, 3, 2, Availability(Ready.NOW, 14)),
    (COUNTED, True, 3, 3, Availability(Ready.SOLD_OUT)),
    (COUNTED, True, 0, 0, Availability(Ready.SOLD_OUT)),
    (ONE, True, 1, 0, Availability(Ready.ONE, 14)),
    (ONE, True, 1, 1, Availability(Ready.SOLD_OUT)),
    (MADE, True, 0, 0, Availability(Ready.MADE, 14)),
    *[(kind, False, 1, 0, Availability(Ready.PAUSED)) for kind in StockKind],
]


@pytest.mark.parametrize(("kind", "offered", "on_hand", "held", "expected"), AVAILABLE, ids=str)
def test_how_soon_depends_on_the_kind_of_stock(
    kind: StockKind, offered: bool, on_hand: int, held: int, expected: Availability
) -> None:
    variant = Variant(kind=kind, available=offered, lead_days=14)
    assert availability(variant, on_hand, held) == expected
    assert expected.can_order is (expected.ready in (Ready.NOW, Ready.ONE, Ready.MADE))


def test_the_soonest_of_several_variants_speaks_for_the_product() -> None:
    now, made, later = Availability(Ready.NOW, 3), Availability(Ready.MADE, 7), Availability(Ready.MADE, 30)
    gone, paused = Availability(Ready.SOLD_OUT), Availability(Ready.PAUSED)
    assert best_availability([later, now, now, gone]) == now
    assert best_availability([gone, later, made]) == made
    assert best_availability([paused, gone]) == gone
    assert best_availability([]) == paused


def counted(db: Session, on_hand: int = 3) -> Variant:
    variant: Variant = a_product(db, a_group(db), on_hand=on_hand).variants[0]
    return variant


def hold(db: Session, variant: Variant, pieces: int) -> None:
    """As an order will, once there are orders."""
    db.execute(update(Stock).where(Stock.variant_id == variant.id).values(held=pieces))
    db.expire_all()


@pytest.mark.parametrize("pieces", [-1, stock.MAX_PIECES + 1, 2**40])
def test_a_count_that_cannot_be_is_refused(db: Session, pieces: int) -> None:
    variant = counted(db)
    with pytest.raises(BadCount):
        stock.count(db, variant.id, on_hand=pieces)
    assert db.get_one(Stock, variant.id).on_hand == 3


@pytest.mark.parametrize("pieces", [0, 1, stock.MAX_PIECES])
def test_a_count_may_be_nothing_and_may_be_a_hundred_thousand(db: Session, pieces: int) -> None:
    variant = counted(db)
    stock.count(db, variant.id, on_hand=pieces)
    db.expire_all()
    assert db.get_one(Stock, variant.id).on_hand == pieces
    assert stock.MAX_PIECES == 100_000


def test_only_the_first_piece_that_comes_and_the_last_that_goes_are_news(db: Session) -> None:
    product = a_product(db, a_group(db, "rows"), "rows", title="Rows", variant={"sku": "rows", "price": 100})
    variant = db.scalars(select(Variant).where(Variant.product_id == product.id)).one()
    db.execute(delete(Stock).where(Stock.variant_id == variant.id))
    db.expire_all()
    told = [stock.count(db, variant.id, on_hand=pieces) for pieces in (0, 1, 2, 1, 0, 0, 7)]
    assert told == [False, True, False, False, True, False, True]


def test_no_fewer_pieces_are_counted_than_orders_hold(db: Session) -> None:
    variant = counted(db)
    hold(db, variant, 2)
    with pytest.raises(HeldPieces):
        stock.count(db, variant.id, on_hand=1)
    stock.count(db, variant.id, on_hand=2)
    db.expire_all()
    assert (db.get_one(Stock, variant.id).on_hand, db.get_one(Stock, variant.id).held) == (2, 2)


@pytest.mark.parametrize("held", [4, -1])
def test_the_database_itself_keeps_held_pieces_within_what_is_there(db: Session, held: int) -> None:
    variant = counted(db)
    with pytest.raises(IntegrityError):
        hold(db, variant, held)


def test_changing_a_product_does_not_count_its_pieces_again(db: Session) -> None:
    group = a_group(db)
    product = a_product(db, group, on_hand=3)
    variant = product.variants[0]
    stock.count(db, variant.id, on_hand=8)
    again = a_variant(product.id, group, kind=COUNTED)
    again.id, again.sku = variant.id, variant.sku
    a_product(db, group, id=product.id, variants=[again], counted={variant.id: 3})
    db.expire_all()
    assert db.get_one(Stock, variant.id).on_hand == 8


def sold(db: Session, group: Group, *variants: dict[str, Any]) -> tuple[ProductCard, ProductView]:
    """A product with these variants, as its card and its page show it."""
    id_ = uuid7()
    made = [
        a_variant(id_, group, **{"position": place, "price": None, **facts}) for place, facts in enumerate(variants)
    ]
    a_product(db, group, f"sold-{id_.hex[-6:]}", id=id_, variants=made)
    slug = f"sold-{id_.hex[-6:]}"
    view, _group = published_product(db, slug, reader=READER)
    (card,) = [c for c in product_list(db, ProductFilter(), reader=READER, limit=100).items if c.slug == slug]
    assert (card.price, card.price_from, card.availability) == (view.price, view.price_from, view.availability)
    return card, view


KES = "KES"


def test_one_price_is_the_price(db: Session) -> None:
    card, _view = sold(db, a_group(db), {"price": 500}, {"price": 500})
    assert (card.price, card.price_from) == (Money(500, KES), False)


def test_several_prices_are_said_from_the_lowest(db: Session) -> None:
    card, _view = sold(db, a_group(db), {"price": 700}, {"price": 500}, {"price": None})
    assert (card.price, card.price_from) == (Money(500, KES), True)


def test_a_price_on_request_is_no_price_and_comes_after_all_prices(db: Session) -> None:
    card, view = sold(db, a_group(db), {"price": None})
    assert (card.price, card.price_from, product_rank(db, view)) == (None, False, NO_RANK)
    assert view.variants[0].price is None


def test_what_is_paused_has_no_say_in_the_price_while_something_is_offered(db: Session) -> None:
    group = a_group(db)
    card, _view = sold(db, group, {"price": 700}, {"price": 500, "available": False})
    assert (card.price, card.price_from) == (Money(700, KES), False)
    paused, _view = sold(db, group, {"price": 500, "available": False})
    assert (paused.price, paused.availability) == (Money(500, KES), Availability(Ready.PAUSED))


def test_wholesale_steps_stand_in_their_order_in_the_groups_currency(db: Session) -> None:
    group = a_group(db)
    id_ = uuid7()
    variant = a_variant(id_, group, price=500)
    variant.steps = [
        PriceStep(variant_id=variant.id, from_quantity=start, price_amount=price)
        for start, price in [(50, 400), (10, 450)]
    ]
    a_product(db, group, id=id_, variants=[variant])
    db.expunge_all()
    view, _group = published_product(db, "basket", reader=READER)
    assert view.variants[0].steps == ((10, Money(450, KES)), (50, Money(400, KES)))


def test_pausing_a_variant_changes_the_place_in_the_order_of_prices(db: Session) -> None:
    group = a_group(db)
    _card, view = sold(db, group, {"price": 15000}, {"price": 30000})
    assert product_rank(db, view) == 1000
    cheap = db.scalars(select(Variant).where(Variant.product_id == view.id, Variant.price_amount == 15000)).one()
    set_available(db, cheap, available=False)
    assert product_rank(db, view) == 2000
    set_available(db, cheap, available=True)
    assert product_rank(db, view) == 1000


def product_of(db: Session, view: ProductView) -> Product:
    return db.get_one(Product, view.id)


def product_rank(db: Session, view: ProductView) -> int:
    db.flush()
    db.expire(product_of(db, view), ["price_rank"])
    return product_of(db, view).price_rank


def test_new_rates_put_all_prices_in_order_anew(db: Session) -> None:
    shillings = a_group(db)
    rupees = a_group(db, "kakori", country="IN", currency="INR")
    yen = a_group(db, "yen", currency="JPY")
    cheap, _v = sold(db, shillings, {"price": 15000})  # 1 euro
    dear, _v = sold(db, rupees, {"price": 20000})  # 2 euros
    unknown, _v = sold(db, yen, {"price": 100})  # no rate
    assert ranks(db) == {cheap.slug: 1000, dear.slug: 2000, unknown.slug: NO_RANK}
    put_rates(db, ["currency,per_eur,as_of,source", "INR,1000,2026-11-21,t", "JPY,200,2026-11-21,t"])
    assert rank_all(db) == 3
    assert ranks(db) == {dear.slug: 200, unknown.slug: 500, cheap.slug: 1000}
    listed = product_list(db, ProductFilter(), reader=READER, sort=Sort.PRICE).items
    assert [card.slug for card in listed] == [dear.slug, unknown.slug, cheap.slug]


def ranks(db: Session) -> dict[str, int]:
    settle(db)
    listed = select(Product.slug, Listing.price_rank).join(Listing, Listing.product_id == Product.id)
    return {slug: rank for slug, rank in db.execute(listed)}


def test_the_newest_rate_alone_counts_for_the_order(db: Session) -> None:
    card, _view = sold(db, a_group(db), {"price": 15000})
    db.add(Rate(currency="KES", per_eur=Decimal(1), as_of=date(2020, 1, 1), source="old"))
    rank_all(db)
    assert ranks(db) == {card.slug: 1000}


def test_a_product_that_contradicts_itself_is_refused(db: Session) -> None:
    group = a_group(db)
    product = a_product(db, group)
    contradictions: list[dict[str, Any]] = [{"variants": []}, {"texts": []}]
    for broken in contradictions:
        fresh = Product(**{**bare(group), "variants": [a_variant(uuid7(), group)], **broken})
        with pytest.raises(BadProduct, match="bare"):
            put_product(db, fresh, on_hand={})
    assert product.slug == "basket"


def bare(group: Group) -> dict[str, Any]:
    empty: dict[str, Any] = {name: [] for name in ("texts", "pictures", "shares", "materials")}
    return {"id": uuid7(), "slug": "bare", "code": "BBBBBB", "group_id": group.id, "craft_slug": "felt", **empty}


@settings(deadline=None)
@given(st.uuids())
def test_a_short_code_reads_well_and_is_always_the_same(id_: Any) -> None:
    code = code_for(id_)
    assert code == code_for(id_)
    assert len(code) == 6
    assert not set(code) & set("01AEIOULaeiou")
    assert len({code_for(id_, turn) for turn in range(40)}) == 40


def test_when_a_code_is_taken_the_next_one_is_tried(db: Session) -> None:
    group, id_ = a_group(db), uuid7()
    a_product(db, group, "first", code=code_for(id_))
    a_product(db, group, "second", code=code_for(id_, 1))
    third = a_product(db, group, "third", id=id_)
    assert third.code == code_for(id_, 2)


def test_a_code_stays_with_its_product_when_the_one_before_it_is_free_again(db: Session) -> None:
    group, id_ = a_group(db), uuid7()
    first = a_product(db, group, "first", code=code_for(id_))
    assert a_product(db, group, "second", id=id_).code == code_for(id_, 1)
    first.code = "222222"
    db.flush()
    assert a_product(db, group, "second", id=id_, variants=[a_variant(id_, group)]).code == code_for(id_, 1)
