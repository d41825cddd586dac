"""The life of one call: fault, who asks, for whom, key, parameters, fault, execution, fault, answer; and its row in
the ledger, which is the truth that tests compare the application's own rows with."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from tests.fakepay import checkout, faults, forms, keys, lists
from tests.fakepay.api import Asked, endpoint_for
from tests.fakepay.errors import Refusal, no_such_account
from tests.fakepay.shapes import Drift, strange_keys
from tests.fakepay.state import PLATFORM, State

Told = tuple[int, dict[str, Any]]


async def serve(state: State, wanted: list[faults.Fault], request: Request) -> Response:
    """Answers one call of the API, or tears its connection."""
    try:
        raw = (await request.body()).decode("utf-8", "replace") if request.method == "POST" else request.url.query
    except ClientDisconnect:  # half a question is none
        return Response(status_code=400)
    call = _noted(state, request, raw)
    try:
        status, body = await _life(state, wanted, request, call)
    except Refusal as refusal:
        status, body = refusal.status, refusal.body(call["request"])
    except Drift as drift:
        status, body = 500, Refusal(500, f"fakepay is wrong: {drift}", kind="api_error").body(call["request"])
    except faults.Torn:
        state.save()
        await faults.tear(request)
        return Response(status_code=500)
    call["status"] = status
    state.save()
    return JSONResponse(body, status, headers=_headers(call, request))


def _noted(state: State, request: Request, raw: str) -> dict[str, Any]:
    """A new row of the ledger. `status` stays None if the caller never got an answer."""
    call = {
        "at": state.now(),
        "request": state.new_id("req"),
        "method": request.method,
        "path": request.url.path,
        "account": request.headers.get("stripe-account") or request.headers.get("stripe-context") or PLATFORM,
        "key": request.headers.get("idempotency-key") if request.method == "POST" else None,
        "raw": raw,
        "parameters": {},
        "status": None,
        "replayed": False,
        "executed": False,
        "fault": None,
    }
    state.memory.ledger.append(call)
    return call


def _headers(call: dict[str, Any], request: Request) -> dict[str, str]:
    told = {"Request-Id": call["request"], "Stripe-Version": request.headers.get("stripe-version", "")}
    if call["account"] != PLATFORM:
        told["Stripe-Account"] = call["account"]
    if call["key"]:
        told["Idempotency-Key"] = call["key"]
        # A stored 500 would only be told again: Stripe asks the library not to repeat the call.
        if call["status"] >= 500 and (call["executed"] or call["replayed"] or call["fault"] == "within"):
            told["Stripe-Should-Retry"] = "false"
    if call["replayed"]:
        told["Idempotent-Replayed"] = "true"
    return told


async def _strike(wanted: list[faults.Fault], when: str, call: dict[str, Any]) -> None:
    fault = faults.take(wanted, when, f"{call['method']} {call['path']}")
    if fault is not None:
        call["fault"] = when
        await faults.suffer(fault)


async def _life(state: State, wanted: list[faults.Fault], request: Request, call: dict[str, Any]) -> Told:
    await _strike(wanted, "before", call)
    _must_know(state, request.headers.get("authorization", ""))
    account = _account(state, request)
    call["parameters"] = given = forms.nested(call["raw"])
    if not call["key"]:
        return await _executed(state, wanted, call, account)
    stored = keys.begin(state, account, call["key"], keys.print_of(call["method"], call["path"], given))
    if stored is not None:
        call["replayed"] = True
        return stored
    try:
        told = await _executed(state, wanted, call, account)
    except Refusal as refusal:
        if refusal.began:
            keys.store(state, account, call["key"], refusal.status, refusal.body(call["request"]))
        raise
    finally:
        keys.release(state, account, call["key"])
    return told


async def _executed(state: State, wanted: list[faults.Fault], call: dict[str, Any], account: str) -> Told:
    endpoint, identifier = endpoint_for(call["method"], call["path"])
    params = forms.checked(endpoint.params, call["parameters"])
    await _strike(wanted, "within", call)
    state.request = {"id": call["request"], "idempotency_key": call["key"]}
    try:
        checkout.expire_what_is_due(state)
        answered = endpoint.answer(Asked(state, account, identifier, params, call["path"]))
        call["executed"] = True
        body = lists.expanded(state, account, answered, params.get("expand", []))
    finally:
        state.request = {"id": None, "idempotency_key": None}
    strange = strange_keys(body)
    if strange:
        raise Drift(f"stripe-python does not know {strange}")
    if faults.peek_status(wanted, f"{call['method']} {call['path']}") is None and call["key"]:
        keys.store(state, account, call["key"], 200, body)
    await _strike(wanted, "after", call)
    return 200, body


def _must_know(state: State, authorization: str) -> None:
    """Raises Refusal (401) unless the call brings one of the configured keys, as bearer or as basic user name."""
    way, _, credential = authorization.partition(" ")
    if way.lower() == "basic":
        try:
            credential = base64.b64decode(credential).decode("utf-8", "replace").partition(":")[0]
        except binascii.Error:
            credential = ""
    if not credential:
        raise Refusal(401, "You did not provide an API key.", began=False)
    if credential not in state.config.keys:
        raise Refusal(401, f"Invalid API Key provided: {credential[:8]}********", began=False)


def _account(state: State, request: Request) -> str:
    """The account the call is about. Raises Refusal (403) for one that is not, or no longer, connected."""
    named = {request.headers.get(name) for name in ("stripe-account", "stripe-context")} - {None, ""}
    if len(named) > 1:
        raise Refusal(400, "Stripe-Account and Stripe-Context name different accounts.", began=False)
    account = str(named.pop()) if named else PLATFORM
    if account != PLATFORM and state.account(account) is None:
        raise no_such_account(account)
    return account
