"""Without script or account: a buyer asks, confirms by mail, talks with the group, and orders by its offer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.affiliates.group_keys import LINK, new_key
from app.affiliates.models import Affiliate
from app.affiliates.service import set_notify_address
from app.core.clock import today
from app.core.db import Database
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.enquiries.models import Enquiry, EnquiryMessage, Told
from app.settings import Settings
from app.web.shop.enquiry_form import TRAP
from tests.factories.catalogue import a_group
from tests.factories.enquiring import letters_of
from tests.factories.ordering import a_trading_world, the_group, wrong
from tests.factories.serving import client_for, settings_in

HERE = {"sec-fetch-site": "same-origin"}
ASKED = {
    **{"kind": "wholesale", "pieces": "5", "words": "Do you make five in blue?", "name": "Asha", "country": "DE"},
    "email": "asha@example.org",
}
LATER = {"ready_on": (today() + timedelta(days=14)).isoformat(), "words": "In blue"}
PHONE = {"email": "", "phone": "+49 170 1234567"}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[Settings, Database]]:
    settings = settings_in(tmp_path / "shop")
    database = a_trading_world(Database(settings.database))
    with database.writing() as db:
        set_notify_address(db, group=the_group(db), email="rose@example.org")
    yield settings, database
    database.close()


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def ask(buyer: TestClient, page: str = "/products/kiondo", **told: str) -> Any:
    """Follow the link of a page to the form, fill it in and send it."""
    link = re.search(r'href="(/enquiries/new[^"]+)"', buyer.get(page).text)
    assert link is not None
    form = buyer.get(unescape(link[1]))
    assert form.status_code == 200
    return buyer.post("/enquiries/new", data={**hidden(form.text), **ASKED, **told}, headers=HERE)


def the_letter(database: Database, settings: Settings, key: str) -> Letter:
    """A letter about the only conversation, with links as the site makes them."""
    with database.reading() as db:
        id_ = db.scalars(select(Enquiry.id)).one()
    letters = letters_of(database, id_, tokens=Tokens(settings.key), site="http://testserver")
    return letters[key]


def link_in(letter: Letter) -> str:
    found = re.search(r"http://testserver(/\S+)", letter.text)
    assert found is not None
    return found[1]


def a_key(settings: Settings, database: Database, browser: TestClient, holder: str = "group") -> None:
    """Make this browser the group's, another group's, or the affiliate's."""
    with database.writing() as db:
        if holder == "group":
            owner: Any = the_group(db)
        else:
            owner = db.scalars(select(Affiliate)).one() if holder == "affiliate" else a_group(db, "kisumu")
        db.flush()
        token = Tokens(settings.key).make(LINK, new_key(db, owner).id)
    assert browser.post(f"/key/{token}", data={"device": "Rose"}, headers=HERE).status_code == 303


def say(browser: TestClient, address: str, action: str, **typed: str) -> Any:
    return browser.post(address, data={"action": action, **typed}, headers=HERE)


def press(phone: TestClient, address: str, action: str, **typed: str) -> None:
    """Press a button of the group's page, and say yes to the sentence that follows."""
    version = re.search(r'name="version" value="(\d+)"', phone.get(address).text)
    assert version is not None
    asked = say(phone, address, action, version=version[1], **typed)
    assert asked.status_code == 200, asked.text
    done = phone.post(address, data={**hidden(asked.text), "sure": "yes"}, headers=HERE)
    assert done.status_code == 303, done.text


def number_in(page: str) -> str:
    found = re.search(r"Conversation ([A-Z0-9]{6})", page)
    assert found is not None
    return found[1]


