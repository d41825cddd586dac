"""A rail's news carry no truth. Twice, late, in any order, forged or about others: what is written down is the same."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.affiliates.models import GroupRail, Means
from app.core.clock import now
from app.ordering import cards
from app.ordering.desk import TaskKind, waits
from app.ordering.tasks import sweep
from app.payments import inbox
from app.payments.accounts import connect
from app.payments.models import PaymentState, RailAccount
from app.payments.rail import RailAway
from app.payments.service import disputes_of, sums
from tests.factories.carding import CardShop
from tests.factories.ordering import the_group, wrong
from tests.factories.serving import client_for
from tests.payments.telling import HERE, KINDS, Event, kept, news, post, tell, work


@pytest.fixture
def client(small_shop: CardShop) -> Iterator[TestClient]:
    with client_for(small_shop.settings) as browser:
        yield browser


@pytest.mark.parametrize("kind", KINDS)
def test_news_of_a_payment_confirm_its_order(small_shop: CardShop, client: TestClient, kind: str) -> None:
    order = small_shop.order()
    payment = small_shop.page(order)
    small_shop.buyer(payment, "pay")
    tell(small_shop, client, news(small_shop), kind)
    assert small_shop.state(order) == "confirmed"
    assert small_shop.payment(payment).state is PaymentState.CAPTURED


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", KINDS)
def test_repeated_shuffled_and_late_news_leave_one_state(
    small_shop: CardShop, client: TestClient, kind: str, seed: int
) -> None:
    """statamic-cargo #190, polar #10728, medusa #13301, vendure #3653: the last event to arrive had won."""
    order = small_shop.order(told=None, mat=1)
    first = small_shop.page(order, slow=True)
    small_shop.buyer(first, "pay_slowly")
    small_shop.buyer(first, "fail")
    tell(small_shop, client, [])
    small_shop.look(first)
    second = small_shop.page(order)
    small_shop.buyer(second, "decline")
    small_shop.buyer(second, "pay")
    told = news(small_shop) * 3
    random.Random(seed).shuffle(told)
    tell(small_shop, client, told, kind)
    tell(small_shop, client, news(small_shop), "snapshot")
    assert len(kept(small_shop)) == len(news(small_shop)), "the same event is kept once, however it is told"
    assert small_shop.state(order) == "confirmed"
    with small_shop.database.reading() as db:
        assert sums(db, order).captured == small_shop.payment(second).amount
    assert wrong(small_shop.database) == []


@pytest.mark.parametrize("how", ["wrong_secret", "altered", "old", "unsigned"])
def test_forged_news_are_refused_and_not_even_kept(small_shop: CardShop, client: TestClient, how: str) -> None:
    small_shop.page(small_shop.order())
    event = {**news(small_shop)[0]} if news(small_shop) else {"id": "evt_1", "type": "x", "data": {"object": {}}}
    if how == "unsigned":
        assert client.post(HERE, json=event).status_code == 400
    elif how == "altered":
        assert client.post(HERE, json=event, headers={"Stripe-Signature": "t=1,v1=0"}).status_code == 400
    else:
        secret = "whsec_other" if how == "wrong_secret" else small_shop.fake.secret
        assert post(client, event, secret, at=time.time() - 3600 * (how == "old")) == 400
    assert kept(small_shop) == []


def test_what_is_not_ours_is_kept_and_left_alone(small_shop: CardShop, client: TestClient) -> None:
    payment = small_shop.page(small_shop.order())
    small_shop.buyer(payment, "pay")
    event = next(one for one in news(small_shop) if one["type"] == "checkout.session.completed")
    others: list[dict[str, Any]] = [
        {**event, "id": "evt_a", "account": "acct_of_nobody"},
        {key: value for key, value in {**event, "id": "evt_b"}.items() if key != "account"},
        {"id": "evt_c", "type": "v2.core.event_destination.ping", "related_object": None, "context": None},
    ]
    for other in others:
        assert post(client, other, small_shop.fake.secret) == 200
    work(small_shop)
    assert len(kept(small_shop)) == 3
    assert small_shop.payment(payment).state is PaymentState.OPEN


def test_no_page_for_news_of_a_rail_that_is_not_set_up(client: TestClient) -> None:
    assert client.post("/pay/push/events", json={}).status_code == 404


def shows_cards(client: TestClient) -> bool:
    """Whether readers are told that the group takes cards: in the list by ways to pay."""
    return "Kiondo" in client.get("/products?rail=card").text


@pytest.mark.parametrize("kind", KINDS)
def test_cards_vanish_from_pages_when_the_account_is_shut_and_come_back_by_themselves(
    small_shop: CardShop, client: TestClient, kind: str
) -> None:
    with small_shop.database.reading() as db:
        group = the_group(db).id

    def told() -> None:
        before = {event.id for event in kept(small_shop)}
        tell(small_shop, client, news(small_shop), kind)
        with small_shop.database.reading() as db:
            fresh = [event for event in kept(small_shop) if event.id not in before]
            assert {inbox.group_of(db, event) for event in fresh} == {group}
        cards.check_account(small_shop.database, group, "stripe")  # what the job does that the news asked for

    assert shows_cards(client)
    small_shop.fake.stand(account=small_shop.account, standing="disabled")
    told()
    assert not shows_cards(client)
    with small_shop.database.reading() as db:
        account = db.scalars(select(RailAccount)).one()
        assert (account.live, account.reason) == (False, "requirements.past_due")
    small_shop.fake.stand(account=small_shop.account, standing="ready")
    told()
    assert shows_cards(client)


