"""Events: signed as Stripe signs, told again until taken, and disturbed on purpose."""

from __future__ import annotations

import json

import pytest
import stripe

from tests.fakepay.client import Fakepay
from tests.fakepay.payer import Payer
from tests.fakepay.receiving import Door, door
from tests.fakepay.shopping import Shop

PAID = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]


def test_a_payment_is_told_in_snapshots_that_the_library_accepts(shop: Shop, fake: Fakepay, events: Door) -> None:
    session = shop.open()
    Payer(session.url).pay()
    fake.settled()
    assert events.types() == PAID
    made = [fake.stripe().construct_event(body, signed, fake.secret) for body, signed in events.came]
    assert {event.account for event in made} == {shop.account}
    assert made[-1].data.object["id"] == session.id
    assert made[-1].data.object["payment_status"] == "paid"


def test_an_altered_event_is_not_accepted_by_the_library(shop: Shop, fake: Fakepay, events: Door) -> None:
    shop.client.v1.checkout.sessions.expire(shop.open().id)
    fake.settled()
    body, signed = events.came[0]
    for altered, secret in ((body.replace(b"2500", b"1"), fake.secret), (body, "whsec_another")):
        with pytest.raises(stripe.SignatureVerificationError):
            fake.stripe().construct_event(altered, signed, secret)


@pytest.mark.parametrize("how", ["wrong_secret", "altered", "old", "unsigned"])
def test_forged_events_are_not_accepted_by_the_library(shop: Shop, fake: Fakepay, events: Door, how: str) -> None:
    shop.client.v1.checkout.sessions.expire(shop.open().id)
    fake.settled()
    assert fake.forge(event=events.events()[0]["id"], how=how) == {"status": 200}
    body, signed = events.came[-1]
    with pytest.raises(stripe.SignatureVerificationError):
        fake.stripe().construct_event(body, signed, fake.secret)


def test_a_thin_event_leads_to_its_object(shop: Shop, fake: Fakepay) -> None:
    with door() as thin:
        fake.notify(thin_url=thin.url)
        session = shop.open()
        fake.buyer(session=session.id, do="pay")
        fake.settled()
        body, signed = thin.came[-1]
        notice = fake.stripe().parse_event_notification(body, signed, fake.secret)
        assert notice.type == "v1.checkout.session.completed"
        assert str(notice.context) == shop.account
        assert "data" not in json.loads(body)
        found = notice.fetch_related_object()
        assert (found.id, found.payment_status) == (session.id, "paid")
        assert notice.fetch_event().snapshot_event == notice.id


def test_an_event_is_told_again_until_it_is_taken(shop: Shop, fake: Fakepay, events: Door) -> None:
    events.answers += [500, 302, 200]
    shop.client.v1.checkout.sessions.expire(shop.open().id)
    fake.settled()
    assert len({event["id"] for event in events.events()}) == 1
    assert [each["status"] for each in fake.look("deliveries")] == [500, 302, 200]


def test_an_event_that_nobody_takes_is_given_up_and_can_be_sent_again(shop: Shop, fake: Fakepay, events: Door) -> None:
    events.answers += [500] * 4
    shop.client.v1.checkout.sessions.expire(shop.open().id)
    fake.settled()
    assert len(events.came) == 4
    fake.resend(event=events.events()[0]["id"], times=2)
    fake.settled()
    assert len(events.came) == 6


@pytest.mark.parametrize("order", ["made", "reversed", "shuffled"])
def test_held_events_come_in_the_order_that_is_wished(shop: Shop, fake: Fakepay, events: Door, order: str) -> None:
    fake.hold()
    Payer(shop.open().url).pay()
    fake.settled()
    assert events.came == []
    assert fake.release(order=order, seed=3) == {"released": 4}
    fake.settled()
    assert sorted(events.types()) == sorted(PAID)
    assert (events.types() == PAID) is (order == "made")
    assert (events.types() == PAID[::-1]) is (order == "reversed")


def test_an_event_can_be_lost_late_or_come_twice(shop: Shop, fake: Fakepay, events: Door) -> None:
    fake.rule(types="charge.*", do="drop")
    fake.rule(types="payment_intent.succeeded", do="delay", seconds=0.3)
    fake.rule(types="checkout.session.*", do="repeat", times=3)
    Payer(shop.open().url).pay()
    fake.settled()
    assert events.types() == [PAID[0], PAID[3], PAID[3], PAID[3], PAID[2]]


def test_events_can_be_fetched_by_their_account_alone(shop: Shop, fake: Fakepay) -> None:
    Payer(shop.open().url).pay()
    listed = shop.client.v1.events.list({"types": ["charge.succeeded", "checkout.session.completed"]}).data
    assert [event.type for event in listed] == ["checkout.session.completed", "charge.succeeded"]
    assert shop.client.v1.events.retrieve(listed[0].id).type == "checkout.session.completed"
    with pytest.raises(stripe.InvalidRequestError):
        fake.stripe().v1.events.retrieve(listed[0].id)


def test_an_event_shows_the_object_as_it_was_and_who_caused_it(shop: Shop, fake: Fakepay) -> None:
    refund = shop.refund(shop.sell(), key="r1")
    fake.refund_fails(refund=refund.id)
    told = {event["type"]: event for event in fake.look("events")}
    assert told["refund.created"]["data"]["object"]["status"] == "succeeded"
    assert told["refund.created"]["request"]["idempotency_key"] == "r1"
    assert told["refund.updated"]["data"]["previous_attributes"] == {"status": "succeeded"}
    assert told["refund.failed"]["request"]["idempotency_key"] is None


def test_old_events_are_no_longer_shown(shop: Shop, fake: Fakepay) -> None:
    shop.client.v1.checkout.sessions.expire(shop.open().id)
    event = fake.look("events")[-1]
    fake.clock(add=31 * 24 * 3600)
    with pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.events.retrieve(event["id"])
    assert shop.client.v1.events.list().data == []
