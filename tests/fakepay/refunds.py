"""Refunds (https://docs.stripe.com/api/refunds): part or whole, never more than is left, and not always final.

A refund is `succeeded` at once by card and `pending` by bank, and either may still fail: "in rare instances a refund
can fail"; then the sum counts as not refunded again. `amount_refunded` of the charge counts pending refunds too.
"""

from __future__ import annotations

from typing import Any

from tests.fakepay.currencies import must_fit, shown
from tests.fakepay.errors import Refusal, missing_object, not_simulated
from tests.fakepay.events import emit
from tests.fakepay.shapes import filled
from tests.fakepay.state import Row, State


def _charge(state: State, account: str, params: dict[str, Any]) -> Row:
    if "charge" in params:
        return state.find("charge", params["charge"], account, param="charge")
    if "payment_intent" not in params:
        told = "One of the following params should be provided for this request: payment_intent or charge."
        raise Refusal(400, told, code="parameter_missing")
    intent = state.find("payment_intent", params["payment_intent"], account, param="payment_intent")
    charge = state.memory.rows.get(intent.data["latest_charge"] or "")
    if charge is None or intent.data["status"] != "succeeded":
        told = f"This PaymentIntent ({intent.id}) does not have a successful charge to refund."
        raise Refusal(400, told, code="payment_intent_unexpected_state", param="payment_intent")
    return charge


def create(state: State, account: str, params: dict[str, Any]) -> dict[str, Any]:
    """`POST /v1/refunds` by charge or by intent; without an amount, all that is left. Raises Refusal (400, 404)."""
    for name in ("origin", "customer", "currency", "reverse_transfer"):
        if params.get(name):
            raise not_simulated(name)
    charge = _charge(state, account, params)
    amount = _amount(charge, params)
    method = charge.data["payment_method_details"]["type"]
    status = state.next_refunds.pop(0) if state.next_refunds else "succeeded" if method == "card" else "pending"
    data = filled(
        "refund",
        id=state.new_id("re" if method == "card" else "pyr"),
        amount=amount,
        balance_transaction=state.new_id("txn"),
        charge=charge.id,
        created=state.now(),
        currency=charge.data["currency"],
        metadata=params.get("metadata") or {},
        payment_intent=charge.data["payment_intent"],
        pending_reason="processing" if status == "pending" else None,
        reason=params.get("reason"),
        status=status,
    )
    row = state.put(account, data, application_fee=bool(params.get("refund_application_fee")))
    _count(charge, amount)
    emit(state, "refund.created", row)
    emit(state, "charge.refunded", charge)
    if status == "failed":
        fail(state, row)
    return data


def _amount(charge: Row, params: dict[str, Any]) -> int:
    data = charge.data
    if data["status"] != "succeeded":
        raise Refusal(400, f"Charge {charge.id} has not succeeded and cannot be refunded.", param="charge")
    if charge.hidden.get("charged_back"):
        raise Refusal(400, f"Charge {charge.id} has been charged back.", code="charge_disputed", param="charge")
    left = data["amount_captured"] - data["amount_refunded"]
    if left == 0:
        told = f"Charge {charge.id} has already been refunded."
        raise Refusal(400, told, code="charge_already_refunded")
    amount = int(params.get("amount", left))
    if amount < 1:
        raise Refusal(400, "Invalid positive integer", code="parameter_invalid_integer", param="amount")
    must_fit(amount, data["currency"], "amount")
    if amount > left:
        told = (
            f"Refund amount ({shown(amount, data['currency'])}) is greater than unrefunded amount on charge "
            f"({shown(left, data['currency'])})"
        )
        raise Refusal(400, told, param="amount")
    return amount


def _count(charge: Row, amount: int) -> None:
    charge.data["amount_refunded"] += amount
    charge.data["refunded"] = charge.data["amount_refunded"] == charge.data["amount_captured"]


def succeed(state: State, row: Row) -> None:
    """A pending refund reached the buyer. Raises Refusal (400) for any other."""
    if row.data["status"] not in ("pending", "requires_action"):
        raise Refusal(400, f"This refund is {row.data['status']}.", param="refund")
    before = {"status": row.data["status"]}
    row.data |= {"status": "succeeded", "pending_reason": None}
    emit(state, "refund.updated", row, before)


def fail(state: State, row: Row, reason: str = "unknown") -> None:
    """The buyer's bank gave the money back to the seller, which may happen even after `succeeded`.

    Raises Refusal (400) for one that has failed or was called off already, 404 if its charge is gone.
    """
    if row.data["status"] == "canceled" or row.data["failure_reason"]:
        raise Refusal(400, f"This refund is {row.data['status']}.", param="refund")
    charge = state.memory.rows.get(row.data["charge"])
    if charge is None:
        raise missing_object("charge", row.data["charge"])
    before = {"status": row.data["status"]}
    row.data |= {
        "status": "failed",
        "failure_reason": reason,
        "failure_balance_transaction": state.new_id("txn"),
        "pending_reason": None,
    }
    _count(charge, -row.data["amount"])
    emit(state, "refund.updated", row, before)
    emit(state, "refund.failed", row)