def test_an_account_of_which_nothing_was_heard_for_a_day_is_asked_about_by_the_clock(
    small_shop: CardShop, client: TestClient
) -> None:
    small_shop.fake.stand(account=small_shop.account, standing="disabled")  # and the news of it are lost
    sweep(small_shop.database)
    assert shows_cards(client)  # it was asked about just now
    with small_shop.database.writing() as db:
        db.scalars(select(RailAccount)).one().checked_at = now() - cards.ASK_AGAIN - timedelta(seconds=1)
    sweep(small_shop.database)
    assert not shows_cards(client)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("told", ["refund.created", "charge.refunded"])
def test_news_of_money_that_went_back_at_the_rail_are_looked_at(
    small_shop: CardShop, client: TestClient, told: str, kind: str
) -> None:
    """Thin news name the refund or the charge alone, and neither is known here: nothing was looked at."""
    order = small_shop.order()
    charge = charged(small_shop, order)
    small_shop.fake.stripe(small_shop.account).v1.refunds.create({"charge": charge, "amount": 5_000})
    tell(small_shop, client, of_type(small_shop, told), kind)
    assert [one.amount for one in small_shop.refunds(order)] == [5_000]
    assert all(event.done_at for event in kept(small_shop))


@pytest.mark.parametrize("kind", KINDS)
def test_news_of_a_dispute_nobody_knows_of_yet_are_looked_at(
    small_shop: CardShop, client: TestClient, kind: str
) -> None:
    order = small_shop.order()
    small_shop.fake.dispute(charge=charged(small_shop, order))
    tell(small_shop, client, of_type(small_shop, "charge.dispute.created"), kind)
    assert has_dispute(small_shop, order)


def test_thin_news_wait_while_the_rail_is_away_and_are_looked_at_later(
    small_shop: CardShop, client: TestClient
) -> None:
    order = small_shop.order()
    small_shop.fake.dispute(charge=charged(small_shop, order))
    small_shop.fake.fault(when="before", how="503", path="GET /v1/disputes/*", times=1)
    (event,) = of_type(small_shop, "charge.dispute.created")
    with pytest.raises(RailAway):
        tell(small_shop, client, [event], "thin")
    assert [one.done_at for one in kept(small_shop)] == [None]
    work(small_shop)
    assert has_dispute(small_shop, order)


def test_thin_news_of_what_the_rail_does_not_show_are_done(small_shop: CardShop, client: TestClient) -> None:
    order = small_shop.order()
    small_shop.fake.dispute(charge=charged(small_shop, order))
    (event,) = of_type(small_shop, "charge.dispute.created")
    event["data"]["object"]["id"] = "du_of_another"
    tell(small_shop, client, [event], "thin")
    assert all(one.done_at for one in kept(small_shop))
    assert not has_dispute(small_shop, order)


def test_the_rail_is_not_asked_what_news_are_about_that_say_so(small_shop: CardShop, client: TestClient) -> None:
    order = small_shop.order()
    charge = charged(small_shop, order)
    small_shop.fake.dispute(charge=charge)
    (event,) = of_type(small_shop, "charge.dispute.created")
    tell(small_shop, client, [event], "snapshot")
    small_shop.fake.close_dispute(dispute=event["data"]["object"]["id"], won=True)
    tell(small_shop, client, of_type(small_shop, "charge.dispute.closed"), "thin")  # of a dispute that is known now
    assert not any(one["path"].startswith("/v1/disputes/") for one in small_shop.fake.look("ledger"))
    with small_shop.database.reading() as db:
        assert [one.state for one in disputes_of(db, order)] == ["won"]


def charged(shop: CardShop, order: UUID) -> str:
    """The charge by which an order was paid; here the money stands under the name of its intent."""
    payment = shop.paid(order)
    intent = shop.payment(payment).charge
    return next(str(one["charge"]) for one in shop.fake.look("money") if one["payment_intent"] == intent)


def of_type(shop: CardShop, type_: str) -> list[Event]:
    return [event for event in news(shop) if event["type"] == type_]


def has_dispute(shop: CardShop, order: UUID) -> bool:
    with shop.database.reading() as db:
        return bool(disputes_of(db, order)) and waits(db, TaskKind.DISPUTE, order)


def test_news_of_an_account_that_another_one_replaced_are_looked_at_as_before(
    small_shop: CardShop, client: TestClient
) -> None:
    order = small_shop.order()
    payment = small_shop.page(order)
    with small_shop.database.writing() as db:
        connect(db, the_group(db).id, "stripe", small_shop.fake.account(country="GB")["id"])
    small_shop.buyer(payment, "pay")
    tell(small_shop, client, news(small_shop))
    assert small_shop.state(order) == "confirmed"


def test_an_account_that_was_taken_back_is_not_live_and_begins_nothing(
    small_shop: CardShop, client: TestClient
) -> None:
    order = small_shop.order()
    small_shop.fake.disconnect(account=small_shop.account)
    tell(small_shop, client, news(small_shop))
    with small_shop.database.reading() as db:
        group = the_group(db).id
    cards.check_account(small_shop.database, group, "stripe")
    with pytest.raises(Exception, match="cannot be paid by card"):
        small_shop.begin(order)
    with small_shop.database.reading() as db:
        assert not db.get_one(GroupRail, (group, Means.CARD)).live
    assert not shows_cards(client)
