"""What a group reads of its account at a rail is what is so, and its button never ends in a fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.affiliates.models import GroupRail, Means
from app.core.tokens import Tokens
from app.payments.accounts import ACCOUNT, AccountStanding, connect, standing_of
from app.payments.models import RailAccount
from tests.factories.carding import CardShop
from tests.factories.ordering import the_group
from tests.factories.serving import client_for

SAME = {"sec-fetch-site": "same-origin"}
WORDS = {
    "live": "All is well",
    "wanted": "Stripe still wants to know",
    "looked_at": "It looks at it now",
    "taken_back": "is no longer connected",
    "refused": "Stripe does not let your account take payments",
}
BUTTON = "Go on at Stripe"
ANOTHER = "ask whoever gave you this address for another account"


@dataclass
class AccountPage:
    """The group's page, over HTTP."""

    shop: CardShop
    browser: TestClient
    path: str

    def read(self) -> str:
        """What stands on it now."""
        answer = self.browser.get(self.path)
        assert answer.status_code == 200
        return unescape(answer.text)

    def press(self) -> tuple[int, str]:
        """Go on at Stripe: the status, and where it leads or what it says."""
        answer = self.browser.post(self.path, headers=SAME)
        return answer.status_code, answer.headers.get("location") or unescape(answer.text)


@pytest.fixture
def page(small_shop: CardShop) -> Iterator[AccountPage]:
    with small_shop.database.reading() as db:
        token = Tokens(small_shop.settings.key).make(f"{ACCOUNT}-stripe", the_group(db).id)
    with client_for(small_shop.settings) as browser:
        yield AccountPage(small_shop, browser, f"/pay/stripe/account/{token}")


def says(text: str) -> list[str]:
    """Which of the sentences about an account a page has."""
    return [name for name, words in WORDS.items() if words in text]


def test_each_standing_is_told_by_its_own_words_and_only_who_can_go_on_has_a_button(page: AccountPage) -> None:
    told = {"ready": "live", "new": "wanted", "half": "wanted", "checking": "looked_at", "disabled": "wanted"}
    for standing, name in {**told, "rejected": "refused"}.items():
        page.shop.fake.stand(account=page.shop.account, standing=standing)
        text = page.read()
        assert says(text) == [name], standing
        assert (BUTTON in text) is (name == "wanted"), standing
        assert (ANOTHER in text) is (name == "refused"), standing


def test_an_account_that_was_taken_back_says_so_and_pressing_an_old_button_too(page: AccountPage) -> None:
    page.shop.fake.disconnect(account=page.shop.account)
    status, text = page.press()  # of a page that was opened before
    assert (status, says(text)) == (409, ["taken_back"])
    assert "Stripe did not open its page for you" in text
    with page.shop.database.reading() as db:
        assert not db.get_one(GroupRail, (the_group(db).id, Means.CARD)).live
    text = page.read()
    assert (says(text), BUTTON in text, ANOTHER in text) == (["taken_back"], False, True)
    assert "did not open" not in text


def test_a_page_that_stripe_does_not_open_is_told_kindly_while_the_account_is_well(page: AccountPage) -> None:
    page.shop.fake.fault(when="before", how="400", path="POST /v1/account_links", times=1)
    status, text = page.press()
    assert (status, says(text)) == (409, ["live"])
    assert "Stripe did not open its page for you" in text
    assert page.press()[1].startswith(f"{page.shop.fake.url}/onboard/")


def test_nothing_is_said_of_an_account_that_nobody_could_ask_about_yet(page: AccountPage) -> None:
    with page.shop.database.writing() as db:
        connect(db, the_group(db).id, "stripe", page.shop.fake.account(country="GB")["id"])
    page.shop.fake.down()
    text = page.read()
    page.shop.fake.calm()
    assert says(text) == []
    assert "Stripe does not answer just now" in text


@pytest.mark.parametrize(
    ("reason", "needs", "standing"),
    [
        ("", [], AccountStanding.UNKNOWN),
        ("taken_back", ["external_account"], AccountStanding.TAKEN_BACK),
        ("rejected.fraud", ["external_account"], AccountStanding.REFUSED),
        ("rejected.other", [], AccountStanding.REFUSED),
        ("platform_paused", [], AccountStanding.REFUSED),
        ("not_submitted", [], AccountStanding.WANTED),
        ("requirements.past_due", [], AccountStanding.WANTED),
        ("action_required.requested_capabilities", [], AccountStanding.WANTED),
        ("requirements.pending_verification", [], AccountStanding.LOOKED_AT),
        ("requirements.pending_verification", ["external_account"], AccountStanding.WANTED),
        ("under_review", [], AccountStanding.LOOKED_AT),
        ("listed", [], AccountStanding.LOOKED_AT),
        ("not_enabled", [], AccountStanding.LOOKED_AT),
    ],
)
def test_every_reason_of_stripe_is_one_of_few_that_a_group_can_understand(
    reason: str, needs: list[str], standing: AccountStanding
) -> None:
    account = RailAccount(live=False, reason=reason, needs=needs)
    assert standing_of(account) is standing
