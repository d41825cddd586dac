"""10,000 checkouts of a bot deliver no more than its mailboxes and baskets may; the village beside it all it wants."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.db import Database
from app.ordering.limits import BASKET_A_DAY, CONTACT_A_DAY, OPEN_AT_MOST
from tests.factories.ordering import a_trading_world, wrong
from tests.factories.serving import client_for, settings_in
from tests.safety.posting import GROUP_MAIL, bot, letters_of, orders_in, village

pytestmark = pytest.mark.proof


def test_ten_thousand_posts_deliver_no_more_than_the_limit(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "shop")
    database = a_trading_world(Database(settings.database))
    with client_for(settings) as browser:
        for posts, told, most in (
            (5_000, {"name": "first", "mailboxes": 4, "baskets": 6}, 4 * OPEN_AT_MOST),
            (2_500, {"name": "second", "mailboxes": 2, "baskets": 3, "gives_up": True}, 2 * CONTACT_A_DAY),
            (2_500, {"name": "third", "mailboxes": 0, "baskets": 1}, BASKET_A_DAY),
        ):
            before = orders_in(database)
            came = bot(browser, posts=posts, **told)  # type: ignore[arg-type]
            print(f"{posts} posts: {dict(came)}, {orders_in(database) - before} orders, at most {most}")
            assert orders_in(database) - before <= most
        assert village(browser, buyers=60) == {303: 60}
    letters = letters_of(database, settings)
    assert max(count for to, count in letters.items() if to != GROUP_MAIL) <= 2 * CONTACT_A_DAY
    assert wrong(database) == []
    database.close()
