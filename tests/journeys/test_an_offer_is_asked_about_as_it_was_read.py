"""The page that asks once more shows an offer as it was read, not as it was typed; what cannot be read is refused."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.core.db import Database
from app.core.i18n import money_words
from app.core.money import Money
from app.enquiries.models import Enquiry
from app.ordering.models import Order, OrderLine
from app.settings import Settings
from tests.factories.enquiring import asked
from tests.journeys.test_an_order_from_basket_to_parcel import (
    HERE,
    IN_TWO_WEEKS,
    answer,
    hidden,
    number_of,
    placed,
    put,
)

LINE = {"sku.0": "kiondo", "pieces.0": "2", "price.0": "3000", "ready_on": IN_TWO_WEEKS, "delivery": "4000"}
CALLED = {"name": "Wanjiku", "country": "KE", "where": "Moi Lane 1"}
Shop = tuple[Database, TestClient, TestClient]


@pytest.fixture
def shop(buyer_and_phone: tuple[Settings, Database, TestClient, TestClient]) -> Shop:
    return buyer_and_phone[1:]


def requested(shop: Shop) -> str:
    """The page of an order that waits for the price of a wish."""
    _database, buyer, _phone = shop
    put(buyer, "wish", pieces=3)
    return f"/o/{number_of(buyer.get(placed(buyer, 'request')).text)}"


def form_of(shop: Shop, which: str) -> tuple[str, dict[str, str]]:
    """One of the three forms that take an offer, filled but for the share: its address and its fields."""
    database, _buyer, phone = shop
    if which == "order":
        here = requested(shop)
        typed = {"pieces.0": "2", "price.0": "3000", "delivery": "4000", "ready_on": IN_TWO_WEEKS, "action": "offer"}
    elif which == "question":
        id_ = asked(database, confirmed=True)
        with database.reading() as db:
            here = f"/q/{db.get_one(Enquiry, id_).number}"
        typed = {**LINE, "how": "sent", "action": "offer"}
    else:
        here, typed = "/answer/note", {**LINE, **CALLED, "how": "sent"}
    return here, {**hidden(phone.get(here).text), **typed}


def facts(page: str) -> list[str]:
    """What the list of an offer's terms says, without its marks."""
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", one)).split()) for one in re.findall(r"<dd>(.*?)</dd>", page)]


def kes(minor: int) -> str:
    return " ".join(money_words(Money(minor, "KES"), "en").split())


FORMS = pytest.mark.parametrize("which", ["order", "question", "call"])


@FORMS
@pytest.mark.parametrize("typed", ["1000", "half", "-5", "100.5"])
def test_a_share_that_cannot_be_read_is_refused_and_stays_in_the_form(shop: Shop, which: str, typed: str) -> None:
    database, _buyer, phone = shop
    here, form = form_of(shop, which)
    for sure in ({}, {"sure": "yes"}):
        refused = phone.post(here, data={**form, "advance": typed, **sure}, headers=HERE)
        assert refused.status_code == 422
        assert f"“{typed}” is not a share in percent." in unescape(refused.text)
        assert re.search(rf'name="advance"[^>]* value="{re.escape(typed)}"', refused.text)
        assert re.search(r'name="price.0"[^>]* value="3000"', refused.text)
    with database.reading() as db:
        assert db.scalars(select(Order.due_first_amount)).all() in ([], [None])


@FORMS
@pytest.mark.parametrize(
    ("typed", "share", "first"),
    [("50%", "50%", 500_000), ("۱۲٫۵ ٪", "12.5%", 125_000), ("0", "0%", 0), ("", "100%", 1_000_000)],
)
def test_the_share_and_the_total_are_shown_as_they_are_then_written(
    shop: Shop, which: str, typed: str, share: str, first: int
) -> None:
    database, _buyer, phone = shop
    here, form = form_of(shop, which)
    sure = phone.post(here, data={**form, "advance": typed}, headers=HERE)
    assert sure.status_code == 200, sure.text
    pieces, total = f"2 × {kes(300_000)}", kes(1_000_000)
    assert facts(sure.text) == [pieces, kes(400_000), total, f"{share} · {kes(first)}"]
    assert phone.post(here, data={**hidden(sure.text), "sure": "yes"}, headers=HERE).status_code == 303
    with database.reading() as db:
        order = db.scalars(select(Order)).one()
        assert (order.total_amount, order.due_first_amount) == (1_000_000, first)


def test_a_field_that_was_cleared_shows_the_old_value_that_it_keeps(shop: Shop) -> None:
    database, _buyer, phone = shop
    here = requested(shop)
    terms = {"delivery": "4000", "ready_on": IN_TWO_WEEKS, "advance": "50"}
    answer(phone, here.rpartition("/")[2], "offer", **{"price.0": "3000", **terms})
    form = {**hidden(phone.get(here).text), "action": "offer", **terms, "pieces.0": "", "price.0": " "}
    sure = phone.post(here, data=form, headers=HERE)
    assert f"3 × {kes(300_000)}" in facts(sure.text)
    assert phone.post(here, data={**hidden(sure.text), "sure": "yes"}, headers=HERE).status_code == 303
    with database.reading() as db:
        line = db.scalars(select(OrderLine)).one()
        assert (line.quantity, line.unit_amount) == (3, 300_000)


@FORMS
@pytest.mark.parametrize(("field", "typed"), [("price.0", "x"), ("delivery", "x"), ("pieces.0", "x")])
def test_nobody_is_asked_about_an_offer_that_cannot_be_read(shop: Shop, which: str, field: str, typed: str) -> None:
    _database, _buyer, phone = shop
    here, form = form_of(shop, which)
    refused = phone.post(here, data={**form, "advance": "50", field: typed}, headers=HERE)
    assert (refused.status_code, f'value="{typed}"' in refused.text) == (422, True)
