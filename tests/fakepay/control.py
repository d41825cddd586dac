"""The verbs by which a test or a demo plays Stripe, the bank, the clock and the network.

`POST /_control/{verb}` with a JSON object of arguments; `GET /_control/{what}` looks. Not part of Stripe's API, and
open to whoever reaches the port: this server is for the own machine only.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from tests.fakepay import accounts, checkout, disputes, payments, refunds, sending
from tests.fakepay.errors import Refusal
from tests.fakepay.faults import Fault
from tests.fakepay.state import Row, State

Result = dict[str, Any]
FORGERIES = ("wrong_secret", "altered", "old", "unsigned")
AN_HOUR = 3600


class Control:
    """Every public method without an underscore in VERBS may be called by name."""

    def __init__(self, state: State, faults: list[Fault], sender: sending.Sender) -> None:
        self.state = state
        self.faults = faults
        self.sender = sender

    def _row(self, kind: str, identifier: str) -> Row:
        row = self.state.memory.rows.get(identifier)
        if row is None or row.kind != kind:
            raise Refusal(404, f"No {kind} is called {identifier}")
        return row

    def clock(self, add: int) -> Result:
        """Puts the clock forward by seconds; sessions whose time is over expire."""
        self.state.memory.offset += add
        checkout.expire_what_is_due(self.state)
        return {"now": self.state.now()}

    def reset(self) -> Result:
        """Forgets everything but the configuration."""
        self.state.reset()
        self.faults.clear()
        self.sender.rules.clear()
        self.sender.holding = False
        return {}

    def notify(self, url: str | None = None, thin_url: str | None = None, secret: str | None = None) -> Result:
        """Where events go from now on."""
        config = self.state.config
        config.notify, config.thin_notify, config.secret = url, thin_url, secret or config.secret
        return {}

    def fault(self, when: str, how: str, path: str = "*", times: int | None = 1, seconds: float = 0.0) -> Result:
        """See faults.py. `times` None: until `calm`."""
        self.faults.append(Fault(when, how, path, times, seconds))
        return {}

    def calm(self) -> Result:
        """No fault is left."""
        self.faults.clear()
        return {}

    def account(self, country: str = "US", currency: str | None = None, standing: str = "ready") -> Result:
        """A connected account, without the walk through onboarding."""
        asked = {"country": country} | ({"default_currency": currency} if currency else {})
        made = accounts.create(self.state, asked)
        accounts.stand(self.state, self._row("account", made["id"]), standing)
        return made

    def stand(self, account: str, standing: str) -> Result:
        """Puts an account into a standing of accounts.STANDINGS."""
        accounts.stand(self.state, self._row("account", account), standing)
        return {}

    def disconnect(self, account: str) -> Result:
        accounts.disconnect(self.state, self._row("account", account))
        return {}

    def buyer(self, session: str, do: str) -> Result:
        """What a buyer or the bank does: `pay`, `decline`, `pay_slowly`, later `settle` or `fail`."""
        does: dict[str, Callable[[State, Row], None]] = {
            "pay": payments.pay,
            "decline": payments.decline,
            "pay_slowly": payments.pay_slowly,
            "settle": payments.settle,
            "fail": payments.fail,
            "expire": checkout.close_unpaid,
        }
        row = self._row("checkout.session", session)
        does[do](self.state, row)
        return row.data

    def next_refunds(self, statuses: list[str]) -> Result:
        """What becomes of the next refunds, in turn: `succeeded`, `pending`, `requires_action` or `failed`."""
        self.state.next_refunds += statuses
        return {}

    def refund_succeeds(self, refund: str) -> Result:
        refunds.succeed(self.state, self._row("refund", refund))
        return {}

    def refund_fails(self, refund: str, reason: str = "expired_or_canceled_card") -> Result:
        refunds.fail(self.state, self._row("refund", refund), reason)
        return {}

    def dispute(self, charge: str, amount: int | None = None, reason: str = "product_not_received") -> Result:
        return disputes.open_one(self.state, self._row("charge", charge), amount, reason).data

    def close_dispute(self, dispute: str, won: bool) -> Result:
        disputes.close(self.state, self._row("dispute", dispute), won=won)
        return {}

    def hold(self) -> Result:
        """Events are made and wait."""
        self.sender.holding = True
        return {}

    def release(self, order: str = "made", seed: int = 0) -> Result:
        """Lets waiting events go: `made`, `reversed` or `shuffled` (by the seed)."""
        return {"released": self.sender.release(order, seed)}

    def resend(self, event: str, times: int = 1, delay: float = 0.0) -> Result:
        self.sender.queue(self._row("event", event).id, times=times, delay=delay)
        return {}

    def rule(self, types: str, do: str, left: int | None = 1, seconds: float = 0.0, times: int = 2) -> Result:
        """See sending.Rule: `drop`, `delay`, `repeat`."""
        self.sender.rules.append(sending.Rule(types, do, left, seconds, times))
        return {}

    async def forge(self, event: str, how: str) -> Result:
        """Sends a false copy of an event at once: see FORGERIES. Answers what the shop answered."""
        if how not in FORGERIES:
            raise Refusal(400, f"Forgeries are {FORGERIES}")
        body, now = self.sender.body_of(self._row("event", event).id, "snapshot"), int(time.time())
        secret = "whsec_of_somebody_else" if how == "wrong_secret" else self.state.config.secret
        signed = sending.signature(body, secret, now - AN_HOUR if how == "old" else now)
        if how == "altered":
            told = json.loads(body)
            told["data"]["object"]["forged"] = True
            body = json.dumps(told).encode()
        headers = {} if how == "unsigned" else {"Stripe-Signature": signed}
        url = self.state.config.notify
        if url is None:
            raise Refusal(400, "Nobody is notified")
        return {"status": await asyncio.to_thread(sending.post, url, body, headers)}

    def look(self, what: str) -> Any:
        """`ledger`, `money`, `events`, `deliveries`, `clock`, `quiet`."""
        if what == "ledger":
            return self.state.memory.ledger
        if what == "money":
            return money(self.state)
        if what == "events":
            return [row.data for row in self.state.all("event")]
        if what == "deliveries":
            return self.state.memory.sent
        if what == "clock":
            return {"now": self.state.now()}
        if what == "quiet":
            return {"quiet": self.sender.quiet(), "waiting": len(self.state.memory.queue)}
        raise Refusal(404, f"There is no {what} to look at")


VERBS = frozenset(name for name in vars(Control) if not name.startswith("_")) - {"look"}


def money(state: State) -> list[dict[str, Any]]:
    """What truly moved, one entry for each charge that took money or may yet; amounts in the wire's smallest unit.

    `refunded` counts refunds that succeeded, `refunding` those on their way; a failed refund is in neither.
    """
    told = []
    for charge in state.all("charge"):
        data = charge.data
        if data["status"] == "failed":
            continue
        own = [row for row in state.all("refund", charge.account) if row.data["charge"] == charge.id]
        intent = state.memory.rows[data["payment_intent"]]
        lost = [row for row in state.all("dispute", charge.account) if row.data["charge"] == charge.id]
        told.append(
            {
                "account": charge.account,
                "session": intent.hidden["session"],
                "payment_intent": intent.id,
                "charge": charge.id,
                "metadata": data["metadata"],
                "currency": data["currency"],
                "status": data["status"],
                "charged": data["amount_captured"],
                "refunded": sum(row.data["amount"] for row in own if row.data["status"] == "succeeded"),
                "refunding": sum(
                    row.data["amount"] for row in own if row.data["status"] in ("pending", "requires_action")
                ),
                "disputed": sum(row.data["amount"] for row in lost if row.data["status"] != "won"),
                "application_fee": data["application_fee_amount"] or 0,
                "application_fee_refunds_asked": sum(1 for row in own if row.hidden["application_fee"]),
            }
        )
    return told
