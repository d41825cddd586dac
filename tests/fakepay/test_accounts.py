"""Who may call, for whom, and how an account comes to be able to take money."""

from __future__ import annotations

import re
from typing import Any

import httpx2
import pytest
import stripe

from tests.fakepay.client import Fakepay
from tests.fakepay.payer import Payer
from tests.fakepay.shopping import Shop

BACK, ANEW = "http://127.0.0.1:9/back", "http://127.0.0.1:9/anew"


def onboarding(fake: Fakepay, account: str) -> str:
    """The address of a new onboarding page."""
    asked: Any = {"account": account, "type": "account_onboarding", "return_url": BACK, "refresh_url": ANEW}
    return fake.stripe().v1.account_links.create(asked).url


def pressed(url: str, do: str) -> str | None:
    return Payer(url).press(do)


def test_a_wrong_key_is_a_401(fake: Fakepay) -> None:
    stranger = stripe.StripeClient("sk_test_of_somebody", base_addresses={"api": fake.url}, max_network_retries=0)
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key"):
        stranger.v1.accounts.list()
    assert httpx2.get(f"{fake.url}/v1/accounts").status_code == 401
    assert httpx2.get(f"{fake.url}/v1/accounts", auth=(fake.key, "")).status_code == 200


def test_an_address_that_nobody_answers_is_a_404(fake: Fakepay) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        fake.stripe().v1.customers.list()


def test_a_new_account_takes_no_money_and_says_what_is_missing(fake: Fakepay) -> None:
    accounts = fake.stripe().v1.accounts
    made = accounts.create({"type": "standard", "country": "IN", "email": "g@example.org"})
    account = accounts.retrieve(made.id)
    assert (account.charges_enabled, account.details_submitted, account.default_currency) == (False, False, "inr")
    assert account.requirements is not None
    assert account.requirements.currently_due
    assert account.requirements.disabled_reason == "requirements.past_due"
    with pytest.raises(stripe.InvalidRequestError, match="cannot currently make charges"):
        Shop(fake, made.id).open()


def test_an_account_is_described_by_type_or_by_controller(fake: Fakepay) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="simultaneously"):
        fake.stripe().v1.accounts.create({"type": "standard", "controller": {"fees": {"payer": "account"}}})
    with pytest.raises(stripe.InvalidRequestError, match="unknown"):
        fake.stripe().v1.accounts.create({"country": "BT"})


@pytest.mark.parametrize(
    ("do", "charges", "submitted"), [("finish", True, True), ("half", False, False), ("wait", False, True)]
)
def test_coming_back_from_onboarding_does_not_mean_that_it_was_finished(
    fake: Fakepay, do: str, charges: bool, submitted: bool
) -> None:
    accounts = fake.stripe().v1.accounts
    made = accounts.create({"controller": {"stripe_dashboard": {"type": "full"}}, "country": "DE"})
    assert pressed(onboarding(fake, made.id), do) == BACK
    account = accounts.retrieve(made.id)
    assert (account.charges_enabled, account.details_submitted) == (charges, submitted)
    event = fake.look("events")[-1]
    assert (event["type"], event["account"]) == ("account.updated", made.id)


def test_an_account_link_is_good_for_one_visit(fake: Fakepay) -> None:
    url = onboarding(fake, fake.account(standing="new")["id"])
    assert "<script" not in httpx2.get(url).text
    again = httpx2.get(url)
    assert (again.status_code, again.headers["location"]) == (303, ANEW)


def test_an_account_link_is_good_for_minutes(fake: Fakepay) -> None:
    url = onboarding(fake, fake.account(standing="new")["id"])
    fake.clock(add=301)
    assert httpx2.get(url).headers["location"] == ANEW


def test_an_account_that_disconnected_the_platform_is_a_403(shop: Shop, fake: Fakepay) -> None:
    fake.disconnect(account=shop.account)
    for client in (shop.client, fake.stripe("acct_nobody")):
        with pytest.raises(stripe.PermissionError) as refused:
            client.v1.refunds.list()
        assert refused.value.error is not None
        assert refused.value.error.code == "account_invalid"
    with pytest.raises(stripe.PermissionError):
        fake.stripe().v1.accounts.retrieve(shop.account)
    event = fake.look("events")[-1]
    assert (event["type"], event["account"]) == ("account.application.deauthorized", shop.account)


def test_an_account_that_stripe_disabled_opens_no_page(shop: Shop, fake: Fakepay) -> None:
    fake.stand(account=shop.account, standing="disabled")
    with pytest.raises(stripe.InvalidRequestError):
        shop.open()
    fake.stand(account=shop.account, standing="ready")
    assert shop.open().status == "open"


def test_the_desk_shows_what_there_is_and_settles_a_slow_payment(shop: Shop, fake: Fakepay) -> None:
    session = shop.open()
    Payer(session.url).slow()
    words = httpx2.get(f"{fake.url}/").text
    assert "stands in for Stripe" in words
    assert "<script" not in words
    buttons = set(re.findall(r"<button>(.*?)</button>", words))
    assert buttons >= {"The bank&#x27;s money arrives", "The bank says no", "Disable", "Disconnect"}
    answer = httpx2.post(f"{fake.url}/_desk/buyer", data={"session": session.id, "do": "settle"})
    assert (answer.status_code, shop.look(session).payment_status) == (303, "paid")
    assert "That cannot" in httpx2.post(f"{fake.url}/_desk/buyer", data={"session": session.id}).text
