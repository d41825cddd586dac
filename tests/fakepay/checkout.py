"""Checkout sessions (https://docs.stripe.com/api/checkout/sessions): made by the shop, paid on a page of ours.

`open` until it is paid (`complete`) or its time is over or the shop ends it (`expired`). The intent is made when the
buyer first tries to pay, not before. `complete` does not mean paid: a slow method leaves `payment_status` at `unpaid`.
"""

from __future__ import annotations

from typing import Any

from tests.fakepay import currencies
from tests.fakepay.errors import Refusal, bad_parameter, not_simulated
from tests.fakepay.events import emit
from tests.fakepay.shapes import filled
from tests.fakepay.state import PLATFORM, Row, State

SOONEST, LATEST = 30 * 60, 24 * 3600  # seconds; `expires_at` "can be anywhere from 30 minutes to 24 hours"
MOST_LINES = 100
# Methods whose money is known days later, and where they are offered when the shop leaves the choice to Stripe.
SLOW = {"sepa_debit", "us_bank_account", "bacs_debit", "au_becs_debit", "acss_debit", "boleto", "oxxo", "konbini"}
SLOW_AT_HOME = {"eur": "sepa_debit", "usd": "us_bank_account", "gbp": "bacs_debit", "aud": "au_becs_debit"}
# Where Stripe has none, this server offers one all the same, so that a demo in any currency can show a late payment.
SLOW_ELSEWHERE = "sepa_debit"
ECHOED = ("client_reference_id", "customer_email", "locale", "submit_type", "billing_address_collection", "cancel_url")
ECHOED_GROUPS = ("adaptive_pricing", "custom_text", "branding_settings", "origin_context", "integration_identifier")
# What is answered truly. Other parameters that the library knows are refused by name, never left out in silence:
# a discount, a delivery or a tax would change the sum, a manual capture or a transfer what becomes of it.
SIMULATED = {
    *ECHOED, *ECHOED_GROUPS, "allowed_payment_method_types", "excluded_payment_method_types", "expand", "expires_at",
    "line_items", "metadata", "mode", "payment_intent_data", "success_url", "ui_mode",
}  # fmt: skip
SIMULATED_OF_INTENT = {
    "application_fee_amount", "description", "metadata", "receipt_email", "statement_descriptor",
    "statement_descriptor_suffix", "transfer_group",
}  # fmt: skip
SIMULATED_OF_LINE = {"price", "price_data", "quantity", "metadata"}


def create(state: State, account: str, params: dict[str, Any]) -> dict[str, Any]:
    """`POST /v1/checkout/sessions`, `mode=payment`, hosted. Raises Refusal (400) for what Stripe would refuse."""
    _refuse_what_is_not_simulated(params)
    _must_be_able_to_charge(state, account)
    lines = _lines(state, params)
    currency = lines[0]["currency"]
    total = sum(line["amount_total"] for line in lines)
    currencies.must_be_chargeable(total, currency, "line_items")
    now = state.now()
    identifier = state.new_id("cs_live" if state.config.live else "cs_test")
    told = {name: params.get(name) for name in (*ECHOED, *ECHOED_GROUPS)}
    data = filled(
        "checkout.session",
        id=identifier,
        amount_subtotal=total,
        amount_total=total,
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        created=now,
        currency=currency,
        custom_fields=[],
        expires_at=_expiry(now, params),
        livemode=state.config.live,
        metadata=params.get("metadata") or {},
        mode="payment",
        payment_method_options={},
        payment_method_types=_methods(currency, params),
        payment_status="unpaid",
        shipping_options=[],
        status="open",
        success_url=params["success_url"],
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        ui_mode="hosted_page",
        url=f"{state.config.public_url}/c/pay/{identifier}",
        **told,
    )
    state.put(account, data, lines=lines, intent_data=params.get("payment_intent_data") or {})
    return data


def _refuse_what_is_not_simulated(params: dict[str, Any]) -> None:
    if "mode" not in params:
        raise bad_parameter("Missing required param: mode.", "parameter_missing", "mode")
    if params["mode"] != "payment":
        raise not_simulated("mode")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise not_simulated("ui_mode")
    if "success_url" not in params:
        raise bad_parameter("Missing required param: success_url.", "parameter_missing", "success_url")
    for name in sorted(set(params) - SIMULATED):
        raise not_simulated(name)
    for name in sorted(set(params.get("payment_intent_data", {})) - SIMULATED_OF_INTENT):
        raise not_simulated(f"payment_intent_data[{name}]")
    for at, line in enumerate(params.get("line_items", [])):
        for name in sorted(set(line) - SIMULATED_OF_LINE):
            raise not_simulated(f"line_items[{at}][{name}]")


