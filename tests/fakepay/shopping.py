"""For tests: a seller with a connected account, who opens payment pages by stripe-python."""

from __future__ import annotations

from typing import Any

import stripe

from tests.fakepay.client import Fakepay
from tests.fakepay.payer import Payer

BACK = "http://127.0.0.1:9"  # nobody listens there: a payer stops at the shop's door


class Shop:
    """`client` is an unmodified `stripe.StripeClient` that speaks for the account."""

    def __init__(self, fake: Fakepay, account: str) -> None:
        self.fake = fake
        self.account = account
        self.client = fake.stripe(account)

    def asked(self, amount: int = 2500, currency: str = "eur", **more: Any) -> dict[str, Any]:
        """Parameters of a session for one thing at that price, in the smallest unit on the wire."""
        price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "A basket"}}
        return {
            "mode": "payment",
            "success_url": f"{BACK}/paid?session={{CHECKOUT_SESSION_ID}}",
            "cancel_url": f"{BACK}/basket",
            "line_items": [{"quantity": 1, "price_data": price}],
            "metadata": {"payment": "p-1"},
            "payment_intent_data": {"metadata": {"payment": "p-1"}},
        } | more

    def open(self, amount: int = 2500, currency: str = "eur", *, key: str | None = None, **more: Any) -> Any:
        """A new session."""
        options: Any = {"idempotency_key": key} if key else {}
        asked: Any = self.asked(amount, currency, **more)
        return self.client.v1.checkout.sessions.create(asked, options)

    def look(self, session: Any) -> Any:
        """The session as it is now, with its intent in full."""
        return self.client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})

    def sell(self, amount: int = 2500, currency: str = "eur") -> stripe.PaymentIntent:
        """A paid session's intent, with its charge in full."""
        session = self.open(amount, currency)
        Payer(session.url).pay()
        intent = self.look(session).payment_intent
        assert isinstance(intent, stripe.PaymentIntent)
        return intent

    def refund(self, intent: stripe.PaymentIntent, amount: int | None = None, *, key: str | None = None) -> Any:
        asked: Any = {"payment_intent": intent.id} | ({"amount": amount} if amount else {})
        options: Any = {"idempotency_key": key} if key else {}
        return self.client.v1.refunds.create(asked, options)
