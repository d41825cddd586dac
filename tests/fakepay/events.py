"""Events: what Stripe tells of a change, as a snapshot (v1) and as a thin notification (v2).

A snapshot holds the object as it was when the event was made (https://docs.stripe.com/api/events/object); `account`
is there only for a connected account. A thin event holds an address to look at instead
(https://docs.stripe.com/event-destinations#thin-payload); those of v1 objects are called `v1.` + the v1 type.
"""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import stripe

from tests.fakepay.errors import missing_object
from tests.fakepay.shapes import Drift, event_types, filled
from tests.fakepay.state import PLATFORM, Row, State

KEPT = 30 * 24 * 3600  # seconds; "You can access events for up to 30 days"
PATHS = {
    "checkout.session": "/v1/checkout/sessions",
    "payment_intent": "/v1/payment_intents",
    "charge": "/v1/charges",
    "refund": "/v1/refunds",
    "dispute": "/v1/disputes",
    "account": "/v1/accounts",
    "application": "/v1/applications",
}


def emit(state: State, kind: str, row: Row, before: dict[str, Any] | None = None) -> Row:
    """Makes an event of that type about a row and hands it to the sender.

    `before` are the old values of what changed, as `previous_attributes`. Raises Drift for a type that
    stripe-python does not list.
    """
    if kind not in event_types():
        raise Drift(f"stripe-python knows no event {kind}")
    data: dict[str, Any] = {"object": copy.deepcopy(row.data)}
    if before is not None:
        data["previous_attributes"] = before
    event = filled(
        "event",
        id=state.new_id("evt"),
        api_version=stripe.api_version,
        created=state.now(),
        data=data,
        livemode=state.config.live,
        pending_webhooks=1,
        request=dict(state.request),
        type=kind,
    )
    if row.account != PLATFORM:
        event["account"] = row.account
    made = state.put(row.account, event)
    state.on_event(made)
    return made


def notification(event: dict[str, Any]) -> dict[str, Any]:
    """The thin event for a snapshot: same id, no content, the address of the object."""
    about = event["data"]["object"]
    asked = event["request"]
    reason = {"type": "request", "request": dict(asked)} if asked.get("id") else None
    thin = {
        "id": event["id"],
        "object": "v2.core.event",
        "type": f"v1.{event['type']}",
        "created": datetime.fromtimestamp(event["created"], UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "livemode": event["livemode"],
        "context": event.get("account"),
        "reason": reason,
        "related_object": {
            "id": about["id"],
            "type": about["object"],
            "url": f"{PATHS[about['object']]}/{about['id']}",
        },
    }
    return thin


def fetched(event: dict[str, Any]) -> dict[str, Any]:
    """What `GET /v2/core/events/{id}` answers: the notification and which snapshot it belongs to."""
    return notification(event) | {"changes": None, "snapshot_event": event["id"]}


def find_event(state: State, identifier: str, account: str) -> Row:
    """Raises Refusal (404) for an event of another account, or one that is older than 30 days."""
    row = state.find("event", identifier, account)
    if row.data["created"] < state.now() - KEPT:
        raise missing_object("event", identifier)
    return row


def known_events(state: State, account: str) -> list[Row]:
    """The events of an account that are not older than 30 days, oldest first."""
    return [row for row in state.all("event", account) if row.data["created"] >= state.now() - KEPT]
