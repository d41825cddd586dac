"""10,000 checkouts of a bot deliver no more than its mailboxes and baskets may; the village beside it all it wants."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.core.db import Database
from app.ordering.limits import BASKET_A_DAY, CONTACT_A_DAY, OPEN_AT_MOST
from tests.factories.front import front
from tests.factories.ordering import a_trading_world, wrong
from tests.factories.racing import deadlocks
from tests.factories.serving import client_at, settings_in
from tests.factories.several import several
from tests.proofs.figures import name_of, write_down
from tests.safety.posting import GROUP_MAIL, bot, letters_of, orders_in, village

pytestmark = pytest.mark.proof
BUYERS = 60
AGAIN = "tests/proofs/test_ten_thousand_posts_of_a_bot.py"
BOTS: list[tuple[dict[str, Any], int]] = [  # each of them, and how many orders it may have recorded
    ({"posts": 5_000, "name": "first", "mailboxes": 4, "baskets": 6}, 4 * OPEN_AT_MOST),
    ({"posts": 2_500, "name": "second", "mailboxes": 2, "baskets": 3, "gives_up": True}, 2 * CONTACT_A_DAY),
    ({"posts": 2_500, "name": "third", "mailboxes": 0, "baskets": 1}, BASKET_A_DAY),
]


def test_ten_thousand_posts_deliver_no_more_than_the_limit(tmp_path: Path, any_database_url: str) -> None:
    settings = settings_in(tmp_path / "shop", any_database_url)
    database = a_trading_world(Database(settings.database))
    with several(settings) as servers, front(servers.ports) as door, ThreadPoolExecutor(len(BOTS)) as hands:
        bots = [hands.submit(a_bot, door.port, told) for told, _most in BOTS]
        with client_at(door.port) as browser:
            assert village(browser, buyers=BUYERS) == {303: BUYERS}
            assert not all(one.done() for one in bots)  # the village came while they posted
        came = [one.result() for one in bots]
        assert servers.faults() == []
    posts = sum(one.total() for one in came)
    assert posts == 10_000
    assert [one[303] for one in came] == [most for _told, most in BOTS]  # all that each may, and not one more
    recorded = sum(one[303] for one in came)
    assert {status for one in came for status in one} == {303, 409}
    assert orders_in(database) == recorded + BUYERS
    letters = letters_of(database, settings)
    most = max(count for to, count in letters.items() if to != GROUP_MAIL)
    assert most <= 2 * CONTACT_A_DAY
    assert wrong(database) == []
    assert deadlocks(database) == 0
    figures = (
        f"{posts:,} posts of three bots at once: {recorded} recorded, the limit of their mailboxes and baskets; "
        f"{posts - recorded:,} told why not; no mailbox is written more than {most} letters; the village behind the "
        f"same address meanwhile: {BUYERS} of {BUYERS} recorded"
    )
    write_down("Limits: the bot and the village", name_of(database), figures, how=servers.how, again=AGAIN)
    database.close()


def a_bot(port: int, told: dict[str, Any]) -> Counter[int]:
    """One of them, with a browser of its own."""
    with client_at(port) as browser:
        return bot(browser, **told)
