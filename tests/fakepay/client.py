"""For tests: the control of a running server, and an unmodified stripe-python that talks to it."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import stripe

PATIENCE = 30.0  # seconds


class Refused(Exception):
    """Control could not do what it was asked; the message says why."""


class Fakepay:
    """`fake.buyer(session=..., do="pay")`: every verb of control.py is a method that takes its arguments by name."""

    def __init__(self, url: str, key: str = "sk_test_fakepay", secret: str = "whsec_test") -> None:
        self.url = url
        self.key = key
        self.secret = secret

    def __getattr__(self, verb: str) -> Any:
        if verb.startswith("_"):
            raise AttributeError(verb)
        return lambda **given: self._ask(Request(f"{self.url}/_control/{verb}", json.dumps(given).encode()))

    def _ask(self, request: Request) -> Any:
        try:
            with urlopen(request, timeout=PATIENCE) as answer:
                return json.load(answer)
        except HTTPError as error:
            raise Refused(error.read().decode()) from error

    def look(self, what: str) -> Any:
        """`ledger`, `money`, `events`, `deliveries`, `clock` or `quiet`: see control.py."""
        return self._ask(Request(f"{self.url}/_control/{what}"))

    def down(self, times: int | None = None, how: str = "reset") -> None:
        """The whole API fails before it looks at anything, so many times or until `calm`."""
        self.fault(when="before", how=how, path="*", times=times)

    def settled(self, seconds: float = 10.0) -> None:
        """Returns when no event is on its way. Raises TimeoutError."""
        until = time.monotonic() + seconds
        while not self.look("quiet")["quiet"]:
            if time.monotonic() > until:
                raise TimeoutError("events are still on their way")
            time.sleep(0.02)

    def stripe(self, account: str | None = None, **more: Any) -> stripe.StripeClient:
        """The library as the application uses it, for the platform or one connected account."""
        more.setdefault("max_network_retries", 0)
        return stripe.StripeClient(self.key, base_addresses={"api": self.url}, stripe_account=account, **more)
