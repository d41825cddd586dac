"""Who tried the sample by ordering from it can clear it: its orders and conversations go, real ones stay."""

from __future__ import annotations

from sqlalchemy import func, select, update

from app.affiliates.models import Affiliate, Group
from app.catalog.models import Product, Stock, StockKind, Variant
from app.catalog.moves import CapacityMonth
from app.catalog.service import remove_sample
from app.core.db import Database
from app.enquiries.models import Enquiry
from app.enquiries.service import forget_sample_enquiries
from app.ordering import fulfilment, thread
from app.ordering.models import Checkout, Order
from app.ordering.sample import forget_sample_orders
from tests.factories.catalogue import a_group, a_product, a_variant
from tests.factories.enquiring import asked
from tests.factories.ordering import BUYER, GROUP, an_order, changing, wrong
from tests.ordering.test_the_life_of_an_order import pay, today


def clear(database: Database) -> None:
    with database.writing() as db:
        forget_sample_enquiries(db)
        forget_sample_orders(db)
    with database.writing() as db:
        remove_sample(db)


def test_orders_and_conversations_of_the_sample_go_with_it(trade: Database) -> None:
    id_ = an_order(trade, kiondo=2)
    asked(trade, confirmed=True)
    asked(trade, email="", phone="+491701234567")
    pay(trade, id_, 6700)
    with changing(trade, id_) as (db, order):
        fulfilment.send(db, order, key="form", on=today(), words="By bus", tracking="", by=GROUP)
    with changing(trade, id_) as (db, order):
        thread.complain(db, order, "A handle is broken", by=BUYER)
    with trade.writing() as db:
        for table in (Affiliate, Group, Product):
            db.execute(update(table).values(sample=True))
    clear(trade)
    with trade.reading() as db:
        left = [db.scalar(select(func.count()).select_from(table)) for table in (Order, Checkout, Enquiry, Group)]
    assert left == [0, 0, 0, 0]
    assert wrong(trade) == []


def test_a_sample_that_is_loaded_again_holds_nothing_for_orders_that_went(trade: Database) -> None:
    an_order(trade, kiondo=2, mat=3)  # still waits
    pay(trade, an_order(trade, kiondo=1), 3500)
    with trade.writing() as db:
        kiondo = db.scalars(select(Variant).where(Variant.sku == "kiondo")).one()
        product, variant = kiondo.product_id, kiondo.id
        for table in (Affiliate, Group, Product):
            db.execute(update(table).values(sample=True))
    clear(trade)
    with trade.writing() as db:
        assert db.scalar(select(func.sum(CapacityMonth.taken))) == 0
        group = a_group(db, "again", sample=True)
        same = a_variant(product, group, sku="kiondo", kind=StockKind.COUNTED)
        same.id = variant
        a_product(db, group, "kiondo", id=product, variants=[same], counted={variant: 10}, sample=True)
    assert wrong(trade) == []


def test_what_orders_of_the_sample_held_of_real_goods_is_free_again(small_trade: Database) -> None:
    an_order(small_trade, kiondo=2)
    pay(small_trade, an_order(small_trade, kiondo=1), 3500)
    with small_trade.writing() as db:
        db.execute(update(Group).values(sample=True))
    clear(small_trade)
    with small_trade.reading() as db:
        assert db.execute(select(Stock.on_hand, Stock.held).order_by(Stock.on_hand.desc())).first() == (9, 0)
    assert wrong(small_trade) == []


def test_real_orders_stay(small_trade: Database) -> None:
    id_ = an_order(small_trade, kiondo=1)
    with small_trade.writing() as db:
        other = a_group(db, "sample-group", sample=True)
        a_product(db, other, "sample-product", sample=True)
    clear(small_trade)
    with small_trade.reading() as db:
        assert db.get(Order, id_) is not None
        assert db.scalars(select(Group.slug)).all() == ["machakos"]
    assert wrong(small_trade) == []
