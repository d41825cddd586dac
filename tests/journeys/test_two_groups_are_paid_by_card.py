"""One checkout, two groups: each is paid on its own page and account; what goes wrong with one leaves the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.affiliates.models import Group
from app.core.db import Database
from app.ordering import cards
from app.payments.accounts import connect
from tests.factories.card_street import Street, street
from tests.factories.carding import card_settings
from tests.factories.ordering import wrong
from tests.factories.two_groups import open_two_groups
from tests.fakepay.client import Fakepay


@pytest.fixture
def two(tmp_path: Path, card_server: Fakepay) -> Iterator[Street]:
    """Machakos in Kenya and Kampala in Uganda, with an account each."""
    card_server.reset()
    settings = card_settings(tmp_path / "shop", card_server)
    database = open_two_groups(Database(settings.database, info=settings.info))
    with database.reading() as db:
        groups = list(db.scalars(select(Group.id)))
    for group in groups:
        account = card_server.account(country="GB")["id"]
        with database.writing() as db:
            connect(db, group, "stripe", account)
        cards.check_account(database, group, "stripe")
    with street(settings, database, card_server) as both:
        yield both
    assert wrong(database) == []
    database.close()


def test_each_group_gets_its_own_money_on_its_own_account(two: Street) -> None:
    first, second = two.orders("kiondo", "bowl")
    two.back(two.pay_page(first).pay())
    assert "Confirmed" in two.page(first)
    assert "waits for the payment" in two.page(second)
    two.back(two.pay_page(second).pay())
    two.news()
    assert "Confirmed" in two.page(second)
    money = two.fake.look("money")
    assert len({one["account"] for one in money}) == len(money) == 2
    assert {one["currency"] for one in money} == {"kes", "ugx"}
    assert all(one["charged"] % 100 == 0 for one in money if one["currency"] == "ugx")


def test_a_card_that_one_group_cannot_use_pays_the_other_all_the_same(two: Street) -> None:
    first, second = two.orders("kiondo", "bowl")
    assert two.pay_page(first).decline() is None
    two.news()
    two.back(two.pay_page(second).pay())
    assert "The bank did not accept the card." in two.page(first)
    assert "Confirmed" in two.page(second)
    assert two.press(first, "withdraw")[0] == 303
    assert "Confirmed" in two.page(second)
