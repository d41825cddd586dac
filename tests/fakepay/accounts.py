"""Connected accounts and their onboarding (https://docs.stripe.com/connect/standard-accounts).

An account starts with nothing submitted and no charges. The owner goes through an account link, once: "the URL is
single-use and expires a few minutes after creation"; when it was used or is old, the owner is sent to `refresh_url`.
Coming back by `return_url` says nothing about whether anything was filled in: look at the account.
"""

from __future__ import annotations

from typing import Any

from tests.fakepay.errors import Refusal, missing_object
from tests.fakepay.events import emit
from tests.fakepay.shapes import filled
from tests.fakepay.state import Row, State

LINK_LASTS = 300  # seconds
HOME = {
    "AT": "eur", "AU": "aud", "BE": "eur", "BG": "eur", "BR": "brl", "CA": "cad", "CH": "chf", "CZ": "czk",
    "DE": "eur", "DK": "dkk", "ES": "eur", "FI": "eur", "FR": "eur", "GB": "gbp", "HU": "huf", "IE": "eur",
    "IN": "inr", "IT": "eur", "JP": "jpy", "MX": "mxn", "MY": "myr", "NL": "eur", "NO": "nok", "NZ": "nzd",
    "PL": "pln", "PT": "eur", "RO": "ron", "SE": "sek", "SG": "sgd", "TH": "thb", "US": "usd",
}  # fmt: skip
ASKED = ["business_type", "external_account", "representative.first_name", "tos_acceptance.date"]

# What an account may be in: charges, submitted, what is due, why it is disabled.
STANDINGS: dict[str, tuple[bool, bool, list[str], str | None]] = {
    "new": (False, False, ASKED, "requirements.past_due"),
    "half": (False, False, ASKED[1:], "requirements.past_due"),
    "checking": (False, True, [], "requirements.pending_verification"),
    "ready": (True, True, [], None),
    "disabled": (False, True, ["individual.verification.document"], "requirements.past_due"),
    "rejected": (False, True, [], "rejected.fraud"),
}


def create(state: State, params: dict[str, Any]) -> dict[str, Any]:
    """`POST /v1/accounts`. Raises Refusal (400) for a country where Stripe has no accounts."""
    country = params.get("country", "US").upper()
    if country not in HOME:
        raise Refusal(400, f"Country '{country}' is unknown. Try a two-letter code.", param="country")
    controller = params.get("controller") or {}
    if controller and "type" in params:
        told = "You may not provide the `type` parameter and `controller` parameters simultaneously."
        raise Refusal(400, told, param="type")
    identifier = state.new_id("acct")
    data = filled(
        "account",
        id=identifier,
        business_type=params.get("business_type"),
        capabilities={},
        controller={
            "type": "application",
            "is_controller": True,
            "fees": {"payer": (controller.get("fees") or {}).get("payer", "account")},
            "losses": {"payments": (controller.get("losses") or {}).get("payments", "stripe")},
            "requirement_collection": controller.get("requirement_collection", "stripe"),
            "stripe_dashboard": {"type": (controller.get("stripe_dashboard") or {}).get("type", "full")},
        },
        country=country,
        created=state.now(),
        default_currency=params.get("default_currency", HOME[country]),
        email=params.get("email"),
        metadata=params.get("metadata") or {},
        type=params.get("type", "none" if controller else "standard"),
    )
    row = state.put(identifier, data, charges_enabled=False)
    _stand(row, "new")
    return data


def _stand(row: Row, standing: str) -> None:
    charges, submitted, due, why = STANDINGS[standing]
    row.hidden["standing"] = standing
    row.data |= {
        "charges_enabled": charges,
        "payouts_enabled": charges,
        "details_submitted": submitted,
        "capabilities": {name: "active" if charges else "inactive" for name in ("card_payments", "transfers")},
        "requirements": {
            "alternatives": [],
            "current_deadline": None,
            "currently_due": due,
            "disabled_reason": why,
            "errors": [],
            "eventually_due": due,
            "past_due": due,
            "pending_verification": ["individual.verification.document"] if standing == "checking" else [],
        },
    }


def stand(state: State, row: Row, standing: str) -> None:
    """Puts an account into one of STANDINGS, and tells `account.updated`."""
    names = ("charges_enabled", "details_submitted", "requirements")
    before = {name: row.data[name] for name in names}
    _stand(row, standing)
    emit(state, "account.updated", row, {name: old for name, old in before.items() if row.data[name] != old})


def disconnect(state: State, row: Row) -> None:
    """The owner throws the platform out: the event is told once, then every call for the account is a 403."""
    application = {"id": "ca_fakepay", "object": "application", "name": "fakepay's platform"}
    emit(state, "account.application.deauthorized", Row(row.id, application))
    row.hidden["disconnected"] = True


def retrieve(state: State, identifier: str) -> dict[str, Any]:
    """`GET /v1/accounts/{id}`. Raises Refusal (403) as Stripe does for an account that is not connected."""
    row = state.account(identifier)
    if row is None:
        told = f"The provided key does not have access to account '{identifier}' (or that account does not exist)."
        raise Refusal(403, told, code="account_invalid")
    return row.data


def link(state: State, params: dict[str, Any]) -> dict[str, Any]:
    """`POST /v1/account_links`: an address for the owner, good for one visit."""
    account = state.account(params["account"])
    if account is None:
        raise missing_object("account", params["account"], "account")
    for name in ("return_url", "refresh_url"):
        if not params.get(name):
            raise Refusal(400, f"Missing required param: {name}.", code="parameter_missing", param=name)
    if params["type"] != "account_onboarding":
        raise Refusal(400, "You cannot create `account_update` type account links for this account.", param="type")
    name, now = state.new_id("link"), state.now()
    url = f"{state.config.public_url}/onboard/{name}"
    shown = filled("account_link", created=now, expires_at=now + LINK_LASTS, url=url)
    # Kept beside its visible form, because an account link has no id that anybody sees.
    kept = {
        "id": name,
        "object": "onboarding",
        "return_url": params["return_url"],
        "refresh_url": params["refresh_url"],
    }
    state.put(account.id, kept, expires_at=now + LINK_LASTS, visited=False, left=False)
    return shown
