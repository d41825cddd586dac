"""The shop changes between the review and the button: nothing is placed, the page says so, then it works or ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.affiliates.models import Group
from app.catalog.models import PriceStep, Product, Variant
from app.catalog.service import count_pieces, withdraw, withdraw_group
from app.core.db import Database
from app.ordering.models import Checkout, DeliveryRule, Order
from tests.factories.catalogue import a_group, a_product
from tests.factories.ordering import a_trading_world, wrong
from tests.factories.serving import client_for, settings_in

HERE = {"sec-fetch-site": "same-origin"}
BUYER = {"name": "Asha", "email": "asha@example.org", "street_address": "Weg 1", "city": "Bonn", "postal_code": "53111"}
SAID = "Something changed since you looked: please read the new amounts before you place the order."
Shop = tuple[TestClient, Database]


@pytest.fixture
def shop(tmp_path: Path, any_database_url: str) -> Iterator[Shop]:
    settings = settings_in(tmp_path / "shop", any_database_url)
    database = a_trading_world(Database(settings.database))
    with client_for(settings) as browser:
        yield browser, database
    database.close()


def reviewed(page: str) -> dict[str, str]:
    """What the form of a review sends: its hidden fields and what is chosen."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    chosen = re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)" checked', page)
    return {name: unescape(value) for name, value in [*found, *chosen]} | BUYER


def review(browser: TestClient, **pieces: int) -> dict[str, str]:
    for sku, count in pieces.items():
        assert browser.post("/basket", data={"sku": sku, "pieces": str(count)}, headers=HERE).status_code == 303
    return reviewed(browser.get("/checkout?country=DE").text)


def placed(database: Database) -> int:
    with database.reading() as db:
        checkouts, orders = (db.scalar(select(func.count()).select_from(kind)) or 0 for kind in (Checkout, Order))
    assert checkouts == orders
    assert wrong(database) == []
    return orders


def variant(db: Session, sku: str = "kiondo") -> Variant:
    return db.scalars(select(Variant).where(Variant.sku == sku)).one()


def dearer(db: Session) -> None:
    variant(db).price_amount = 330_000


def wholesale(db: Session) -> None:
    db.add(PriceStep(variant_id=variant(db).id, from_quantity=2, price_amount=300_000))


def postage(db: Session) -> None:
    db.execute(update(DeliveryRule).where(DeliveryRule.price_amount == 400_000).values(price_amount=500_000))


def advance(db: Session) -> None:
    db.execute(update(DeliveryRule).where(DeliveryRule.price_amount == 400_000).values(advance_bp=10_000))


def less_goods(db: Session) -> None:
    count_pieces(db, variant(db, "throne"), on_hand=0)


CHANGES = {  # what changes, what the new page says: KES in a review of two baskets and a throne
    dearer: ["Kiondo", "2 × KES 3,300", "19,600"],
    wholesale: ["Kiondo", "2 × KES 3,000", "19,000"],
    postage: ["Sent to me: KES 5,000", "20,400"],
    advance: ["19,400"],
    less_goods: ["Throne", "Sold out", "10,400"],
}


def said_on(page: str) -> str:
    """What a reader reads of a page, without marks between words."""
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(page)).replace("\u00a0", " ").split())


def line_of(page: str, title: str) -> str:
    """What a page says of one piece."""
    lines = re.findall(r'<li class="basket-line.*?</li>', page, re.DOTALL)
    return next((said_on(line) for line in lines if title in said_on(line)), "")


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_new_amounts_are_shown_and_the_page_that_shows_them_can_be_placed(
    shop: Shop, change: Callable[[Session], None]
) -> None:
    browser, database = shop
    form = review(browser, kiondo=2, throne=1)
    with database.writing() as db:
        change(db)
    answer = browser.post("/checkout", data={**form, "action": "order", "country": "DE"}, headers=HERE)
    assert (answer.status_code, SAID in unescape(answer.text)) == (409, True)
    assert [words for words in CHANGES[change] if words not in said_on(answer.text)] == []
    assert ("Before work begins" in said_on(answer.text)) == (change is not advance)
    assert placed(database) == 0
    again = browser.post("/checkout", data={**reviewed(answer.text), "action": "order", "country": "DE"}, headers=HERE)
    assert (again.status_code, "/checkouts/" in again.headers["location"]) == (303, True)
    assert placed(database) == 1


def sold_out(db: Session) -> None:
    count_pieces(db, variant(db), on_hand=0)


