"""A bot's posts deliver no more than one contact and one basket may; a village behind the same address notices nothing.

`tests/proofs/test_ten_thousand_posts_of_a_bot.py` is the long form.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from starlette.testclient import TestClient

from app.core.clock import now
from app.core.db import Database
from app.ordering import limits
from app.ordering.limits import BASKET_A_DAY, OPEN_AT_MOST, Placer, TooManyOpen, TooManyToday, mailbox_of
from app.ordering.service import Buyer, place
from app.ordering.tasks import sweep
from app.settings import Settings
from tests.factories.ordering import a_basket, a_trading_world, a_wish, wrong
from tests.factories.serving import client_for, settings_in
from tests.safety.posting import GROUP_MAIL, Device, bot, letters_of, orders_in, village

OPEN, A_DAY = 4, 8  # instead of 12 and 24: the rule is the same, and the proof meets the limits as they are
POSTS = 16
Shop = tuple[Settings, Database, TestClient]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setattr(limits, "OPEN_AT_MOST", OPEN)
    monkeypatch.setattr(limits, "CONTACT_A_DAY", A_DAY)
    settings = settings_in(tmp_path / "shop")
    database = a_trading_world(Database(settings.database))
    with client_for(settings) as browser:
        yield settings, database, browser
    database.close()


def test_a_bot_delivers_what_its_mailboxes_may_and_the_village_beside_it_all_it_wants(shop: Shop) -> None:
    settings, database, browser = shop
    came = bot(browser, posts=POSTS, mailboxes=2, baskets=3)
    assert came == {303: 2 * OPEN, 409: POSTS - 2 * OPEN}
    assert village(browser, buyers=6) == {303: 6}
    assert orders_in(database) == 2 * OPEN + 6
    letters = letters_of(database, settings)
    assert letters[GROUP_MAIL] == 2 * OPEN + 6
    assert max(count for to, count in letters.items() if to != GROUP_MAIL) == OPEN
    assert wrong(database) == []


def test_a_bot_that_gives_everything_up_again_delivers_no_more_than_a_day_allows(shop: Shop) -> None:
    settings, database, browser = shop
    bot(browser, posts=POSTS, mailboxes=1, baskets=3, gives_up=True)
    assert orders_in(database) == A_DAY
    assert letters_of(database, settings)["bot0@example.org"] == 2 * A_DAY  # placed, and given up


def test_a_bot_with_a_new_mailbox_each_time_delivers_what_its_basket_may(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    _settings, database, browser = shop
    monkeypatch.setattr(limits, "BASKET_A_DAY", 10)  # so that the test need not place a hundred
    came = bot(browser, posts=POSTS, mailboxes=0, baskets=1)
    assert came == {303: 10, 409: POSTS - 10}
    assert orders_in(database) == 10


def test_a_village_that_shares_one_tablet_orders_all_it_wants(shop: Shop) -> None:
    _settings, database, browser = shop
    buyers = OPEN + A_DAY + 2  # more than one buyer may, open or in a day
    assert village(browser, buyers=buyers, shared=True) == {303: buyers}
    assert orders_in(database) == buyers


def test_who_is_stopped_reads_why_in_their_language_and_keeps_the_basket(shop: Shop) -> None:
    _settings, _database, browser = shop
    device = Device(browser)
    for number in range(OPEN):
        device.fill()
        assert device.send(f"{number:030}", phone="+254722000111")[0] == 303
    device.fill()
    status, page = device.send("x" * 30, phone="+254722000111")
    assert (status, "Please wait until some are" in page) == (409, True)
    assert device.send("y" * 30, phone="+254722000111", prefix="/es")[0] == 409
    assert "Wish" in browser.get("/basket").text
    assert device.send("z" * 30, phone="+254722000112")[0] == 303  # somebody else, on the same device


def place_one(database: Database, buyer: Buyer) -> str:
    """What came of one more order."""
    with database.writing() as db:
        basket = a_basket(db, wish=1)
        wish = a_wish(db, basket, buyer=buyer)
    try:
        with database.writing() as db:
            place(db, db.merge(basket), wish)
    except (TooManyOpen, TooManyToday) as refusal:
        return type(refusal).__name__
    return "placed"


def test_many_hands_of_one_contact_at_once_place_no_more_than_one_hand(any_database: Database) -> None:
    trade = a_trading_world(any_database)
    buyers = [Buyer("Bot", email=f"bot+{number}@example.org") for number in range(OPEN_AT_MOST + 6)]
    with ThreadPoolExecutor(8) as hands:
        came = list(hands.map(lambda buyer: place_one(trade, buyer), buyers))
    assert came.count("placed") == orders_in(trade) == OPEN_AT_MOST
    assert wrong(trade) == []


def test_counting_begins_anew_after_a_day_and_old_counts_are_forgotten(any_database: Database) -> None:
    trade = a_trading_world(any_database)
    buyer = Buyer("Asha", email="asha@example.org")
    assert place_one(trade, buyer) == "placed"
    with trade.writing() as db:
        db.execute(update(Placer).values(orders=BASKET_A_DAY))
    assert place_one(trade, buyer) == "TooManyToday"
    with trade.writing() as db:
        db.execute(update(Placer).values(since=now() - timedelta(hours=25)))
    assert place_one(trade, buyer) == "placed"
    with trade.reading() as db:
        assert sorted(db.scalars(select(Placer.orders))) == [1, 1, BASKET_A_DAY]  # her mailbox, two baskets
    sweep(trade)
    with trade.reading() as db:
        assert db.scalar(select(func.count()).select_from(Placer)) == 2


@pytest.mark.parametrize(
    ("email", "mailbox"),
    [
        ("Asha@Example.ORG", "asha@example.org"),
        ("asha+one+two@example.org", "asha@example.org"),
        ("ａｓｈａ@example.org", "asha@example.org"),
        ("+@example.org", "+@example.org"),
        ("", ""),
    ],
)
def test_a_mailbox_is_the_same_however_it_is_spelled(email: str, mailbox: str) -> None:
    assert mailbox_of(email) == mailbox
