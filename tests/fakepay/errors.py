"""Refusals in the shape that Stripe documents at https://docs.stripe.com/api/errors."""

from __future__ import annotations

from typing import Any

INVALID = "invalid_request_error"


class Refusal(Exception):
    """An answer that is not 2xx: status, `type`, `message`, and, where Stripe names them, `code` and `param`.

    `began` says whether the endpoint had begun to execute. Stripe stores the answer under the idempotency key only
    then; refused parameters are not stored (https://docs.stripe.com/api/idempotent_requests).
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = INVALID,
        code: str | None = None,
        param: str | None = None,
        began: bool = True,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.kind = kind
        self.code = code
        self.param = param
        self.began = began

    def body(self, request_id: str) -> dict[str, Any]:
        """`{"error": {...}}`, without the keys that have nothing to say."""
        told = {"type": self.kind, "message": self.message, "code": self.code, "param": self.param}
        error = {key: value for key, value in told.items() if value is not None}
        if self.code:
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        return {"error": error | {"request_log_url": f"https://dashboard.stripe.com/test/logs/{request_id}"}}


def bad_parameter(message: str, code: str | None, param: str) -> Refusal:
    """400 for a parameter that was refused before anything was executed."""
    return Refusal(400, message, code=code, param=param, began=False)


def missing_object(what: str, identifier: str, param: str = "id") -> Refusal:
    """404: not there, or not on this account; Stripe does not say which."""
    return Refusal(404, f"No such {what}: '{identifier}'", code="resource_missing", param=param)


def no_such_account(account: str) -> Refusal:
    """403: unknown to this platform, or it has disconnected the platform."""
    told = (
        f"The provided key does not have access to account '{account}' (or that account does not exist). "
        "Application access may have been revoked."
    )
    return Refusal(403, told, code="account_invalid", began=False)


def not_simulated(param: str) -> Refusal:
    """400 of our own: Stripe takes it, but this server would answer something untrue."""
    told = f"fakepay does not simulate '{param}'. Stripe would take it; teach tests/fakepay first."
    return Refusal(400, told, code="fakepay_not_simulated", param=param, began=False)
