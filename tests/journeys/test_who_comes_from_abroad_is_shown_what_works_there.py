"""Who comes for the goods from abroad pays the first part from home: only ways that work from there are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete
from starlette.testclient import TestClient

from app.affiliates.models import Means, UsableFrom
from app.core.clock import today
from app.core.db import Database
from app.core.money import Money
from app.core.tokens import Tokens
from app.enquiries.offering import make_offer
from app.ordering import answering
from app.ordering.delivery import put_rules
from app.ordering.models import Delivery, DeliveryRule, Order
from app.ordering.noting import OfferedLine, Proposal
from app.ordering.states import OrderState
from app.ordering.telling import LINK
from app.payments.models import Instruction
from app.payments.service import put_instruction
from app.settings import Settings
from tests.factories.enquiring import asked, talking
from tests.factories.ordering import BUYER, GROUP, a_trading_world, an_order, changing, the_group
from tests.factories.serving import client_for, settings_in
from tests.journeys.test_an_order_from_basket_to_parcel import a_phone

TILL, BANK = "Till 4711", "IBAN XX00"


@dataclass
class Shop:
    settings: Settings
    database: Database
    buyer: TestClient
    phone: TestClient

    def pages(self, id_: UUID) -> tuple[str, str]:
        """The page of an order and its invoice."""
        with self.database.reading() as db:
            order = db.get_one(Order, id_)
            token = Tokens(self.settings.key).make(LINK, order.id, order.generation)
        page, invoice = (self.buyer.get(f"/orders/{token}{more}") for more in ("", "/invoice"))
        assert (page.status_code, invoice.status_code) == (200, 200)
        return page.text, invoice.text

    def answer_page(self, id_: UUID) -> str:
        """The page of the group's phone."""
        with self.database.reading() as db:
            number = db.get_one(Order, id_).number
        return self.phone.get(f"/o/{number}").text


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A group whose goods can be collected by anybody for half in advance, and that has only a till."""
    settings = settings_in(tmp_path / "shop")
    database = a_trading_world(Database(settings.database))
    with database.writing() as db:
        put_rules(db, the_group(db), [DeliveryRule(delivery=Delivery.PICKUP, countries=[], advance_bp=5_000)])
        db.execute(delete(Instruction))
        put_instruction(db, the_group(db), Means.MOBILE_MONEY, "KES", words=TILL, usable_from=UsableFrom.COUNTRY)
    with client_for(settings) as buyer, client_for(settings) as phone:
        a_phone(settings, database, phone)
        yield Shop(settings, database, buyer, phone)
    database.close()


def with_a_bank(shop: Shop) -> None:
    with shop.database.writing() as db:
        put_instruction(db, the_group(db), Means.BANK_TRANSFER, "KES", words=BANK, usable_from=UsableFrom.ANYWHERE)


def to_collect(shop: Shop, country: str) -> UUID:
    """An order of somebody who comes for it; the group has said yes where it had to."""
    id_ = an_order(shop.database, told={"country": country, "delivery": Delivery.PICKUP}, kiondo=1)
    with changing(shop.database, id_) as (db, order):
        if order.state is OrderState.REQUESTED:
            answering.accept(db, order, by=GROUP)
    return id_


def talked_about(shop: Shop) -> UUID:
    """The same for Asha in Germany, out of a conversation."""
    with talking(shop.database, asked(shop.database, confirmed=True)) as (db, enquiry):
        lines, ready = [OfferedLine("kiondo", 1, Money(300_000, "KES"))], today() + timedelta(days=9)
        id_ = make_offer(db, enquiry, Proposal(lines, None, ready, advance_bp=5_000), by=GROUP).id
    with changing(shop.database, id_) as (db, order):
        answering.agree(db, order, by=BUYER)
    return id_


def test_a_till_of_the_country_is_shown_to_nobody_abroad(shop: Shop) -> None:
    for id_ in (to_collect(shop, "DE"), talked_about(shop)):
        page, invoice = shop.pages(id_)
        assert "The group tells you how you can pay." in page
        assert TILL not in page + invoice
    page, invoice = shop.pages(to_collect(shop, "KE"))
    assert TILL in page
    assert TILL in invoice


def test_a_transfer_that_works_from_anywhere_is_shown_alone(shop: Shop) -> None:
    with_a_bank(shop)
    for id_ in (to_collect(shop, "DE"), talked_about(shop)):
        for page in shop.pages(id_):
            assert BANK in page
            assert TILL not in page


def test_the_country_of_who_comes_for_it_is_no_address_and_no_border(shop: Shop) -> None:
    with_a_bank(shop)
    for id_ in (to_collect(shop, "DE"), talked_about(shop)):
        page, invoice = shop.pages(id_)
        assert "Where it goes" not in page
        assert "Where shall it go" not in page
        assert "Germany" not in page + invoice
        assert "Country of origin" not in invoice
        answer = shop.answer_page(id_)
        assert "Germany" not in answer
        assert "Nobody has said yet where this goes" not in answer


def test_nobody_is_told_that_an_address_comes_where_none_will(shop: Shop) -> None:
    id_ = an_order(shop.database, told={"country": "DE", "delivery": Delivery.PICKUP}, kiondo=1)
    assert "The whole address comes" not in shop.answer_page(id_)
