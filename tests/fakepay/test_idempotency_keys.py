"""The same key means the same call, once, as Stripe documents it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

from tests.fakepay.client import Fakepay
from tests.fakepay.shopping import Shop


def test_the_same_key_answers_the_same_and_executes_once(shop: Shop, fake: Fakepay) -> None:
    first, again = shop.open(key="k1"), shop.open(key="k1")
    assert first.id == again.id
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert [(call["executed"], call["replayed"]) for call in fake.look("ledger")] == [(True, False), (False, True)]


def test_a_replay_tells_the_object_as_it_was(shop: Shop, fake: Fakepay) -> None:
    session = shop.open(key="k1")
    fake.buyer(session=session.id, do="pay")
    assert shop.open(key="k1").status == "open"
    assert shop.look(session).status == "complete"


def test_the_same_key_with_other_parameters_is_refused(shop: Shop) -> None:
    shop.open(2500, key="k1")
    with pytest.raises(stripe.IdempotencyError) as refused:
        shop.open(2600, key="k1")
    assert refused.value.http_status == 400


def test_keys_belong_to_an_account(shop: Shop, fake: Fakepay) -> None:
    other = Shop(fake, fake.account(country="FR")["id"])
    assert shop.open(key="k1").id != other.open(key="k1").id


def test_a_stored_500_is_told_again_though_the_call_was_executed(shop: Shop, fake: Fakepay) -> None:
    intent = shop.sell()
    fake.fault(when="after", how="500", path="POST /v1/refunds")
    for _ in range(2):
        with pytest.raises(stripe.APIError) as refused:
            shop.refund(intent, 1000, key="r1")
        assert refused.value.http_status == 500
        assert (refused.value.headers or {})["Stripe-Should-Retry"] == "false"
    assert [each["refunded"] for each in fake.look("money")] == [1000]
    assert [call["replayed"] for call in fake.look("ledger")[-2:]] == [False, True]


def test_a_500_of_the_endpoint_is_stored_though_nothing_was_done(shop: Shop, fake: Fakepay) -> None:
    intent = shop.sell()
    fake.fault(when="within", how="500", path="POST /v1/refunds")
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            shop.refund(intent, key="r1")
    assert [each["refunded"] for each in fake.look("money")] == [0]
    assert shop.refund(intent, key="r2").status == "succeeded"


def test_a_refusal_of_the_endpoint_is_stored_and_one_of_the_parameters_is_not(shop: Shop, fake: Fakepay) -> None:
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError):
            shop.open(1, key="too small")
    assert fake.look("ledger")[-1]["replayed"] is True
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError):
            shop.open(key="misspelt", sucess_url="x")
    assert fake.look("ledger")[-1]["replayed"] is False
    assert shop.open(key="misspelt").status == "open"


@pytest.mark.parametrize("how", ["429", "500", "reset"])
def test_what_fails_before_the_endpoint_leaves_the_key_free(shop: Shop, fake: Fakepay, how: str) -> None:
    fake.fault(when="before", how=how, path="POST *")
    with pytest.raises(stripe.StripeError):
        shop.open(key="k1")
    assert shop.open(key="k1").status == "open"
    assert [call["executed"] for call in fake.look("ledger")] == [False, True]


def test_a_key_whose_first_call_still_runs_is_in_use(shop: Shop, fake: Fakepay) -> None:
    fake.fault(when="within", how="slow", path="POST *", seconds=0.6)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(shop.open, key="k1")
        while not fake.look("ledger"):
            pass
        with pytest.raises(stripe.APIError) as refused:
            shop.open(key="k1")
        assert refused.value.http_status == 409
        assert refused.value.error is not None
        assert refused.value.error.code == "idempotency_key_in_use"
        assert shop.open(key="k1" if first.result() else "").id == first.result().id


def test_keys_are_forgotten_after_a_day(shop: Shop, fake: Fakepay) -> None:
    first = shop.open(key="k1")
    fake.clock(add=24 * 3600 - 60)
    assert shop.open(key="k1").id == first.id
    fake.clock(add=61)
    assert shop.open(key="k1").id != first.id


def test_the_library_repeats_a_lost_answer_without_a_second_refund(shop: Shop, fake: Fakepay) -> None:
    intent = shop.sell()
    fake.fault(when="after", how="reset", path="POST /v1/refunds")
    patient = fake.stripe(shop.account, max_network_retries=2)
    assert patient.v1.refunds.create({"payment_intent": intent.id, "amount": 700}).amount == 700
    assert [each["refunded"] for each in fake.look("money")] == [700]
