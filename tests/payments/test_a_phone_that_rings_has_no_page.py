"""A rail without a page of its own: the buyer stays on the page of the order, which says how it stands."""

from __future__ import annotations

from pathlib import Path

from app.core.db import Database
from app.core.tokens import Tokens
from app.ordering import cards
from app.ordering.models import Order
from app.payments.accounts import connect
from app.payments.rail import INFO, Rails
from app.web.shop.placed import LINK
from tests.factories.ordering import a_trading_world, an_order, the_group
from tests.factories.push_rail import PushRail
from tests.factories.push_server import push_server
from tests.factories.serving import client_for, settings_in


def test_the_buyer_comes_back_to_the_order_which_says_that_it_was_begun(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "shop")
    with push_server() as push:
        settings.__dict__["info"] = {**settings.info, INFO: Rails({"push": PushRail(push.url)})}
        database = a_trading_world(Database(settings.database, info=settings.info))
        with database.writing() as db:
            group = the_group(db).id
            connect(db, group, "push", "254700000000")
        cards.check_account(database, group, "push")
        order = an_order(database, told={"address": {"city": "Nyeri", "country_code": "KE"}}, kiondo=1)
        token = Tokens(settings.key).make(LINK, order, 0)
        with client_for(settings) as client:
            for _twice in range(2):
                answer = client.post(f"/orders/{token}/pay", data={"action": "card"})
                assert (answer.status_code, answer.headers["location"]) == (303, f"/orders/{token}")
            assert len(push.requests) == 1
            assert "You began to pay by card" in client.get(f"/orders/{token}").text
            push.buyer(next(iter(push.requests)), "pay")
            assert client.post(f"/orders/{token}/pay", data={"action": "look"}).status_code == 303
            assert "You began to pay by card" not in client.get(f"/orders/{token}").text
        with database.reading() as db:
            assert db.get_one(Order, order).state == "confirmed"
        database.close()
