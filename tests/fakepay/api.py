"""Which calls there are, and what each takes: the TypedDict of stripe-python, and the function that answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stripe import params as taken
from stripe.params import checkout as taken_checkout
from stripe.params.v2 import core as taken_v2

from tests.fakepay import accounts, checkout, events, lists, refunds
from tests.fakepay.errors import Refusal
from tests.fakepay.state import PLATFORM, State


@dataclass
class Asked:
    """One call as an endpoint sees it: the account it is about, the id in the path, the checked parameters."""

    state: State
    account: str
    id: str
    params: dict[str, Any]
    url: str


Answer = Callable[[Asked], dict[str, Any]]


@dataclass(frozen=True)
class Endpoint:
    method: str
    path: re.Pattern[str]
    params: Any
    answer: Answer


def _one(kind: str) -> Answer:
    return lambda asked: asked.state.find(kind, asked.id, asked.account).data


def _many(kind: str) -> Answer:
    return lambda asked: lists.page(asked.state.all(kind, asked.account), asked.url, asked.params)


def _line_items(asked: Asked) -> dict[str, Any]:
    row = asked.state.find("checkout.session", asked.id, asked.account)
    return {"object": "list", "data": row.hidden["lines"], "has_more": False, "url": asked.url}


def _expire(asked: Asked) -> dict[str, Any]:
    return checkout.expire(asked.state, asked.state.find("checkout.session", asked.id, asked.account))


def _own_account(asked: Asked) -> dict[str, Any]:
    if asked.account == PLATFORM:
        raise Refusal(400, "fakepay shows connected accounts only", code="fakepay_not_simulated")
    return accounts.retrieve(asked.state, asked.account)


def _accounts(asked: Asked) -> dict[str, Any]:
    known = [row for row in asked.state.all("account") if not row.hidden.get("disconnected")]
    return lists.page(known, asked.url, asked.params)


def _events(asked: Asked) -> dict[str, Any]:
    return lists.page(events.known_events(asked.state, asked.account), asked.url, asked.params)


def _thin_event(asked: Asked) -> dict[str, Any]:
    return events.fetched(events.find_event(asked.state, asked.id, asked.account).data)


def _thin_events(asked: Asked) -> dict[str, Any]:
    found = events.known_events(asked.state, asked.account)[::-1][: asked.params.get("limit", USUAL_THIN)]
    return {"data": [events.fetched(each.data) for each in found], "next_page_url": None, "previous_page_url": None}


def _endpoint(method: str, path: str, params: Any, answer: Answer) -> Endpoint:
    return Endpoint(method, re.compile(path.replace("{id}", "(?P<id>[A-Za-z0-9_]+)") + "$"), params, answer)


USUAL_THIN = 20  # events on a page of v2
SESSIONS = "/v1/checkout/sessions"
ENDPOINTS = [
    _endpoint("POST", "/v1/accounts", taken.AccountCreateParams, lambda a: accounts.create(a.state, a.params)),
    _endpoint("GET", "/v1/accounts", taken.AccountListParams, _accounts),
    _endpoint("GET", "/v1/accounts/{id}", taken.AccountRetrieveParams, lambda a: accounts.retrieve(a.state, a.id)),
    _endpoint("GET", "/v1/account", taken.AccountRetrieveCurrentParams, _own_account),
    _endpoint("POST", "/v1/account_links", taken.AccountLinkCreateParams, lambda a: accounts.link(a.state, a.params)),
    _endpoint(
        "POST", SESSIONS, taken_checkout.SessionCreateParams, lambda a: checkout.create(a.state, a.account, a.params)
    ),
    _endpoint("GET", SESSIONS, taken_checkout.SessionListParams, _many("checkout.session")),
    _endpoint("GET", SESSIONS + "/{id}", taken_checkout.SessionRetrieveParams, _one("checkout.session")),
    _endpoint("POST", SESSIONS + "/{id}/expire", taken_checkout.SessionExpireParams, _expire),
    _endpoint("GET", SESSIONS + "/{id}/line_items", taken_checkout.SessionListLineItemsParams, _line_items),
    _endpoint("GET", "/v1/payment_intents", taken.PaymentIntentListParams, _many("payment_intent")),
    _endpoint("GET", "/v1/payment_intents/{id}", taken.PaymentIntentRetrieveParams, _one("payment_intent")),
    _endpoint("GET", "/v1/charges", taken.ChargeListParams, _many("charge")),
    _endpoint("GET", "/v1/charges/{id}", taken.ChargeRetrieveParams, _one("charge")),
    _endpoint("POST", "/v1/refunds", taken.RefundCreateParams, lambda a: refunds.create(a.state, a.account, a.params)),
    _endpoint("GET", "/v1/refunds", taken.RefundListParams, _many("refund")),
    _endpoint("GET", "/v1/refunds/{id}", taken.RefundRetrieveParams, _one("refund")),
    _endpoint("GET", "/v1/disputes", taken.DisputeListParams, _many("dispute")),
    _endpoint("GET", "/v1/disputes/{id}", taken.DisputeRetrieveParams, _one("dispute")),
    _endpoint("GET", "/v1/events", taken.EventListParams, _events),
    _endpoint(
        "GET",
        "/v1/events/{id}",
        taken.EventRetrieveParams,
        lambda a: events.find_event(a.state, a.id, a.account).data,
    ),
    _endpoint("GET", "/v2/core/events", taken_v2.EventListParams, _thin_events),
    _endpoint("GET", "/v2/core/events/{id}", taken_v2.EventRetrieveParams, _thin_event),
]


def endpoint_for(method: str, path: str) -> tuple[Endpoint, str]:
    """The endpoint and the id in the path. Raises Refusal (404) for an address that nobody answers here."""
    for endpoint in ENDPOINTS:
        found = endpoint.path.match(path)
        if found and endpoint.method == method:
            return endpoint, found.groupdict().get("id", "")
    raise Refusal(404, f"Unrecognized request URL ({method}: {path}).", began=False)
