"""A wrong key at a rail: the buyer reads that the rail does not answer, an operator is told what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from app.core.db import Database
from app.ordering import cards
from app.ordering.desk import TaskKind, tasks
from app.payments.rail import KeyRefused
from app.settings import Settings
from tests.factories.card_street import street
from tests.factories.carding import CardShop, card_settings
from tests.factories.ordering import the_group


@pytest.fixture
def mistaken(small_shop: CardShop) -> Settings:
    """The same bazaar, with a slip in its key."""
    return card_settings(small_shop.settings.data, small_shop.fake, stripe_key=SecretStr(small_shop.fake.key + "x"))


@pytest.fixture
def locked_out(mistaken: Settings) -> Iterator[Database]:
    database = Database(mistaken.database, info=mistaken.info)
    yield database
    database.close()


def waiting(database: Database) -> list[tuple[str, str]]:
    with database.reading() as db:
        return [(str(one.kind), one.about) for one in tasks(db)]


def test_it_is_one_task_until_the_right_key_is_there(small_shop: CardShop, locked_out: Database) -> None:
    with small_shop.database.reading() as db:
        group = the_group(db).id
    for _again in range(2):
        with pytest.raises(KeyRefused):
            cards.check_account(locked_out, group, "stripe")
    assert waiting(small_shop.database) == [(TaskKind.KEY_REFUSED, "stripe")]
    account = cards.check_account(small_shop.database, group, "stripe")
    assert account is not None
    assert account.live
    assert waiting(small_shop.database) == []


def test_a_buyer_loses_nothing_and_an_operator_hears_of_it(
    small_shop: CardShop, mistaken: Settings, locked_out: Database
) -> None:
    with street(mistaken, locked_out, small_shop.fake) as both:
        order = both.order("kiondo")
        status, said = both.press(order, "card")
    assert status == 503
    assert "Nothing is lost" in said
    assert waiting(small_shop.database) == [(TaskKind.KEY_REFUSED, "stripe")]
    with street(small_shop.settings, small_shop.database, small_shop.fake) as mended:
        mended.buyer.cookies = both.buyer.cookies
        mended.pay_page(order).pay()
        mended.news()
        assert "came by card" in mended.page(order)
