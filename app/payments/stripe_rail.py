"""Stripe: cards and what else a group's own account takes, on Stripe's page, as direct charges on that account.

The network has no share in it: no fee is asked, and none is looked for. The library repeats nothing by itself; what
is told to slow down (429) is repeated here while there is time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import stripe

from app.core.money import Money
from app.payments.rail import (
    TAKEN_BACK,
    Attempt,
    Back,
    Barred,
    FaultKept,
    Forged,
    Health,
    KeyRefused,
    News,
    RailAway,
    RailRefused,
    RefundStanding,
    Seen,
    SeenDispute,
    SeenRefund,
    Standing,
    Wanted,
    time_left,
)
from app.payments.stripe_calls import PATIENCE, Sessions
from app.payments.stripe_reading import behind, dispute_seen, health_seen, news_in, read_at, refund_seen, session_seen
from app.payments.wire import STRIPE, code_on_wire, to_wire

REPEATS = (0.4, 0.9, 1.8)  # seconds to wait while it is busy
BUSY = (409, 429)  # the same key is at work just now; too many requests
SERVER_FAULT = 500
KEY_LIFE = timedelta(hours=23)  # Stripe forgets a key after 24 hours; then the same again would be another one
BACKWARDS = timedelta(minutes=5)  # between our clock and Stripe's
EXPANDED = ["payment_intent"]
LANGUAGES = {"en", "es", "pt"}  # of Stripe's page among those of the interface; it finds another one by itself


class StripeRail:
    """Stripe as a rail."""

    name = "stripe"
    carrier = STRIPE
    page_minutes = 31  # Stripe's least is 30 from its own clock's now

    def __init__(self, key: str, secrets: tuple[str, ...], *, api: str = "") -> None:
        """Keep what is needed to ask; asks nothing yet.

        Args:
            secrets: of the places where Stripe tells us news; one for each.
            api: another address than Stripe's own, for a test server.
        """
        self._live = "_live_" in key
        self._secrets = secrets
        self._client = stripe.StripeClient(
            key,
            base_addresses={"api": api} if api else {},
            max_network_retries=0,
            http_client=stripe.RequestsClient(session=Sessions()),  # type: ignore[arg-type]  # all it calls is there
        )

    def freeze(self, amount: Money, wanted: Wanted, *, until: datetime, account: str) -> dict[str, Any]:
        """The parameters of the session, but for our own ids, which the attempt has."""
        price = {
            "currency": code_on_wire(amount.currency, self.carrier),
            "unit_amount": to_wire(amount, self.carrier),
            "product_data": {"name": wanted.words},
        }
        frozen: dict[str, Any] = {
            "mode": "payment",
            "line_items": [{"quantity": 1, "price_data": price}],
            "success_url": wanted.back_url,
            "cancel_url": f"{wanted.back_url}?unpaid=yes",
            "expires_at": int(until.timestamp()),
            "adaptive_pricing": {"enabled": False},  # the amount and currency that were agreed, no others
            "locale": wanted.lang if wanted.lang in LANGUAGES else "auto",
        }
        return frozen if wanted.slow else {**frozen, "allowed_payment_method_types": ["card"]}

    def start(self, attempt: Attempt) -> Seen:
        ids = {"payment": str(attempt.id), "payable": str(attempt.payable)}
        params: Any = {
            **attempt.frozen,
            "client_reference_id": str(attempt.id),
            "metadata": ids,
            "payment_intent_data": {"metadata": ids},
            "expand": EXPANDED,
        }
        try:
            make = self._client.v1.checkout.sessions.create
            told = self._ask(lambda: make(params, self._for(attempt.account, attempt.key)))
        except _Fault as fault:  # kept under our key: look whether the page was made all the same
            seen = self._found(attempt)
            if seen is None:
                raise fault.what_now() from None
            return seen
        except RailRefused as refused:
            if getattr(refused.__cause__, "param", "") == "expires_at":  # it waited too long, and was never made:
                raise FaultKept("too_late") from None  # else the same key would have brought the same page
            raise
        return session_seen(self.carrier, told, attempt.account)

    def fetch(self, attempt: Attempt) -> Seen:
        try:
            seen = self._found(attempt) if attempt.ref is None else self._session(attempt.ref, attempt.account)
        except RailRefused as refused:  # the account was taken back, or our key is another world's
            if attempt.at_bank:  # the buyer did all: money may come where we do not see it
                raise
            if time.time() < float(attempt.frozen.get("expires_at", 0)) + BACKWARDS.total_seconds():
                raise RailAway() from refused  # its page may be open
            if attempt.ref is not None:
                raise  # there was a page, and nobody can see whether it was paid
            return Seen(Standing.UNKNOWN)
        return self._with_what_follows(seen, attempt.account) if seen else Seen(Standing.UNKNOWN)

    def _session(self, ref: str, account: str) -> Seen:
        get = self._client.v1.checkout.sessions.retrieve
        told = self._ask(lambda: get(ref, {"expand": EXPANDED}, self._for(account)))
        return session_seen(self.carrier, told, account)

    def close(self, attempt: Attempt) -> Seen:
        seen = self.fetch(attempt)
        if seen.standing is not Standing.OPEN or seen.ref is None:
            if (
                seen.standing is Standing.UNKNOWN
                and datetime.now(attempt.asked_at.tzinfo) < attempt.asked_at + BACKWARDS
            ):
                raise RailAway()  # it may just be on its way
            return Seen(Standing.ENDED) if seen.standing is Standing.UNKNOWN else seen
        expire, ref = self._client.v1.checkout.sessions.expire, seen.ref
        try:
            told = self._ask(lambda: expire(ref, {"expand": EXPANDED}, self._for(attempt.account)))
        except RailRefused:  # somebody was faster: paid, or over; that is an answer
            return self.fetch(attempt)
        return session_seen(self.carrier, told, attempt.account)

    def refund(self, back: Back) -> SeenRefund:
        if back.ref is None and datetime.now(back.asked_at.tzinfo) > back.asked_at + KEY_LIFE:
            known = (one for one in self._refunds(back.attempt.charge, back.attempt.account) if one.ours == back.id)
            return next(known, SeenRefund("", RefundStanding.FAILED, back.amount, back.id, why="not_asked_in_time"))
        params: Any = {
            "payment_intent": back.attempt.charge,
            "amount": to_wire(back.amount, self.carrier),
            "metadata": {"refund": str(back.id), "payable": str(back.attempt.payable)},
        }
        options = self._for(back.attempt.account, back.key)
        try:
            return refund_seen(self.carrier, self._ask(lambda: self._client.v1.refunds.create(params, options)))
        except _Fault as fault:
            known = (one for one in self._refunds(back.attempt.charge, back.attempt.account) if one.ours == back.id)
            if (found := next(known, None)) is None:
                raise fault.what_now() from None
            return found

    def authenticate(self, headers: Mapping[str, str], body: bytes) -> News:
        signature = headers.get("stripe-signature", "")
        for secret in self._secrets:
            try:
                stripe.WebhookSignature.verify_header(body.decode(), signature, secret, tolerance=300)
                return news_in(body, live=self._live)
            except (stripe.SignatureVerificationError, UnicodeDecodeError):
                continue
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                break
        raise Forged()

    def names_behind(self, kind: str, name: str, account: str) -> tuple[str, ...]:
        things = read_at(kind)
        get: Any = getattr(self._client.v1, things).retrieve if things else None
        try:
            return behind(self._ask(lambda: get(name, {}, self._for(account)))) if get else ()
        except RailRefused:  # another world's, or the group took its account back
            return ()

    def listed(self, account: str, since: datetime) -> Iterator[Seen]:
        created: Any = {"created": {"gte": int(since.timestamp())}, "limit": 100, "expand": ["data.payment_intent"]}
        sessions = self._client.v1.checkout.sessions.list
        try:
            for told in self._pages(lambda more: sessions(_with(created, more), self._for(account))):
                yield self._with_what_follows(session_seen(self.carrier, told, account), account)
        except RailRefused as refused:  # the group took its account back
            raise Barred() from refused

    def health(self, account: str) -> Health:
        try:
            return health_seen(self._ask(lambda: self._client.v1.accounts.retrieve(account)))
        except RailRefused:  # the group took its account back
            return Health(False, TAKEN_BACK)

    def open_account(self, *, group: str, country: str, key: str) -> str:
        """A standard account: the group's own, with its own sign-in at Stripe. https://docs.stripe.com/connect"""
        params: Any = {"type": "standard", "country": country, "metadata": {"group": group}}
        return str(self._ask(lambda: self._client.v1.accounts.create(params, {"idempotency_key": key}))["id"])

    def joining_page(self, account: str, *, back_url: str, again_url: str) -> str:
        params: Any = {
            "account": account,
            "type": "account_onboarding",
            "return_url": back_url,
            "refresh_url": again_url,
        }
        return str(self._ask(lambda: self._client.v1.account_links.create(params))["url"])

    def _for(self, account: str, key: str = "") -> Any:
        """Options of a call: whose account it is about, and the key that makes its repeats one."""
        return {"stripe_account": account, "idempotency_key": key} if key else {"stripe_account": account}

    def _found(self, attempt: Attempt) -> Seen | None:
        """The session that names this attempt, if there is one."""
        since = int((attempt.asked_at - BACKWARDS).timestamp())
        params: Any = {"created": {"gte": since}, "limit": 100, "expand": ["data.payment_intent"]}
        sessions = self._client.v1.checkout.sessions.list
        for told in self._pages(lambda more: sessions(_with(params, more), self._for(attempt.account))):
            seen = session_seen(self.carrier, told, attempt.account)
            if seen.ours == attempt.id:
                return seen
        return None

    def _with_what_follows(self, seen: Seen, account: str) -> Seen:
        """With the refunds and disputes of money that came."""
        if seen.standing is not Standing.CAPTURED:
            return seen
        disputes: list[SeenDispute] = []
        params: Any = {"payment_intent": seen.charge, "limit": 100}
        for told in self._pages(lambda more: self._client.v1.disputes.list(_with(params, more), self._for(account))):
            disputes.append(dispute_seen(self.carrier, told))
        values = {name: getattr(seen, name) for name in seen.__dataclass_fields__}
        return Seen(**{**values, "refunds": tuple(self._refunds(seen.charge, account)), "disputes": tuple(disputes)})

    def _refunds(self, charge: str, account: str) -> list[SeenRefund]:
        params: Any = {"payment_intent": charge, "limit": 100}
        pages = self._pages(lambda more: self._client.v1.refunds.list(_with(params, more), self._for(account)))
        return [refund_seen(self.carrier, told) for told in pages]

    def _pages(self, ask: Callable[[Any], Any]) -> Iterator[dict[str, Any]]:
        """All of a list, page after page."""
        more: dict[str, Any] = {}
        while True:
            page = self._ask(lambda: ask(dict(more)))
            yield from page["data"]
            if not page.get("has_more"):
                return
            more["starting_after"] = page["data"][-1]["id"]

    def _ask(self, call: Callable[[], Any]) -> dict[str, Any]:
        """One call, its answer as plain dicts.

        Raises:
            RailAway: no answer, or too busy for as long as we can wait.
            KeyRefused: Stripe does not know our key.
            RailRefused: Stripe says no; the reason is its code.
            _Fault: a fault of Stripe's own, which it may keep under our key and answer every repeat with.
        """
        ends = time.monotonic() + time_left(PATIENCE)
        for wait in (*REPEATS, None):
            try:
                told: dict[str, Any] = call().to_dict()
                return told
            except (stripe.InvalidRequestError, stripe.CardError, stripe.PermissionError) as error:
                raise RailRefused(error.code or error.user_message or type(error).__name__) from error
            except stripe.AuthenticationError as error:
                raise KeyRefused(self.name) from error
            except stripe.APIConnectionError as error:
                raise RailAway() from error
            except stripe.StripeError as error:
                if error.http_status in BUSY and wait is not None and time.monotonic() + wait <= ends:
                    time.sleep(wait)
                    continue
                if error.http_status is not None and error.http_status < SERVER_FAULT:
                    raise RailAway() from error
                replayed = (error.headers or {}).get("Idempotent-Replayed") == "true"
                raise _Fault(replayed=replayed) from error
        raise RailAway()


class _Fault(RailAway):
    """Stripe answered with a fault of its own."""

    def __init__(self, *, replayed: bool) -> None:
        super().__init__()
        self.replayed = replayed

    def what_now(self) -> Exception:
        """For something that was not made: the same again, or, where the fault is kept under its key, another key."""
        return FaultKept("fault_kept") if self.replayed else RailAway()


def _with(params: Any, more: Any) -> Any:
    return {**params, **more}
