"""A weak line, an impatient thumb: the second press is shown what came of the first, and an old page is refused."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from httpx2 import Response
from sqlalchemy import func, select

from app.core.clock import today
from app.core.db import Database
from app.core.money import Money
from app.ordering import answering, fulfilment
from app.ordering.models import OrderEvent, Parcel
from app.ordering.thread import OrderMessage
from app.payments.models import Payment, PaymentState, Refund
from tests.factories.ordering import GROUP, an_order, changing
from tests.journeys.test_an_order_from_basket_to_parcel import HERE, IN_TWO_WEEKS, hidden
from tests.journeys.test_the_pages_of_an_order_say_what_became_of_its_money import (
    Shop,
    pages_of,
    pressed,
    seen_at,
)
from tests.ordering.test_money_at_hand_over_is_written_down import to_be_fetched
from tests.ordering.test_the_life_of_an_order import pay
from tests.ordering.test_where_it_goes_is_known_before_it_leaves import agreed_by_phone

OLD = "This order has changed since you looked."


@pytest.fixture
def shop(buyer_and_phone: Shop) -> Shop:
    return buyer_and_phone


def sent_to(database: Database, country: str) -> UUID:
    """An order of one kiondo that is to be sent there."""
    return an_order(database, told={"country": country, "address": {"country_code": country, "city": "X"}}, kiondo=1)


def asked_for(database: Database) -> UUID:
    """A request that waits for its group: it crosses a border nobody knows the cost of."""
    return sent_to(database, "UG")


def settled(database: Database) -> UUID:
    """The same with a total: the group could simply say yes."""
    id_ = sent_to(database, "UG")
    with changing(database, id_) as (_db, order):
        order.total_amount = order.due_first_amount = 350_000
    return id_


def offered(database: Database) -> UUID:
    """An offer that waits for its buyer."""
    id_ = asked_for(database)
    with changing(database, id_) as (db, order):
        answering.offer(db, order, answering.Offer({}, {}, Money(40_000, "KES"), today(), "Gladly"), by=GROUP)
    return id_


def begun(database: Database) -> UUID:
    """An order that was paid."""
    id_ = sent_to(database, "KE")
    pay(database, id_, 3500)
    return id_


def half_paid(database: Database) -> UUID:
    """An order of which the group may ask for the rest."""
    id_ = sent_to(database, "DE")
    pay(database, id_, 3600)
    return id_


def on_its_way(database: Database) -> UUID:
    id_ = begun(database)
    with changing(database, id_) as (db, order):
        fulfilment.send(db, order, key="first", on=today(), words="By bus", tracking="", by=GROUP)
    return id_


def to_say_where(database: Database) -> UUID:
    return agreed_by_phone(database, advance_bp=0)


def counted(database: Database) -> list[int]:
    """How much is written down of everything."""
    with database.reading() as db:
        rows = [db.scalar(select(func.count()).select_from(one)) or 0 for one in (OrderEvent, Parcel, Refund, Payment)]
        paid_for = select(func.count()).where(Payment.state == PaymentState.CAPTURED)
        return [*rows, db.scalar(paid_for) or 0, db.scalar(select(func.count()).select_from(OrderMessage)) or 0]


def twice(shop: Shop, press: Callable[[], Response]) -> None:
    """Both presses lead to the page, and the second one writes nothing."""
    before = counted(shop[1])
    assert (press().status_code, once := counted(shop[1])) == (303, once) != (303, before)
    second = press()
    assert (second.status_code, counted(shop[1])) == (303, once), second.text


PART = {"amount": "1000", "means": "cash", "note": "The rest on Friday"}
OFFER = {"price.0": "3300", "delivery": "400", "advance": "50", "ready_on": IN_TWO_WEEKS, "words": "Gladly"}


@pytest.mark.parametrize(
    ("made", "action", "typed", "other"),
    [
        (settled, "accept", {}, None),
        (asked_for, "offer", OFFER, {"price.0": "3400"}),
        (asked_for, "offer", OFFER, {"advance": "40"}),
        (asked_for, "decline", {"reason": "No sisal"}, {"reason": "No time"}),
        (begun, "decline", {"reason": "No sisal", "together": "yes", "keeps": "100"}, {"keeps": "200"}),
        (offered, "agreed", {"note": "She called"}, {"note": "He called"}),
        (to_be_fetched, "money", PART, {"amount": "900"}),
        (to_be_fetched, "money", PART, {"note": "On Monday"}),
        (to_be_fetched, "money", PART, {"means": "mobile_money"}),
        (to_be_fetched, "handed", {"note": "To her son"}, {"note": "To her"}),
        (on_its_way, "parcel", {"words": "By bus"}, {"tracking": "RR1"}),
        (on_its_way, "parcel", {"words": "By bus"}, {"form_key": "f" * 32}),
        (begun, "refund", {"amount": "500", "how": "M-Pesa"}, {"amount": "600"}),
        (begun, "refund", {"amount": "500", "how": "M-Pesa"}, {"form_key": "f" * 32}),
        (half_paid, "rest", {}, None),
    ],
)
def test_what_a_group_presses_twice_is_done_once_and_another_word_of_an_old_page_is_refused(
    shop: Shop, made: Callable[[Database], UUID], action: str, typed: dict[str, str], other: dict[str, str] | None
) -> None:
    _settings, database, _buyer, phone = shop
    _order, page = pages_of(shop, made(database))
    sure = {**hidden(pressed(phone, page, action, **typed).text), "sure": "yes"}
    twice(shop, lambda: phone.post(page, data=sure, headers=HERE))
    if other is not None:
        once = counted(database)
        refused = phone.post(page, data={**sure, **other}, headers=HERE)
        assert (refused.status_code, OLD in refused.text, counted(database)) == (409, True, once)


def test_where_it_goes_is_said_once_by_the_group(shop: Shop) -> None:
    _settings, database, _buyer, phone = shop
    _order, page = pages_of(shop, to_say_where(database))
    sure = {**hidden(pressed(phone, page, "where", where="Weg 1, Bonn").text), "sure": "yes"}
    assert [phone.post(page, data=sure, headers=HERE).status_code for _twice in range(2)] == [303, 303]
    refused = phone.post(page, data={**sure, "where": "Weg 2, Bonn"}, headers=HERE)
    assert (refused.status_code, OLD in refused.text) == (409, True)
    assert "Weg 1, Bonn" in seen_at(phone, page)


def test_what_moved_on_after_the_first_press_is_shown_as_it_is_now(shop: Shop) -> None:
    """Not a repeat any more: since then somebody else did something, and it has to be read."""
    _settings, database, _buyer, phone = shop
    id_ = settled(database)
    _order, page = pages_of(shop, id_)
    sure = {**hidden(pressed(phone, page, "accept").text), "sure": "yes"}
    assert phone.post(page, data=sure, headers=HERE).status_code == 303
    pay(database, id_, 3500)
    refused = phone.post(page, data=sure, headers=HERE)
    assert (refused.status_code, OLD in refused.text) == (409, True)


@pytest.mark.parametrize(
    ("made", "action", "typed"),
    [
        (offered, "agree", {"city": "Kampala", "street_address": "Road 1"}),
        (asked_for, "withdraw", {}),
        (on_its_way, "received", {}),
        (on_its_way, "broken", {"words": "The handle came off"}),
        (begun, "say", {"words": "Thank you"}),
    ],
)
def test_what_a_buyer_presses_twice_is_done_once(
    shop: Shop, made: Callable[[Database], UUID], action: str, typed: dict[str, str]
) -> None:
    _settings, database, buyer, _phone = shop
    order, _page = pages_of(shop, made(database))
    version = hidden(buyer.get(order).text).get("version", "0")  # words are never too late, and have none
    form = {"version": version, "action": action, **typed}
    twice(shop, lambda: buyer.post(order, data=form, headers=HERE))


def test_another_button_of_an_old_page_is_refused_to_a_buyer(shop: Shop) -> None:
    _settings, database, buyer, _phone = shop
    order, _page = pages_of(shop, offered(database))
    form = {"version": hidden(buyer.get(order).text)["version"], "city": "Kampala", "street_address": "Road 1"}
    assert buyer.post(order, data={**form, "action": "agree"}, headers=HERE).status_code == 303
    for action in ("withdraw", "received", "where"):
        refused = buyer.post(order, data={**form, "action": action}, headers=HERE)
        assert (refused.status_code, OLD in refused.text) == (409, True), action


def test_a_buyer_says_once_where_it_goes(shop: Shop) -> None:
    _settings, database, buyer, _phone = shop
    order, _page = pages_of(shop, to_say_where(database))
    bonn = {"city": "Bonn", "street_address": "Weg 1", "postal_code": "53111"}
    form = {"action": "where", "version": hidden(buyer.get(order).text)["version"], **bonn}
    assert [buyer.post(order, data=form, headers=HERE).status_code for _twice in range(2)] == [303, 303]
    refused = buyer.post(order, data={**form, "street_address": "Weg 2"}, headers=HERE)
    assert (refused.status_code, OLD in refused.text) == (409, True)
