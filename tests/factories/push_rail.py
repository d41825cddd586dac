"""The adapter of `push_server`: a third rail, which nobody will use. It shows that the interface is no copy of Stripe.

It opens no page, is told of nothing that it may believe, and is asked again and again.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from app.core.money import Money
from app.payments.rail import (
    Attempt,
    Back,
    Barred,
    Forged,
    Health,
    News,
    RailAway,
    RailRefused,
    RefundStanding,
    Seen,
    SeenRefund,
    Standing,
    Wanted,
)
from app.payments.wire import Carrier, Wire, from_wire, to_wire
from tests.factories.push_server import AT_NETWORK, OVER, PAID, REFUSED, WAITS, Thing

WHOLE_UNITS = Carrier("push", lambda currency: Wire(0) if currency in {"KES", "UGX", "TZS"} else None)
STANDINGS = {
    WAITS: Standing.OPEN,
    AT_NETWORK: Standing.AT_BANK,
    PAID: Standing.CAPTURED,
    REFUSED: Standing.FAILED,
    OVER: Standing.ENDED,
}
PATIENCE = 5.0  # seconds


class PushRail:
    """A phone rings, and whoever holds it says yes or no."""

    name = "push"
    carrier = WHOLE_UNITS
    page_minutes = 5

    def __init__(self, url: str) -> None:
        self._place = urlsplit(url).netloc

    def freeze(self, amount: Money, wanted: Wanted, *, until: datetime, account: str) -> dict[str, Any]:
        return {"amount": to_wire(amount, self.carrier), "currency": amount.currency, "words": wanted.words[:40]}

    def start(self, attempt: Attempt) -> Seen:
        named = {**attempt.frozen, "id": str(attempt.id)}
        status, told = self._ask("POST", f"/accounts/{attempt.account}/requests", named)
        if status == 400:
            raise RailRefused(told["why"])
        return self._seen(told, attempt.account)  # 409: the one that was asked for before

    def fetch(self, attempt: Attempt) -> Seen:
        status, told = self._ask("GET", f"/accounts/{attempt.account}/requests/{attempt.id}")
        return Seen(Standing.UNKNOWN) if status == 404 else self._seen(told, attempt.account)

    def close(self, attempt: Attempt) -> Seen:
        status, told = self._ask("POST", f"/accounts/{attempt.account}/requests/{attempt.id}")
        if status == 404:
            raise RailAway()  # it may just be on its way
        return self._seen(told, attempt.account)

    def refund(self, back: Back) -> SeenRefund:
        named = {"id": str(back.id), "of": str(back.attempt.id), "amount": to_wire(back.amount, self.carrier)}
        status, told = self._ask("POST", f"/accounts/{back.attempt.account}/refunds", named)
        if status == 400:
            raise RailRefused(told["why"])
        return self._back(told, back.amount.currency)

    def authenticate(self, headers: Mapping[str, str], body: bytes) -> News:
        """Anybody can say anything: so it says no more than which request to look at."""
        try:
            told = json.loads(body)
            event, about = str(UUID(told["event"])), str(UUID(told["request"]))
            return News(event=event, kind="push.news", account=str(told["account"])[:80], about=(about,))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Forged() from None

    def names_behind(self, kind: str, name: str, account: str) -> tuple[str, ...]:
        return ()  # its news name the request itself

    def listed(self, account: str, since: datetime) -> Iterator[Seen]:
        _status, told = self._ask("GET", f"/accounts/{account}/requests", {"since": since.isoformat()})
        for one in told:
            yield self._seen(one, account)

    def health(self, account: str) -> Health:
        _status, told = self._ask("GET", f"/accounts/{account}")
        return Health(bool(told["open"]), "" if told["open"] else "account_shut")

    def _seen(self, told: Thing, account: str) -> Seen:
        standing = STANDINGS[told["status"]]
        came = from_wire(told["amount"], told["currency"], self.carrier) if standing is Standing.CAPTURED else None
        refunds = tuple(self._back(one, told["currency"]) for one in told["refunds"])
        ours, ref = UUID(told["id"]), told["id"]
        return Seen(standing, ref, ref, amount=came, account=account, ours=ours, refunds=refunds)

    def _back(self, told: Thing, currency: str) -> SeenRefund:
        amount, made = from_wire(told["amount"], currency, self.carrier), datetime.fromisoformat(told["made"])
        return SeenRefund(told["id"], RefundStanding(told["status"]), amount, UUID(told["id"]), made_at=made)

    def _ask(self, method: str, path: str, told: Thing | None = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(self._place, timeout=PATIENCE)
        try:
            connection.request(method, path, json.dumps(told or {}))
            answer = connection.getresponse()
            said = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise RailAway() from error
        finally:
            connection.close()
        if answer.status >= 500:
            raise RailAway()
        if answer.status == 403:
            raise Barred()
        return answer.status, said
