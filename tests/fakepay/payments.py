"""What a buyer does on the hosted page, and the intents and charges that come of it.

The order of events is Stripe's usual one, but a shop must not count on it: "Stripe doesn't guarantee the delivery of
events in the order that they're generated" (https://docs.stripe.com/webhooks#event-ordering).
"""

from __future__ import annotations

from typing import Any

from tests.fakepay import checkout
from tests.fakepay.errors import Refusal
from tests.fakepay.events import emit
from tests.fakepay.shapes import filled
from tests.fakepay.state import PLATFORM, Row, State

DECLINED = "Your card was declined."
BANK_SAID_NO = "The customer's bank account could not be debited."


def _must_be_open(session: Row) -> None:
    if session.data["status"] != "open":
        raise Refusal(400, f"This Checkout Session is {session.data['status']}.", param="session")


def _intent(state: State, session: Row, method: str) -> Row:
    """The session's intent, made at the buyer's first attempt."""
    begun = state.memory.rows.get(session.data["payment_intent"] or "")
    if begun is not None:
        return begun
    asked = session.hidden["intent_data"]
    identifier = state.new_id("pi")
    data = filled(
        "payment_intent",
        id=identifier,
        amount=session.data["amount_total"],
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        application="ca_fakepay" if session.account != PLATFORM else None,
        application_fee_amount=asked.get("application_fee_amount"),
        capture_method="automatic_async",
        client_secret=f"{identifier}_secret_{state.new_id('x')}",
        confirmation_method="automatic",
        created=state.now(),
        currency=session.data["currency"],
        description=asked.get("description"),
        livemode=state.config.live,
        metadata=asked.get("metadata") or {},
        payment_method_options={},
        payment_method_types=[method],
        receipt_email=asked.get("receipt_email"),
        statement_descriptor=asked.get("statement_descriptor"),
        statement_descriptor_suffix=asked.get("statement_descriptor_suffix"),
        status="requires_payment_method",
        transfer_group=asked.get("transfer_group"),
    )
    session.data["payment_intent"] = identifier
    made = state.put(session.account, data, session=session.id)
    emit(state, "payment_intent.created", made)
    return made


def _charge(state: State, intent: Row, method: str, status: str) -> Row:
    """One attempt to move the money: `succeeded`, `pending` or `failed`."""
    got, data = status == "succeeded", intent.data
    card = {"brand": "visa", "country": "US", "exp_month": 12, "exp_year": 2034, "funding": "credit", "last4": "4242"}
    charge = filled(
        "charge",
        id=state.new_id("ch" if method == "card" else "py"),
        amount=data["amount"],
        amount_captured=data["amount"] if got else 0,
        amount_refunded=0,
        application=data["application"],
        application_fee_amount=data["application_fee_amount"],
        balance_transaction=state.new_id("txn") if got else None,
        billing_details={"address": None, "email": None, "name": None, "phone": None, "tax_id": None},
        captured=status != "failed",
        created=state.now(),
        currency=data["currency"],
        description=data["description"],
        disputed=False,
        failure_code="card_declined" if status == "failed" else None,
        failure_message=DECLINED if status == "failed" else None,
        livemode=state.config.live,
        metadata=dict(data["metadata"]),
        paid=status != "failed",
        payment_intent=intent.id,
        payment_method=state.new_id("pm"),
        payment_method_details={"type": method, method: card if method == "card" else {"last4": "3000"}},
        refunded=False,
        status=status,
    )
    made = state.put(intent.account, charge)
    intent.data |= {"latest_charge": made.id, "payment_method": charge["payment_method"]}
    return made


def _finish(state: State, session: Row, payment_status: str) -> None:
    email = session.data["customer_email"] or "buyer@example.org"
    who: dict[str, Any] = {
        "address": None,
        "email": email,
        "name": None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }
    session.data |= {"status": "complete", "payment_status": payment_status, "url": None, "customer_details": who}
    emit(state, "checkout.session.completed", session)


def _received(state: State, intent: Row, charge: Row) -> None:
    amount = intent.data["amount"]
    intent.data |= {"status": "succeeded", "amount_received": amount, "last_payment_error": None, "processing": None}
    emit(state, "charge.succeeded", charge)
    emit(state, "payment_intent.succeeded", intent)


def pay(state: State, session: Row) -> None:
    """The card is taken. Raises Refusal (400) unless the session is open."""
    _must_be_open(session)
    intent = _intent(state, session, "card")
    _received(state, intent, _charge(state, intent, "card", "succeeded"))
    _finish(state, session, "paid")


def decline(state: State, session: Row) -> None:
    """The card is declined; the session stays open for another try. Raises Refusal (400) unless it is open."""
    _must_be_open(session)
    intent = _intent(state, session, "card")
    charge = _charge(state, intent, "card", "failed")
    intent.data["last_payment_error"] = {
        "type": "card_error",
        "code": "card_declined",
        "decline_code": "generic_decline",
        "message": DECLINED,
        "charge": charge.id,
    }
    emit(state, "charge.failed", charge)
    emit(state, "payment_intent.payment_failed", intent)


def slow_method(session: Row) -> str | None:
    """The slow bank method that the session offers, if any."""
    return next((each for each in session.data["payment_method_types"] if each in checkout.SLOW), None)


def pay_slowly(state: State, session: Row) -> None:
    """A bank is asked; whether the money comes is known later: `complete`, but `unpaid`.

    Raises Refusal (400) unless the session is open and offers such a method.
    """
    _must_be_open(session)
    method = slow_method(session)
    if method is None:
        raise Refusal(400, "This Checkout Session offers no slow method.", param="session")
    intent = _intent(state, session, method)
    intent.data |= {"status": "processing", "payment_method_types": [method], "last_payment_error": None}
    emit(state, "charge.pending", _charge(state, intent, method, "pending"))
    emit(state, "payment_intent.processing", intent)
    _finish(state, session, "unpaid")


def _waiting(state: State, session: Row) -> tuple[Row, Row]:
    intent = state.memory.rows.get(session.data["payment_intent"] or "")
    if intent is None or intent.data["status"] != "processing":
        raise Refusal(400, "No payment of this Checkout Session is on its way.", param="session")
    return intent, state.memory.rows[intent.data["latest_charge"]]


def settle(state: State, session: Row) -> None:
    """The bank's money came. Raises Refusal (400) if nothing is on its way."""
    intent, charge = _waiting(state, session)
    charge.data |= {
        "status": "succeeded",
        "amount_captured": charge.data["amount"],
        "balance_transaction": state.new_id("txn"),
    }
    session.data["payment_status"] = "paid"
    _received(state, intent, charge)
    emit(state, "checkout.session.async_payment_succeeded", session)


def fail(state: State, session: Row) -> None:
    """The bank said no. The session stays `complete` and `unpaid`. Raises Refusal (400) if nothing is on its way."""
    intent, charge = _waiting(state, session)
    charge.data |= {"status": "failed", "paid": False, "captured": False, "failure_message": BANK_SAID_NO}
    error: dict[str, Any] = {"type": "invalid_request_error", "code": "payment_intent_payment_attempt_failed"}
    intent.data |= {"status": "requires_payment_method", "last_payment_error": error | {"message": BANK_SAID_NO}}
    emit(state, "charge.failed", charge)
    emit(state, "payment_intent.payment_failed", intent)
    emit(state, "checkout.session.async_payment_failed", session)