def test_from_a_question_to_an_order(shop: tuple[Settings, Database]) -> None:
    settings, database = shop
    with client_for(settings) as buyer, client_for(settings) as phone:
        sent = ask(buyer)
        assert sent.status_code == 303, sent.text
        here = sent.headers["location"]
        page = buyer.get(here).text
        assert "a…@example.org" in page
        assert "asha@example.org" not in page
        thread = f"/q/{number_in(page)}"
        a_key(settings, database, phone)
        assert phone.get(thread).status_code == 403
        assert say(buyer, here, "confirm").status_code == 404  # only the mailed link proves a mailbox

        mailed = link_in(the_letter(database, settings, "confirm"))
        assert "Is this your question?" in buyer.get(mailed).text
        assert phone.get(thread).status_code == 403  # looking confirms nothing
        assert say(buyer, mailed, "confirm").status_code == 303

        assert thread.rpartition("/")[2] in phone.get("/answer").text
        page = phone.get(thread).text
        assert "Do you make five in blue?" in page
        assert "asha@example.org" not in page
        assert say(phone, thread, "answer", words="Yes, gladly.").status_code == 303
        assert "Yes, gladly." in buyer.get(mailed).text
        assert say(buyer, mailed, "answer", words="How soon?").status_code == 303
        assert say(buyer, mailed, "show").status_code == 303
        assert "asha@example.org" in phone.get(thread).text
        press(phone, thread, "show", contact="+254 700 000 002")
        assert "+254 700 000 002" in buyer.get(mailed).text

        line = {"sku.0": "kiondo", "pieces.0": "5", "price.0": "3000"}
        press(phone, thread, "offer", **line, how="sent", delivery="4000", advance="50", **LATER)
        order = re.search(r'href="(/orders/[^"]+)"', buyer.get(mailed).text)
        assert order is not None
        page = buyer.get(order[1]).text
        assert "In blue" in page
        assert "19,000" in page
        assert "/enquiries/" in page  # and back
        assert "/o/" in phone.get(thread).text
        form = {"version": hidden(page)["version"], "action": "agree"}
        again = buyer.post(order[1], data={**form, "city": "Bonn"}, headers=HERE)
        assert again.status_code == 422
        assert 'value="Bonn"' in again.text
        where = {"street_address": "Weg 1", "city": "Bonn", "postal_code": "53111"}
        assert buyer.post(order[1], data={**form, **where}, headers=HERE).status_code == 303
        page = buyer.get(order[1]).text
        assert "Agreed; waits for the payment" in page
        assert "Weg 1" in page
        assert say(buyer, mailed, "close").status_code == 303
        assert "This conversation is closed." in phone.get(thread).text
    assert wrong(database) == []


def test_a_program_that_fills_every_field_is_asked_to_leave_one_empty(shop: tuple[Settings, Database]) -> None:
    settings, database = shop
    with client_for(settings) as buyer:
        refused = ask(buyer, **{TRAP: "https://example.org"})
        assert refused.status_code == 422
        assert "Do you make five in blue?" in refused.text
    with database.reading() as db:
        assert db.scalars(select(Enquiry)).all() == []


@pytest.mark.parametrize(
    "told",
    [
        {"name": "Asha\r\nBcc: all@example.org"},
        {"email": "asha@example.org, all@example.org"},
        {"email": "", "phone": ""},
        {"phone": "call me"},
        {"words": "https://a.example.org https://b.example.org https://c.example.org"},
        {"words": "x" * 2500},
        {"pieces": ""},
        {"pieces": "many"},
        {"country": "XX"},
    ],
    ids=str,
)
def test_a_form_that_cannot_be_sent_comes_back_with_what_was_typed(
    shop: tuple[Settings, Database], told: dict[str, str]
) -> None:
    settings, database = shop
    with client_for(settings) as buyer:
        refused = ask(buyer, **told)
        assert refused.status_code == 422
        assert 'role="alert"' in refused.text
        assert told.get("words", "Do you make five in blue?") in refused.text
    with database.reading() as db:
        assert db.scalars(select(Enquiry)).all() == []


def test_without_a_mail_address_the_desk_of_the_affiliate_reads_it_first(shop: tuple[Settings, Database]) -> None:
    settings, database = shop
    with client_for(settings) as buyer, client_for(settings) as desk, client_for(settings) as phone:
        page = buyer.get(ask(buyer, page="/groups/machakos", **PHONE).headers["location"]).text
        thread = f"/q/{number_in(page)}"
        a_key(settings, database, desk, "affiliate")
        a_key(settings, database, phone)
        assert phone.get(thread).status_code == 403
        assert number_in(page) in desk.get("/answer").text
        assert say(desk, thread, "pass_on").status_code == 303
        assert phone.get(thread).status_code == 200
        assert "+49" not in phone.get(thread).text


