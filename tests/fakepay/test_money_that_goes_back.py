"""Refunds and disputes."""

from __future__ import annotations

import pytest
import stripe

from tests.fakepay.client import Fakepay
from tests.fakepay.payer import Payer
from tests.fakepay.shopping import Shop


def money(fake: Fakepay) -> tuple[int, int, int]:
    """Charged, refunded, on its way back, over all charges."""
    told = fake.look("money")
    charged, refunded, refunding = (sum(each[name] for each in told) for name in ("charged", "refunded", "refunding"))
    return charged, refunded, refunding


def test_parts_are_refunded_until_nothing_is_left(shop: Shop, fake: Fakepay) -> None:
    intent = shop.sell()
    assert shop.refund(intent, 1000).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        shop.refund(intent, 1501)
    assert shop.refund(intent).amount == 1500
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.refund(intent, 1)
    assert refused.value.code == "charge_already_refunded"
    assert money(fake) == (2500, 2500, 0)
    assert isinstance(intent.latest_charge, stripe.Charge)
    charge = shop.client.v1.charges.retrieve(intent.latest_charge.id, {"expand": ["refunds"]})
    assert charge.refunds is not None
    assert (charge.amount_refunded, charge.refunded, len(charge.refunds.data)) == (2500, True, 2)


def test_an_unpaid_intent_has_nothing_to_refund(shop: Shop) -> None:
    session = shop.open()
    Payer(session.url).decline()
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        shop.refund(shop.look(session).payment_intent)


def test_a_pending_refund_arrives_later(shop: Shop, fake: Fakepay) -> None:
    fake.next_refunds(statuses=["pending"])
    refund = shop.refund(shop.sell())
    assert (refund.status, money(fake)) == ("pending", (2500, 0, 2500))
    fake.refund_succeeds(refund=refund.id)
    assert shop.client.v1.refunds.retrieve(refund.id).status == "succeeded"
    assert money(fake) == (2500, 2500, 0)


@pytest.mark.parametrize("first", ["pending", "succeeded"])
def test_a_refund_that_fails_can_be_made_again(shop: Shop, fake: Fakepay, first: str) -> None:
    fake.next_refunds(statuses=[first])
    intent = shop.sell()
    refund = shop.refund(intent)
    fake.refund_fails(refund=refund.id)
    failed = shop.client.v1.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert money(fake) == (2500, 0, 0)
    assert shop.refund(intent).status == "succeeded"
    told = [event["type"] for event in fake.look("events")]
    assert told[-4:] == ["refund.updated", "refund.failed", "refund.created", "charge.refunded"]


def test_a_refund_may_fail_at_once(shop: Shop, fake: Fakepay) -> None:
    fake.next_refunds(statuses=["failed"])
    assert shop.refund(shop.sell()).status == "failed"
    assert money(fake) == (2500, 0, 0)


def test_money_that_came_by_bank_goes_back_slowly(shop: Shop, fake: Fakepay) -> None:
    session = shop.open()
    Payer(session.url).slow()
    fake.buyer(session=session.id, do="settle")
    assert shop.refund(shop.look(session).payment_intent).status == "pending"


def test_refunds_are_listed_by_their_intent(shop: Shop) -> None:
    first, second = shop.sell(), shop.sell()
    made = [shop.refund(first, 100).id, shop.refund(first, 200).id]
    shop.refund(second)
    assert [each.id for each in shop.client.v1.refunds.list({"payment_intent": first.id}).data] == made[::-1]


def test_asking_for_the_networks_fee_back_is_recorded(shop: Shop, fake: Fakepay) -> None:
    shop.client.v1.refunds.create({"payment_intent": shop.sell().id, "refund_application_fee": True})
    assert [each["application_fee_refunds_asked"] for each in fake.look("money")] == [1]


@pytest.mark.parametrize(("won", "status", "lost"), [(True, "won", 0), (False, "lost", 2500)])
def test_a_dispute_takes_the_money_until_it_is_won(
    shop: Shop, fake: Fakepay, won: bool, status: str, lost: int
) -> None:
    intent = shop.sell()
    opened = fake.dispute(charge=intent.latest_charge.id)  # type: ignore[union-attr]
    disputes = shop.client.v1.disputes
    assert (disputes.retrieve(opened["id"]).status, fake.look("money")[0]["disputed"]) == ("needs_response", 2500)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.refund(intent)
    assert refused.value.code == "charge_disputed"
    fake.close_dispute(dispute=opened["id"], won=won)
    assert [each.status for each in disputes.list({"payment_intent": intent.id}).data] == [status]
    assert fake.look("money")[0]["disputed"] == lost
    assert fake.look("events")[-1]["type"] == "charge.dispute.closed"
