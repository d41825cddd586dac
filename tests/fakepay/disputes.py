"""Disputes (https://docs.stripe.com/disputes): opened by a buyer's bank, never by the shop; here by control.

The disputed sum leaves the account at once and comes back only if the dispute is won.
"""

from __future__ import annotations

from tests.fakepay.errors import Refusal
from tests.fakepay.events import emit
from tests.fakepay.shapes import filled
from tests.fakepay.state import Row, State

TO_ANSWER = 7 * 24 * 3600  # seconds


def open_one(state: State, charge: Row, amount: int | None = None, reason: str = "product_not_received") -> Row:
    """Raises Refusal (400) for a charge that took no money, is disputed already, or took less."""
    if charge.data["status"] != "succeeded" or charge.data["disputed"]:
        raise Refusal(400, f"Charge {charge.id} cannot be disputed.", param="charge")
    sum_ = charge.data["amount"] if amount is None else amount
    if not 0 < sum_ <= charge.data["amount"]:
        raise Refusal(400, "A dispute cannot be about more than the charge.", param="amount")
    data = filled(
        "dispute",
        id=state.new_id("du"),
        amount=sum_,
        balance_transactions=[],
        charge=charge.id,
        created=state.now(),
        currency=charge.data["currency"],
        enhanced_eligibility_types=[],
        evidence={},
        evidence_details={
            "due_by": state.now() + TO_ANSWER,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        is_charge_refundable=False,
        livemode=state.config.live,
        metadata={},
        payment_intent=charge.data["payment_intent"],
        reason=reason,
        status="needs_response",
    )
    charge.data["disputed"] = True  # stays so, whatever comes of it
    charge.hidden["charged_back"] = True
    row = state.put(charge.account, data)
    emit(state, "charge.dispute.created", row)
    emit(state, "charge.dispute.funds_withdrawn", row)
    return row


def close(state: State, row: Row, *, won: bool) -> None:
    """The bank decided. Raises Refusal (400) for one that is closed already."""
    if row.data["status"] in ("won", "lost"):
        raise Refusal(400, f"This dispute is {row.data['status']}.", param="dispute")
    before = {"status": row.data["status"]}
    row.data["status"] = "won" if won else "lost"
    emit(state, "charge.dispute.updated", row, before)
    if won:
        state.memory.rows[row.data["charge"]].hidden["charged_back"] = False
        emit(state, "charge.dispute.funds_reinstated", row)
    emit(state, "charge.dispute.closed", row)
