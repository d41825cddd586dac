"""What comes in is held against stripe-python's TypedDicts, what goes out against its classes."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.fakepay import api, forms, shapes
from tests.fakepay.client import Fakepay
from tests.fakepay.errors import Refusal
from tests.fakepay.payer import Payer
from tests.fakepay.shopping import Shop


def refused(shop: Shop, **asked: Any) -> stripe.InvalidRequestError:
    """The error that opening a session with these parameters meets."""
    with pytest.raises(stripe.InvalidRequestError) as met:
        shop.open(**asked)
    assert met.value.http_status == 400
    return met.value


def test_an_unknown_parameter_is_refused_by_its_name(shop: Shop) -> None:
    error = refused(shop, succes_url="x")
    assert (error.code, error.param) == ("parameter_unknown", "succes_url")


def test_an_unknown_parameter_deep_inside_is_refused_by_its_path(shop: Shop) -> None:
    price = {"currency": "eur", "unit_amount": 500, "product_data": {"name": "A basket", "colour": "red"}}
    error = refused(shop, line_items=[{"quantity": 1, "price_data": price}])
    assert error.param == "line_items[0][price_data][product_data][colour]"


def test_a_required_parameter_is_missed_by_its_path(shop: Shop) -> None:
    price = {"currency": "eur", "unit_amount": 500, "product_data": {"description": "without a name"}}
    error = refused(shop, line_items=[{"quantity": 1, "price_data": price}])
    assert (error.code, error.param) == ("parameter_missing", "line_items[0][price_data][product_data][name]")


@pytest.mark.parametrize(
    ("asked", "param"),
    [
        ({"locale": "klingon"}, "locale"),
        ({"mode": "paiement"}, "mode"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"allow_promotion_codes": "perhaps"}, "allow_promotion_codes"),
        ({"metadata": {"k" * 41: "v"}}, f"metadata[{'k' * 41}]"),
        ({"metadata": {"k": "v" * 501}}, "metadata[k]"),
        ({"line_items": "three"}, "line_items"),
        ({"line_items": {"²": {"quantity": 1}}}, "line_items"),
        ({"customer_email": ""}, "customer_email"),
    ],
)
def test_a_value_of_another_kind_is_refused(shop: Shop, asked: dict[str, Any], param: str) -> None:
    assert refused(shop, **asked).param == param


@pytest.mark.parametrize(
    ("asked", "param"),
    [
        ({"discounts": [{"coupon": "ten"}]}, "discounts"),
        ({"mode": "subscription"}, "mode"),
        ({"payment_intent_data": {"capture_method": "manual"}}, "payment_intent_data[capture_method]"),
        ({"line_items": [{"quantity": 1, "tax_rates": ["txr_1"]}]}, "line_items[0][tax_rates]"),
    ],
)
def test_what_is_not_simulated_is_refused_rather_than_left_out(shop: Shop, asked: dict[str, Any], param: str) -> None:
    error = refused(shop, **asked)
    assert (error.code, error.param) == ("fakepay_not_simulated", param)


def test_nested_fields_become_groups_and_lists() -> None:
    grown = forms.nested("a[b][0][c]=1&a[b][1][c]=2&d[]=x&d[]=y&e=%C3%A9")
    assert grown == {"a": {"b": {"0": {"c": "1"}, "1": {"c": "2"}}}, "d": {"0": "x", "1": "y"}, "e": "é"}


@pytest.mark.parametrize("encoded", ["a=1&a[b]=2", "a[b]=2&a=1"])
def test_a_field_is_not_a_value_and_a_group(encoded: str) -> None:
    with pytest.raises(Refusal):
        forms.nested(encoded)


@pytest.mark.parametrize("endpoint", api.ENDPOINTS, ids=lambda endpoint: f"{endpoint.method} {endpoint.path.pattern}")
def test_every_type_of_every_endpoint_can_be_read(endpoint: api.Endpoint) -> None:
    """Walks the whole tree of a TypedDict, so that a type this server cannot read is seen here and not in a demo."""
    waiting, seen = [endpoint.params], set()
    while waiting:
        group = waiting.pop()
        if group in seen:
            continue
        seen.add(group)
        for hint in forms.fields_of(group).values():
            waiting += forms.groups_in(hint)
    assert "idempotency_key" not in forms.fields_of(endpoint.params)


def test_every_answer_has_only_keys_that_the_library_annotates(shop: Shop, fake: Fakepay) -> None:
    slow, expired = shop.open(), shop.open()
    Payer(slow.url).slow()
    fake.buyer(session=expired.id, do="decline")
    shop.client.v1.checkout.sessions.expire(expired.id)
    intent = shop.sell()
    fake.refund_fails(refund=shop.refund(intent).id)
    fake.dispute(charge=intent.latest_charge.id)  # type: ignore[union-attr]
    told = [event["data"]["object"] for event in fake.look("events")] + fake.look("events")
    kinds = {each["object"] for each in told}
    assert kinds >= {"account", "checkout.session", "payment_intent", "charge", "refund", "dispute", "event"}
    assert [shapes.strange_keys(each) for each in told if shapes.strange_keys(each)] == []
    events = shop.client.v2.core.events.list().data
    assert [shapes.strange_keys(each.to_dict()) for each in events if shapes.strange_keys(each.to_dict())] == []


def test_an_answer_that_the_library_does_not_know_is_noticed() -> None:
    assert shapes.strange_keys({"object": "refund", "amount": 5, "colour": "red"}) == [".colour"]
    inner = {"object": "account", "requirements": {"currently_due": [], "mood": "good"}}
    assert shapes.strange_keys({"object": "list", "data": [inner]}) == [".data.requirements.mood"]
    worded = {"object": "checkout.session", "status": "finished", "payment_status": "paid", "locale": None}
    assert shapes.strange_keys(worded) == [".status=finished"]
    with pytest.raises(shapes.Drift):
        shapes.filled("refund", colour="red")


@pytest.mark.parametrize(
    ("currency", "amount"),
    [("eur", 49), ("jpy", 49), ("huf", 17499), ("usd", 0), ("gbp", 29)],
)
def test_less_than_the_least_is_too_small(shop: Shop, currency: str, amount: int) -> None:
    assert refused(shop, amount=amount, currency=currency).code == "amount_too_small"


@pytest.mark.parametrize(
    ("currency", "amount"),
    [("isk", 12350), ("ugx", 5000001), ("kwd", 12345), ("jod", 1001), ("tnd", 99999)],
)
def test_amounts_that_a_currency_does_not_have_are_refused(shop: Shop, currency: str, amount: int) -> None:
    assert refused(shop, amount=amount, currency=currency).code == "invalid_charge_amount"


@pytest.mark.parametrize(
    ("currency", "amount", "words"),
    [
        ("isk", 12300, "123.00 ISK"),
        ("ugx", 5000000, "50000.00 UGX"),
        ("kwd", 12340, "12.340 KWD"),
        ("jpy", 500, "500 JPY"),
        ("huf", 17550, "175.50 HUF"),
        ("twd", 10050, "100.50 TWD"),
    ],
)
def test_special_currencies_are_charged_as_stripe_documents(shop: Shop, currency: str, amount: int, words: str) -> None:
    session = shop.open(amount, currency)
    assert words in Payer(session.url).open()
    assert session.amount_total == amount


def test_a_currency_that_stripe_does_not_charge_in_is_refused(shop: Shop) -> None:
    assert "Invalid currency" in str(refused(shop, currency="btn"))
    assert refused(shop, amount=10**8).code == "amount_too_large"
