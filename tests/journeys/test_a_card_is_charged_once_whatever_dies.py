"""A server or the worker is killed around a payment by card: nobody is charged twice, and no money is forgotten.

One point of each kind; `make proof` walks through all of them and kills at any time besides.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.factories.dying_cards import dies_at
from tests.factories.street import Street, street
from tests.fakepay.running import fakepay

pytestmark = pytest.mark.waits


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with (
        fakepay("--wait", "0.2", "--wait", "0.4", "--wait", "1") as fake,
        street(tmp_path_factory.mktemp("cards"), fake, web=2) as made,
    ):
        yield made


def test_a_server_dies_after_the_page_was_made_and_the_next_one_leads_to_the_same_page(place: Street) -> None:
    assert dies_at(place, 33) == "confirmed"


def test_a_server_dies_when_the_buyer_is_back_and_the_order_is_confirmed_all_the_same(place: Street) -> None:
    assert dies_at(place, 39) == "confirmed"


def test_a_server_dies_before_it_answers_for_news_and_they_come_again(place: Street) -> None:
    assert dies_at(place, 42) == "confirmed"


def test_a_worker_dies_after_it_asked_for_a_refund_and_the_money_goes_back_once(place: Street) -> None:
    assert dies_at(place, 49) == "cancelled"
