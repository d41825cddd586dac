"""What Stripe says, read into our words. No calls; each rule with the page of Stripe's documentation it is from.

Read is by names (`get`), not by attributes: Stripe leaves out what is not there yet.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.core.money import Money
from app.payments.rail import Health, News, RefundStanding, Seen, SeenDispute, SeenRefund, Standing
from app.payments.wire import CannotCarry, Carrier, from_wire

Told = Mapping[str, Any]  # an object of Stripe as plain dicts and lists

# https://docs.stripe.com/api/refunds/object#refund_object-status
_REFUNDS = {
    "pending": RefundStanding.PENDING,
    "requires_action": RefundStanding.PENDING,
    "succeeded": RefundStanding.SUCCEEDED,
    "failed": RefundStanding.FAILED,
    "canceled": RefundStanding.FAILED,
}
# https://docs.stripe.com/api/disputes/object#dispute_object-status
_DISPUTES_OVER = {"won", "lost", "warning_closed", "prevented"}
# Beginnings of the kinds of thin events, and where Stripe shows what they are about; the first that fits.
# https://docs.stripe.com/api/events/types
_READ_AT = {
    "v1.charge.dispute.": "disputes",
    "v1.charge.refund.": "refunds",
    "v1.charge.": "charges",
    "v1.refund.": "refunds",
}


def session_seen(carrier: Carrier, told: Told, account: str) -> Seen:
    """A Checkout session, its intent unfolded. `complete` and `unpaid` is neither paid nor failed.

    https://docs.stripe.com/payments/checkout/fulfill-orders#delayed-notification
    """
    intent = told.get("payment_intent") or {}
    if isinstance(intent, str):
        intent = {"id": intent}
    standing = _standing(told, intent)
    came = intent.get("amount_received") or told.get("amount_total")
    return Seen(
        standing=standing,
        ref=str(told["id"]),
        charge=str(intent.get("id") or ""),
        page=str(told.get("url") or ""),
        until=_moment(told.get("expires_at")),
        amount=amount_of(carrier, came, told["currency"]) if standing is Standing.CAPTURED else None,
        account=account,
        ours=_ours(told, "payment"),
        fee=int(intent.get("application_fee_amount") or 0),
        declined=_declined(intent),
    )


def _standing(told: Told, intent: Told) -> Standing:
    if told.get("status") == "open":
        return Standing.OPEN
    if told.get("status") == "expired":
        return Standing.ENDED
    if told.get("payment_status") == "paid":
        return Standing.CAPTURED
    failed = intent.get("status") in ("requires_payment_method", "canceled")
    return Standing.FAILED if failed else Standing.AT_BANK


def _declined(intent: Told) -> str:
    error = intent.get("last_payment_error") or {}
    return str(error.get("decline_code") or error.get("code") or "")[:80]


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _ours(told: Told, name: str) -> UUID | None:
    """Our own id that an object carries, if it is one."""
    try:
        return UUID(str((told.get("metadata") or {})[name]))
    except (KeyError, ValueError):
        return None


def refund_seen(carrier: Carrier, told: Told) -> SeenRefund:
    """A refund."""
    return SeenRefund(
        ref=str(told["id"]),
        standing=_REFUNDS.get(str(told.get("status")), RefundStanding.PENDING),
        amount=amount_of(carrier, told["amount"], told["currency"]),
        ours=_ours(told, "refund"),
        why=str(told.get("failure_reason") or "")[:80],
        made_at=_moment(told.get("created")),
    )


def dispute_seen(carrier: Carrier, told: Told) -> SeenDispute:
    """A dispute."""
    state = str(told["status"])
    return SeenDispute(
        ref=str(told["id"]),
        state=state,
        over=state in _DISPUTES_OVER,
        lost=state == "lost",
        amount=amount_of(carrier, told["amount"], told["currency"]),
        reason=str(told.get("reason") or "")[:80],
        made_at=_moment(told.get("created")),
    )


def health_seen(told: Told) -> Health:
    """An account: it takes payments when Stripe says so. https://docs.stripe.com/connect/handling-api-verification"""
    wants = told.get("requirements") or {}
    needs = tuple(sorted({*(wants.get("currently_due") or ()), *(wants.get("past_due") or ())}))
    if told.get("charges_enabled"):
        return Health(True, needs=needs)
    given = str(wants.get("disabled_reason") or "")
    return Health(False, given or ("" if told.get("details_submitted") else "not_submitted") or "not_enabled", needs)


def news_in(body: bytes, *, live: bool) -> News:
    """An event whose signature was found good, with its object or (v2) with the name of its object alone.

    https://docs.stripe.com/event-destinations#events-overview

    Raises:
        ValueError, KeyError: it is signed, and is no event that we can read.
    """
    told: Told = json.loads(body)
    if b"\\u0000" in body or re.search(rb"\\u[dD][89a-fA-F]", body):
        raise ValueError("a name that no database keeps")
    # Some v2 events are about nothing; a snapshot without its object is no event.
    about: Told = (told["related_object"] or {}) if "related_object" in told else told["data"]["object"]
    names = [about.get("id"), about.get("payment_intent"), (about.get("metadata") or {}).get("payment")]
    return News(
        event=str(told["id"]),
        kind=str(told["type"])[:80],
        account=str(told.get("account") or told.get("context") or ""),
        about=tuple(str(name)[:120] for name in names if name),
        ours=bool(told.get("livemode")) == live,
    )


def read_at(kind: str) -> str:
    """Where the charge, refund or dispute is shown that a thin event of this kind names; "" for any other event."""
    return next((place for begins, place in _READ_AT.items() if kind.startswith(begins)), "")


def behind(told: Told) -> tuple[str, ...]:
    """What a charge, refund or dispute is of: its intent, and our own payment where it carries one."""
    return tuple(str(name)[:120] for name in (told.get("payment_intent"), _ours(told, "payment")) if name)


def amount_of(carrier: Carrier, number: Any, currency: Any) -> Money:
    """An amount of Stripe's; what cannot be one of ours becomes nothing, and so differs from whatever was asked."""
    try:
        return from_wire(int(number), str(currency), carrier)
    except (CannotCarry, ValueError):
        return Money(0, str(currency).upper()[:3])