def _must_be_able_to_charge(state: State, account: str) -> None:
    row = state.account(account)
    if account != PLATFORM and row is not None and not row.data["charges_enabled"]:
        raise Refusal(400, "Your account cannot currently make charges. Finish the account's onboarding first.")


def _expiry(now: int, params: dict[str, Any]) -> int:
    until = int(params.get("expires_at", now + LATEST))
    if until < now + SOONEST:
        told = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise Refusal(400, told, param="expires_at")
    if until > now + LATEST:
        told = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise Refusal(400, told, param="expires_at")
    return until


def _methods(currency: str, params: dict[str, Any]) -> list[str]:
    """What the page offers: what Stripe would choose, less what the shop does not want.

    With this version of the library a shop cannot name the methods (`payment_method_types` is unknown): it can only
    narrow the choice, by `allowed_payment_method_types` or `excluded_payment_method_types`.
    """
    chosen = ["card", SLOW_AT_HOME.get(currency, SLOW_ELSEWHERE)]
    allowed = params.get("allowed_payment_method_types") or chosen
    unwanted = params.get("excluded_payment_method_types") or []
    offered = [method for method in chosen if method in allowed and method not in unwanted]
    if not offered:
        raise Refusal(
            400, "No valid payment method types for this Checkout Session.", param="allowed_payment_method_types"
        )
    return offered


def _lines(state: State, params: dict[str, Any]) -> list[dict[str, Any]]:
    given = params.get("line_items") or []
    if not given:
        raise Refusal(400, "Missing required param: line_items.", code="parameter_missing", param="line_items")
    if len(given) > MOST_LINES:
        raise Refusal(400, "Checkout Sessions take at most 100 line items.", param="line_items")
    lines = [_line(state, line, f"line_items[{at}]") for at, line in enumerate(given)]
    if len({line["currency"] for line in lines}) > 1:
        told = "All prices on a Checkout Session must have the same currency."
        raise Refusal(400, told, param="line_items")
    return lines


def _line(state: State, line: dict[str, Any], where: str) -> dict[str, Any]:
    if "price" in line:
        raise Refusal(400, f"No such price: '{line['price']}'", code="resource_missing", param=f"{where}[price]")
    price = line.get("price_data")
    if price is None:
        raise Refusal(400, "You must specify either `price` or `price_data`.", param=where)
    if "product_data" not in price or "recurring" in price:
        raise Refusal(400, "You must specify `product_data` for a price of a payment.", param=f"{where}[price_data]")
    if "unit_amount" not in price:
        raise not_simulated(f"{where}[price_data] without unit_amount")
    if line.get("quantity", 0) < 1:
        raise Refusal(400, f"Quantity is required. Add `quantity` to `{where}`", param=f"{where}[quantity]")
    currency = currencies.known(price["currency"], f"{where}[price_data][currency]")
    currencies.must_fit(price["unit_amount"], currency, f"{where}[price_data][unit_amount]")
    total = price["unit_amount"] * line["quantity"]
    return filled(
        "item",
        id=state.new_id("li"),
        amount_discount=0,
        amount_subtotal=total,
        amount_tax=0,
        amount_total=total,
        currency=currency,
        description=price["product_data"]["name"],
        quantity=line["quantity"],
    )


def expire(state: State, row: Row) -> dict[str, Any]:
    """`POST /v1/checkout/sessions/{id}/expire`. Raises Refusal (400) unless it is open."""
    if row.data["status"] != "open":
        told = (
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{row.data['status']}`."
        )
        raise Refusal(400, told, param="session")
    close_unpaid(state, row)
    return row.data


def close_unpaid(state: State, row: Row) -> None:
    """An open session ends without money; an intent that the buyer had begun ends with it."""
    row.data |= {"status": "expired", "url": None}
    begun = state.memory.rows.get(row.data["payment_intent"] or "")
    if begun is not None:
        begun.data |= {"status": "canceled", "canceled_at": state.now(), "cancellation_reason": "expired"}
        emit(state, "payment_intent.canceled", begun)
    emit(state, "checkout.session.expired", row)


def expire_what_is_due(state: State) -> None:
    """What the clock does to sessions that nobody paid in time."""
    for row in list(state.all("checkout.session")):
        if row.data["status"] == "open" and row.data["expires_at"] <= state.now():
            close_unpaid(state, row)


def success_url(row: Row) -> str:
    """Where the buyer goes after paying: Stripe fills in `{CHECKOUT_SESSION_ID}`."""
    return str(row.data["success_url"]).replace("{CHECKOUT_SESSION_ID}", row.id)
