"""Without script: a mistyped address, words to each other, a complaint, messages for phones, an order told by phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.affiliates.group_keys import LINK, new_key
from app.affiliates.models import Affiliate
from app.core.db import Database
from app.core.jobs import JobContext
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.main import create_app
from app.ordering.models import Order, OrderEvent
from app.ordering.tasks import tell
from app.settings import Settings
from tests.factories.hearing import JOAN, ROSE, Ear, reachable
from tests.factories.ordering import a_trading_world, the_group, wrong
from tests.factories.serving import client_for, settings_in
from tests.journeys.test_an_order_from_basket_to_parcel import (
    HERE,
    IN_TWO_WEEKS,
    a_phone,
    answer,
    hidden,
    number_of,
    placed,
    put,
)

Shop = tuple[Settings, Database, TestClient, TestClient]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    settings = settings_in(tmp_path / "shop")
    database = a_trading_world(Database(settings.database))
    with client_for(settings) as buyer, client_for(settings) as phone:
        a_phone(settings, database, phone)
        yield settings, database, buyer, phone
    assert wrong(database) == []
    database.close()


def test_a_mistyped_address_is_put_right_on_the_page_that_says_where_we_wrote(shop: Shop) -> None:
    _settings, _database, buyer, _phone = shop
    put(buyer, "kiondo")
    page = buyer.get("/checkout?country=DE").text
    who = {
        "name": "Asha",
        "email": "asha@exampel.org",
        "street_address": "Weg 1",
        "city": "Bonn",
        "postal_code": "53111",
    }
    done = buyer.post("/checkout", data={**hidden(page), **who, "action": "order"}, headers=HERE).headers["location"]
    assert "asha@exampel.org" in buyer.get(done).text
    wrong_again = buyer.post(done, data={"email": "asha@"}, headers=HERE)
    assert (wrong_again.status_code, 'value="asha@"' in wrong_again.text) == (422, True)
    assert buyer.post(done, data={"email": "asha@example.org"}, headers=HERE).status_code == 303
    assert "We wrote to asha@example.org." in buyer.get(done).text


def test_a_request_can_be_sent_by_ones_own_phone_from_the_page_that_says_recorded(shop: Shop) -> None:
    _settings, database, buyer, _phone = shop
    put(buyer, "wish")
    page = buyer.get("/checkout?country=KE").text
    who = {
        "name": "Asha",
        "phone": "+254722000111",
        "street_address": "Moi Lane 1",
        "city": "Nyeri",
        "postal_code": "10100",
    }
    done = buyer.post("/checkout", data={**hidden(page), **who, "action": "request"}, headers=HERE).headers["location"]
    with database.reading() as db:
        number = db.scalars(select(Order.number)).one()
    found = buyer.get(done).text
    assert re.search(rf'href="[^"]*{number}[^"]*"', found)
    assert "The order is recorded, whether you send a message or not." in found


def test_both_sides_write_and_something_broken_is_put_right(shop: Shop) -> None:
    _settings, _database, buyer, phone = shop
    put(buyer, "kiondo")
    order = placed(buyer, "order")
    number = number_of(buyer.get(order).text)
    assert buyer.post(order, data={"action": "say", "words": "With a lid?"}, headers=HERE).status_code == 303
    assert "With a lid?" in phone.get(f"/o/{number}").text
    said = phone.post(f"/o/{number}", data={"action": "say", "words": "With a lid."}, headers=HERE)
    assert said.status_code == 303
    assert "With a lid." in buyer.get(order).text
    assert buyer.post(order, data={"action": "say", "words": " "}, headers=HERE).status_code == 422
    answer(phone, number, "money", amount="3600", means="bank_transfer")
    answer(phone, number, "parcel", words="By air")
    version = hidden(buyer.get(order).text)["version"]
    nothing = buyer.post(order, data={"action": "broken", "words": "", "version": version}, headers=HERE)
    assert (nothing.status_code, "Please write a few words." in nothing.text) == (422, True)
    broken = {"action": "broken", "words": "The handle came off", "version": version}
    assert buyer.post(order, data=broken, headers=HERE).status_code == 303
    page = phone.get(f"/o/{number}").text
    assert "The handle came off" in page
    assert "The buyer says that something is wrong." in page
    assert "The buyer says that something is wrong." in phone.get("/answer").text
    assert "The group and its affiliate are told." in buyer.get(order).text
    version = hidden(buyer.get(order).text)["version"]
    assert buyer.post(order, data={"action": "settled", "version": version}, headers=HERE).status_code == 303
    assert "something is wrong." not in phone.get(f"/o/{number}").text


def test_a_refusal_keeps_the_page_of_the_order_and_what_was_typed(shop: Shop) -> None:
    _settings, _database, buyer, _phone = shop
    put(buyer, "kiondo")
    order = placed(buyer, "order")
    old = buyer.post(order, data={"action": "withdraw", "version": "9"}, headers=HERE)
    assert (old.status_code, number_of(old.text)) == (409, number_of(buyer.get(order).text))


def an_affiliates_phone(shop: Shop) -> TestClient:
    settings, database, _buyer, phone = shop
    phone.cookies.clear()
    with database.writing() as db:
        token = Tokens(settings.key).make(LINK, new_key(db, db.scalars(select(Affiliate)).one()).id)
    assert phone.post(f"/key/{token}", data={"device": "Joan"}, headers=HERE).status_code == 303
    return phone


def test_the_affiliate_finds_what_went_wrong_and_the_group_hears_what_it_does_about_it(shop: Shop) -> None:
    _settings, database, buyer, phone = shop
    reachable(database)
    ear = Ear(database)
    put(buyer, "kiondo")
    order = placed(buyer, "order")
    number = number_of(buyer.get(order).text)
    answer(phone, number, "money", amount="3600", means="bank_transfer")
    assert ROSE not in {to for to, words in ear.letters() if "Your affiliate" in words}
    joan = an_affiliates_phone(shop)
    answer(joan, number, "parcel", words="By air")
    assert "the goods are sent" in ear.news()[ROSE]  # the group did not do it, and hears of it
    for typed in ({"action": "received"}, {"action": "broken", "words": "The handle came off"}):
        version = hidden(buyer.get(order).text)["version"]
        assert buyer.post(order, data={**typed, "version": version}, headers=HERE).status_code == 303
    assert "The handle came off" in ear.news()[JOAN]
    listed = joan.get("/answer").text
    assert number in listed  # though it is done
    assert "The buyer says that something is wrong." in listed
    version = hidden(buyer.get(order).text)["version"]
    assert buyer.post(order, data={"action": "settled", "version": version}, headers=HERE).status_code == 303
    assert number not in joan.get("/answer").text


def test_who_holds_the_affiliates_key_sends_messages_on(shop: Shop) -> None:
    settings, database, buyer, phone = shop
    put(buyer, "wish")
    placed(buyer, "request", country="KE", email="", phone="+254722000111")
    with database.reading() as db:
        order = db.scalars(select(Order)).one()
    tell(JobContext(database, None, tokens=Tokens(settings.key), site="http://testserver"), str(order.id), 1)
    assert phone.get("/answer/messages").status_code == 403  # the group's own key is not enough
    joan = an_affiliates_phone(shop)
    assert "1 message to send on" in joan.get("/answer").text
    page = joan.get("/answer/messages").text
    assert "https://wa.me/254722000111?text=" in page
    assert joan.post("/answer/messages", data=hidden(page), headers=HERE).status_code == 303
    assert "wa.me" not in joan.get("/answer/messages").text


def note(browser: TestClient, /, **typed: str) -> Any:
    """Fill the form for an order that came by phone, and say yes to the sentence that follows."""
    form = hidden(browser.get("/answer/note").text)
    told = {"sku.0": "kiondo", "pieces.0": "3", "price.0": "3000", "how": "pickup", "advance": "0", "name": "Wanjiku"}
    told |= {"country": "KE", "ready_on": IN_TWO_WEEKS}
    asked = browser.post("/answer/note", data={**form, **told, **typed}, headers=HERE)
    if asked.status_code != 200:
        return asked
    sure = {**hidden(asked.text), "sure": "yes"}
    first, again = (browser.post("/answer/note", data=sure, headers=HERE) for _twice in range(2))
    assert (first.status_code, first.headers.get("location")) == (again.status_code, again.headers.get("location"))
    return first


def test_an_order_that_came_by_phone_is_written_down_once_and_holds_its_pieces(shop: Shop) -> None:
    _settings, database, _buyer, phone = shop
    done = note(phone, note="She called on Monday")
    page = phone.get(done.headers["location"]).text
    assert "Wanjiku" in page
    assert "Confirmed" in page  # nothing is due before work begins
    with database.reading() as db:
        assert len(db.scalars(select(Order.id)).all()) == 1


def test_an_order_by_phone_without_an_address_is_asked_for_one_before_it_leaves(shop: Shop) -> None:
    settings, database, buyer, phone = shop
    here = note(phone, how="sent", delivery="500", where=" ").headers["location"]
    page = phone.get(here).text
    assert "Nobody has said yet where this goes." in page
    assert 'value="parcel"' not in page
    early = {"version": hidden(page)["version"], "form_key": "early", "action": "parcel", "sure": "yes"}
    assert phone.post(here, data=early, headers=HERE).status_code == 409
    with database.reading() as db:
        order = db.scalars(select(Order)).one()
    theirs = f"/orders/{Tokens(settings.key).make('order', order.id, order.generation)}"
    assert 'name="street_address"' in buyer.get(theirs).text
    answer(phone, order.number, "where", where="Moi Lane 1, Nyeri")
    assert 'value="parcel"' in phone.get(here).text
    answer(phone, order.number, "parcel", words="By bus")
    assert "Moi Lane 1, Nyeri" in buyer.get(theirs).text


def test_a_group_whose_own_language_no_page_speaks_writes_orders_down_and_both_are_told(shop: Shop) -> None:
    settings, database, _buyer, phone = shop
    with database.writing() as db:
        the_group(db).languages = ["kam", "sw"]
    note(phone, note="She called on Monday", email="wanjiku@example.org")
    with database.reading() as db:
        order = db.scalars(select(Order)).one()
        moves = db.scalars(select(OrderEvent.seq).where(OrderEvent.order_id == order.id)).all()
    for seq in moves:
        tell(JobContext(database, None, tokens=Tokens(settings.key), site="http://testserver"), str(order.id), seq)
    with database.reading() as db:
        letters = db.scalars(select(Letter.to)).all()
    assert "wanjiku@example.org" in letters


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"country": "XX"},
        {"pieces.0": ""},
        {"pieces.0": "99"},
        {"price.0": "x"},
        {"phone": "12"},
        {"email": "a@"},
        {"how": "sent"},
        {"sku.0": "throne", "pieces.0": "2"},
    ],
    ids=str,
)
def test_what_cannot_be_so_is_asked_again_and_nothing_is_written(shop: Shop, typed: dict[str, str]) -> None:
    _settings, database, _buyer, phone = shop
    answered = note(phone, **typed)
    assert answered.status_code in (409, 422)
    assert 'name="price.0"' in answered.text
    with database.reading() as db:
        assert db.scalars(select(Order.id)).all() == []


@pytest.mark.parametrize(
    ("base", "asker", "status"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1", 200),
        ("http://127.0.0.1:8000", "203.0.113.9", 404),
        ("https://bazaar.example.org", "127.0.0.1", 404),
    ],
)
def test_letters_in_files_are_read_on_the_machine_itself_alone(
    tmp_path: Path, base: str, asker: str, status: int
) -> None:
    own = settings_in(tmp_path / "own")
    a_trading_world(Database(own.database)).close()
    (own.data / "outbox").mkdir()
    (own.data / "outbox" / "one.eml").write_text("To: asha@example.org\nSubject: Hello\n\nhttp://127.0.0.1/orders/x\n")
    settings = Settings(data=own.data, base_url=base, allowed_hosts=["testserver"])
    with TestClient(create_app(settings), client=(asker, 50000)) as browser:
        page = browser.get("/dev/outbox")
    assert page.status_code == status
    assert ("asha@example.org" in page.text) is (status == 200)
