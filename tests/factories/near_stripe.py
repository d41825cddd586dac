"""fakepay in this process, without a socket: thousands of steps in seconds, by the very code that the server runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import stripe
from starlette.testclient import TestClient

from app.payments.stripe_rail import StripeRail
from tests.fakepay.client import Refused
from tests.fakepay.control import VERBS
from tests.fakepay.serving import application
from tests.fakepay.state import Config

HERE = "http://testserver"
SECRET = "whsec_test"


class _Near(stripe.HTTPClient):
    """How the library reaches it."""

    name = "near"

    def __init__(self, client: TestClient) -> None:
        super().__init__()
        self._client = client

    def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> tuple[bytes, int, Any]:
        answer = self._client.request(method.upper(), url, headers=headers, content=post_data)
        return answer.content, answer.status_code, answer.headers


class Near:
    """`near.buyer(session=..., do="pay")`: the verbs of `tests/fakepay/control.py`, as with `Fakepay`."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self.rail = StripeRail("sk_test_fakepay", (SECRET,), api=HERE)
        self.rail._client = stripe.StripeClient(
            "sk_test_fakepay", base_addresses={"api": HERE}, max_network_retries=0, http_client=_Near(client)
        )

    def __getattr__(self, verb: str) -> Any:
        if verb not in VERBS:
            raise AttributeError(verb)
        return lambda **given: self._told(self._client.post(f"/_control/{verb}", json=given))

    def look(self, what: str) -> Any:
        return self._told(self._client.get(f"/_control/{what}"))

    def _told(self, answer: Any) -> Any:
        if answer.status_code >= 400:
            raise Refused(answer.text)
        return answer.json()


@contextmanager
def near_stripe() -> Iterator[Near]:
    """The server with an empty memory."""
    with TestClient(application(Config(public_url=HERE)), base_url=HERE) as client:
        yield Near(client)