def fewer(db: Session) -> None:
    count_pieces(db, variant(db), on_hand=1)


def product_gone(db: Session) -> None:
    withdraw(db, db.get_one(Product, variant(db).product_id))


def group_gone(db: Session) -> None:
    withdraw_group(db, db.scalars(select(Group).where(Group.slug == "machakos")).one())


ENDS = {
    sold_out: "Sold out",
    fewer: "Only 1 piece is left.",
    product_gone: "This is not in the shop any more.",
    group_gone: "This is not in the shop any more.",
}


@pytest.mark.parametrize("change", ENDS, ids=lambda change: change.__name__)
def test_where_nothing_can_be_ordered_any_more_the_basket_says_why_and_stays(
    shop: Shop, change: Callable[[Session], None]
) -> None:
    browser, database = shop
    form = {**review(browser, kiondo=2), "action": "order", "country": "DE"}
    with database.writing() as db:
        change(db)
    for _time in range(2):
        answer = browser.post("/checkout", data=form, headers=HERE)
        assert (answer.status_code, answer.headers["location"]) == (303, "/basket")
        assert ENDS[change] in line_of(browser.get("/basket").text, "Kiondo")
    assert placed(database) == 0


MOST_ENDS = [sold_out, fewer, product_gone]


@pytest.mark.parametrize("change", MOST_ENDS, ids=lambda change: change.__name__)
def test_the_piece_that_cannot_be_had_is_named_and_kept_and_the_others_can_be_ordered(
    shop: Shop, change: Callable[[Session], None]
) -> None:
    browser, database = shop
    form = {**review(browser, kiondo=2, throne=1), "action": "order", "country": "DE"}
    with database.writing() as db:
        change(db)
    answer = browser.post("/checkout", data=form, headers=HERE)
    assert (answer.status_code, placed(database)) == (409, 0)
    assert ENDS[change] in line_of(answer.text, "Kiondo")
    assert "1 × KES 9,000" in line_of(answer.text, "Throne")
    again = {**reviewed(answer.text), "action": "order", "country": "DE"}
    assert browser.post("/checkout", data=again, headers=HERE).status_code == 303
    assert placed(database) == 1
    kept = browser.get("/basket").text
    assert (ENDS[change] in line_of(kept, "Kiondo"), line_of(kept, "Throne")) == (True, "")


@pytest.mark.parametrize("change", [*MOST_ENDS, group_gone], ids=lambda change: change.__name__)
def test_a_group_of_which_nothing_can_be_had_is_named_beside_the_others(
    shop: Shop, change: Callable[[Session], None]
) -> None:
    browser, database = shop
    with database.writing() as db:
        other = a_group(db, "kisii", currency="KES")
        a_product(db, other, "bowl", title="Bowl", on_hand=3, variant={"sku": "bowl", "price": 50_000})
    form = {**review(browser, kiondo=2, bowl=1), "action": "order", "country": "DE"}
    with database.writing() as db:
        change(db)
    answer = browser.post("/checkout", data=form, headers=HERE)
    assert (answer.status_code in (409, 422), placed(database)) == (True, 0)
    assert ENDS[change] in line_of(answer.text, "Kiondo")
    assert "1 × KES 500" in line_of(answer.text, "Bowl")


def test_fewer_pieces_can_be_ordered_once_the_basket_asks_for_no_more(shop: Shop) -> None:
    browser, database = shop
    review(browser, kiondo=2)
    with database.writing() as db:
        fewer(db)
    browser.post("/basket", data={"sku": "kiondo", "pieces": "1", "how": "set"}, headers=HERE)
    form = {**review(browser), "action": "order", "country": "DE"}
    assert browser.post("/checkout", data=form, headers=HERE).status_code == 303
    assert placed(database) == 1


def test_a_binding_order_that_became_a_request_is_not_placed_as_either(shop: Shop) -> None:
    browser, database = shop
    form = review(browser, kiondo=2)
    with database.writing() as db:
        variant(db).price_amount = None  # priced on request from now on
    answer = browser.post("/checkout", data={**form, "action": "order", "country": "DE"}, headers=HERE)
    assert answer.status_code in (409, 422)
    assert "Price on request" in line_of(answer.text, "Kiondo")
    assert "Something is priced on request: the group tells you what it costs." in said_on(answer.text)
    assert placed(database) == 0
    asks = {**reviewed(answer.text), "action": "request", "country": "DE"}
    assert browser.post("/checkout", data=asks, headers=HERE).status_code == 303
    assert placed(database) == 1
