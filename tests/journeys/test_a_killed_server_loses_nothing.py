"""A server or a worker that is killed in the middle: what a buyer was told is so, and every letter goes out once.

One point of each kind; `make proof` walks through all of them and kills at any time besides.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.core.db import Database
from app.ordering.states import OrderState
from tests.factories.dying import (
    dies_while_answering,
    dies_while_placing,
    dies_while_sweeping,
    dies_while_working,
    state_of,
)
from tests.factories.ordering import wrong
from tests.factories.racing import letters_astray, lost, quiet_within, racing
from tests.factories.several import Servers

from tests.factories.browsing import Shopper  # isort: skip

pytestmark = pytest.mark.waits

met: list[Shopper] = []  # every buyer so far: nothing of theirs may be lost by what dies later


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Servers, Database]]:
    """A shop of its own: its worker has no other letters to send."""
    met.clear()
    with racing(tmp_path_factory.mktemp("killed"), {"kiondo": 50}, web=2) as opened:
        yield opened


def test_a_server_dies_before_its_answer_and_the_same_form_leads_to_the_same_order(
    place: tuple[Servers, Database],
) -> None:
    servers, database = place
    met.append(dies_while_placing(servers, 10, "kiondo"))
    assert lost(database, met) == []
    assert wrong(database) == []


def test_a_server_dies_before_a_commit_and_the_same_form_makes_the_order(place: tuple[Servers, Database]) -> None:
    servers, database = place
    met.append(dies_while_placing(servers, 9, "kiondo"))
    assert lost(database, met) == []
    assert wrong(database) == []


def test_a_server_dies_when_money_is_written_down_and_it_is_written_once(place: tuple[Servers, Database]) -> None:
    servers, database = place
    shopper, number = dies_while_answering(servers, database, 15, "kiondo")
    met.append(shopper)
    assert state_of(database, number) is OrderState.CONFIRMED
    assert wrong(database) == []


def test_a_worker_dies_after_a_letter_went_out_and_it_is_one_letter(place: tuple[Servers, Database]) -> None:
    servers, database = place
    met.append(dies_while_working(servers, 21, "kiondo"))
    quiet_within(database, 60)
    servers.stop_worker()
    assert letters_astray(database, servers.settings) == []


def test_a_worker_dies_between_two_orders_that_end_and_the_next_one_ends_the_other(
    place: tuple[Servers, Database],
) -> None:
    servers, database = place
    met.extend(dies_while_sweeping(servers, database, 26, "kiondo"))
    quiet_within(database, 60)
    servers.stop_worker()
    assert letters_astray(database, servers.settings) == []
    assert lost(database, met) == []