def test_a_stranger_and_another_group_learn_nothing_of_a_conversation(shop: tuple[Settings, Database]) -> None:
    settings, database = shop
    with client_for(settings) as buyer, client_for(settings) as stranger, client_for(settings) as other:
        page = buyer.get(ask(buyer).headers["location"]).text
        say(buyer, link_in(the_letter(database, settings, "confirm")), "confirm")
        a_key(settings, database, other, "other")
        for browser in (stranger, other):
            assert [browser.get(f"/q/{one}").status_code for one in (number_in(page), "ZZZZZZ")] == [403, 403]
            assert say(browser, f"/q/{number_in(page)}", "answer", words="Hello").status_code == 403
        assert stranger.get("/enquiries/" + "A" * 43).status_code == 404


def confirmed(shop: tuple[Settings, Database], buyer: TestClient, phone: TestClient) -> tuple[str, str]:
    """A question that reached its group, whose phone this is: the buyer's link and the group's."""
    settings, database = shop
    page = buyer.get(ask(buyer).headers["location"]).text
    mailed = link_in(the_letter(database, settings, "confirm"))
    say(buyer, mailed, "confirm")
    a_key(settings, database, phone)
    return mailed, f"/q/{number_in(page)}"


def test_the_group_acts_on_the_page_it_sees(shop: tuple[Settings, Database]) -> None:
    settings, _database = shop
    with client_for(settings) as buyer, client_for(settings) as phone:
        mailed, thread = confirmed(shop, buyer, phone)
        old = hidden(say(phone, thread, "close", version="1").text)
        say(buyer, mailed, "answer", words="One more thing")
        assert phone.post(thread, data={**old, "sure": "yes"}, headers=HERE).status_code == 409


def test_a_button_of_a_conversation_pressed_twice_is_pressed_once(shop: tuple[Settings, Database]) -> None:
    settings, database = shop
    with client_for(settings) as buyer, client_for(settings) as phone:
        _mailed, thread = confirmed(shop, buyer, phone)
        for action, told, other in (("show", {"contact": "+254 700 000 002"}, "+254 700 000 003"), ("close", {}, "")):
            version = re.search(r'name="version" value="(\d+)"', phone.get(thread).text)
            assert version is not None
            asked = {**hidden(say(phone, thread, action, version=version[1], **told).text), "sure": "yes"}
            assert [phone.post(thread, data=asked, headers=HERE).status_code for _press in range(2)] == [303, 303]
            if other:
                assert phone.post(thread, data={**asked, "contact": other}, headers=HERE).status_code == 409
        with database.reading() as db:
            lines = db.scalars(select(EnquiryMessage.told).order_by(EnquiryMessage.seq)).all()
        assert [lines.count(told) for told in (Told.SHOWED, Told.CLOSED)] == [1, 1]


def test_the_groups_own_press_uncovers_nobody_and_the_buyer_is_told_what_taking_an_offer_shows(
    shop: tuple[Settings, Database],
) -> None:
    settings, database = shop
    with client_for(settings) as buyer, client_for(settings) as phone:
        form = ask(buyer)
        page = buyer.get(form.headers["location"]).text
        mailed, thread = link_in(the_letter(database, settings, "confirm")), f"/q/{number_in(page)}"
        say(buyer, mailed, "confirm")
        a_key(settings, database, phone)
        line = {"sku.0": "kiondo", "pieces.0": "5", "price.0": "3000"}
        press(phone, thread, "offer", **line, how="sent", delivery="4000", advance="50", **LATER)
        order = re.search(r'href="(/orders/[^"]+)"', buyer.get(mailed).text)
        number = re.search(r'href="(/o/[^"]+)"', phone.get(thread).text)
        assert order is not None
        assert number is not None
        assert "When you take the offer, the group sees how to reach you." in buyer.get(order[1]).text
        press(phone, number[1], "agreed", note="She called")
        page = phone.get(number[1]).text
        assert "Agreed; waits for the payment" in page
        assert "asha@example.org" not in page
        assert "has not shown you an e-mail address or a phone" in page
        assert say(buyer, mailed, "show").status_code == 303
        assert "asha@example.org" in phone.get(number[1]).text


def test_who_asks_is_told_that_the_affiliate_reads_it_too(shop: tuple[Settings, Database]) -> None:
    settings, database = shop
    with database.reading() as db:
        affiliate = db.scalars(select(Affiliate.name)).one()
    with client_for(settings) as buyer:
        form = buyer.get("/enquiries/new?group=machakos").text
    assert f"go to the group and to its affiliate, {affiliate}," in unescape(form)
    assert "nobody else" not in form
