"""`bazaar check` finds nothing in the sample, and everything that is made to disagree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.catalog.checks import findings
from app.catalog.finding.models import Listing, Term, TermKind, TermPair
from app.catalog.models import (
    MoneyShare,
    PriceStep,
    Product,
    ProductText,
    ShareOf,
    Stock,
    StockKind,
    Variant,
)
from app.core.clock import now
from app.core.db import Database
from app.core.texts import Standing
from tests.factories.catalogue import a_group, a_product
from tests.factories.worlds import undone


def test_the_sample_agrees_with_itself(sample_db: Session) -> None:
    assert findings(sample_db) == []


def test_goods_made_by_the_verbs_of_the_house_agree(still_world: Database) -> None:
    with undone(still_world) as db:
        goods(db)
        assert findings(db) == []


def goods(db: Session) -> Product:
    group = a_group(db)
    a_product(db, group, "made", variant={"sku": "MADE"})
    a_product(db, group, "one", variant={"kind": StockKind.ONE_OF_A_KIND, "sku": "ONE"}, on_hand=1)
    return a_product(db, group, "basket", variant={"sku": "BASKET", "kind": StockKind.COUNTED}, on_hand=3)


def shares(db: Session, product: Product) -> None:
    db.add(MoneyShare(product_id=product.id, share_of=ShareOf.MAKER, position=0, share_bp=6000))
    db.add(MoneyShare(product_id=product.id, share_of=ShareOf.TAX, position=1, share_bp=3950))


def no_original(db: Session, product: Product) -> None:
    db.execute(update(ProductText).where(ProductText.product_id == product.id).values(standing=Standing.CHECKED))


def two_originals(db: Session, product: Product) -> None:
    db.add(ProductText(product_id=product.id, lang="sw", standing=Standing.ORIGINAL, title="Kikapu", story=""))


def not_listed(db: Session, product: Product) -> None:
    db.execute(delete(Listing).where(Listing.product_id == product.id))


def listed_though_withdrawn(db: Session, product: Product) -> None:
    db.execute(update(Product).where(Product.id == product.id).values(withdrawn_at=now()))


def new_title(db: Session, product: Product) -> None:
    db.execute(update(ProductText).where(ProductText.product_id == product.id).values(title="Tray"))


def other_craft(db: Session, product: Product) -> None:
    db.execute(update(Product).where(Product.id == product.id).values(craft_slug="felt"))


def old_rank(db: Session, product: Product) -> None:
    db.execute(update(Product).where(Product.id == product.id).values(price_rank=1))
    db.execute(update(Listing).where(Listing.product_id == product.id).values(price_rank=1))


def uncounted(db: Session, product: Product) -> None:
    db.execute(delete(Stock).where(Stock.variant_id == product.variants[0].id))


def counted_though_made(db: Session, product: Product) -> None:
    db.execute(update(Variant).where(Variant.product_id == product.id).values(kind=StockKind.MADE_TO_ORDER))


def several_of_a_kind(db: Session, product: Product) -> None:
    db.execute(update(Variant).where(Variant.product_id == product.id).values(kind=StockKind.ONE_OF_A_KIND))


def dearer_by_the_dozen(db: Session, product: Product) -> None:
    db.add(PriceStep(variant_id=product.variants[0].id, from_quantity=12, price_amount=320001))


PROVOKED: list[tuple[Callable[[Session, Any], None], str]] = [
    (shares, "basket: the shares of its price add up to 99.5 %"),
    (no_original, "basket: not exactly one original text"),
    (two_originals, "basket: not exactly one original text"),
    (not_listed, "basket: public, but not in the lists"),
    (listed_though_withdrawn, "basket: in the lists, but not public"),
    (new_title, "basket: the lists show it as it was"),
    (other_craft, "basket: it is not found by what it is"),
    (old_rank, "basket: its place in the order of prices is old"),
    (uncounted, "BASKET: its kind of stock and its count do not fit"),
    (counted_though_made, "BASKET: its kind of stock and its count do not fit"),
    (several_of_a_kind, "BASKET: one of a kind, but 3 are counted"),
    (dearer_by_the_dozen, "BASKET: from 12 pieces it gets dearer"),
]


@pytest.mark.parametrize(("spoil", "line"), PROVOKED, ids=[spoil.__name__ for spoil, _line in PROVOKED])
def test_what_disagrees_is_found_and_nothing_else(
    still_world: Database, spoil: Callable[[Session, Any], None], line: str
) -> None:
    with undone(still_world) as db:
        spoil(db, goods(db))
        db.flush()
        db.expire_all()
        assert line in findings(db)
        of_it = ("term", line.partition(":")[0].lower())
        assert all(other.lower().startswith(of_it) for other in findings(db))


def test_a_count_that_is_not_true_is_found(still_world: Database) -> None:
    with undone(still_world) as db:
        goods(db)
        region = db.scalars(select(Term.id).where(Term.kind == TermKind.REGION, Term.value == "africa")).one()
        db.execute(update(Term).where(Term.id == region).values(listed=7))
        db.execute(update(TermPair).where(TermPair.place_id == region).values(listed=4))
        found = findings(db)
        assert f"term {region}: counted 7, there are 3" in found
        assert sum(line.startswith(f"terms {region} and") for line in found) == 2
