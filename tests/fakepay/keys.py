"""Idempotency keys (https://docs.stripe.com/api/idempotent_requests).

"Stripe's idempotency works by saving the resulting status code and body of the first request made for any given
idempotency key, regardless of whether it succeeds or fails. Subsequent requests with the same key return the same
result, including 500 errors." Not saved: a request whose parameters were refused, one that ran into another with the
same key, 401, 429, and one that never reached the endpoint. Keys belong to an account and last 24 hours.
"""

from __future__ import annotations

import json
from typing import Any

from tests.fakepay.errors import Refusal
from tests.fakepay.state import State

LASTS = 24 * 3600  # seconds
LONGEST = 255


def print_of(method: str, path: str, parameters: dict[str, Any]) -> str:
    """What must be the same whenever a key is used again."""
    return f"{method} {path} {json.dumps(parameters, sort_keys=True)}"


def begin(state: State, account: str, key: str, asked: str) -> tuple[int, dict[str, Any]] | None:
    """The stored answer (status, body) for a key, or None when this request is the first and now holds the key.

    Raises Refusal: 400 `idempotency_error` for a key used with something else, 409 `idempotency_key_in_use` while
    the first request is still running, 400 for a key that is too long.
    """
    if len(key) > LONGEST:
        raise Refusal(400, "Idempotency keys can be up to 255 characters.", kind="idempotency_error", began=False)
    name = f"{account} {key}"
    known = state.memory.keys.get(name)
    if known is None or known["at"] <= state.now() - LASTS:
        state.memory.keys[name] = {"asked": asked, "at": state.now(), "status": None, "body": None}
        return None
    if known["asked"] != asked:
        told = (
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{key}' if you meant to execute a different request."
        )
        raise Refusal(400, told, kind="idempotency_error", began=False)
    if known["status"] is None:
        told = f"There is currently another in-progress request using this Idempotent Key: {key}."
        raise Refusal(409, told, kind="idempotency_error", code="idempotency_key_in_use", began=False)
    return int(known["status"]), known["body"]


def store(state: State, account: str, key: str, status: int, body: dict[str, Any]) -> None:
    """The endpoint had begun: its answer is the answer for as long as the key lasts."""
    # A copy, since the object goes on changing and the stored answer does not.
    kept = json.loads(json.dumps(body))
    known = state.memory.keys.get(f"{account} {key}")
    if known is not None:  # everything may have been forgotten meanwhile, by control
        known |= {"status": status, "body": kept}


def release(state: State, account: str, key: str) -> None:
    """The endpoint had not begun: the key is as if it had never been used."""
    known = state.memory.keys.get(f"{account} {key}")
    if known is not None and known["status"] is None:
        del state.memory.keys[f"{account} {key}"]
