"""Requests about cards of somebody who means harm: nothing is begun, believed or shown that is not theirs."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core.tokens import Tokens, named_in
from app.payments.accounts import ACCOUNT
from app.payments.models import Payment, PaymentState, RailEvent
from tests.factories.card_street import Street, street, with_phone
from tests.factories.carding import card_shop
from tests.factories.ordering import the_group, wrong
from tests.factories.serving import client_for
from tests.fakepay.running import fakepay
from tests.fakepay.sending import signature
from tests.safety.hostile import ELSEWHERE, SAME

FORGED = {"id": "evt_1", "type": "checkout.session.completed", "livemode": False, "data": {"object": {"id": "cs_1"}}}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Street, str]]:
    """One street for all of it, and an order whose card page is open."""
    folder: Path = tmp_path_factory.mktemp("harm")
    with (
        fakepay() as fake,
        card_shop(folder / "shop", fake) as shop,
        street(shop.settings, shop.database, fake) as all_,
    ):
        opened = with_phone(all_)
        order = opened.order("kiondo")
        opened.pay_page(order)
        yield opened, order
        assert wrong(shop.database) == []


def standing(made: Street) -> list[tuple[str, str]]:
    """Every payment by card there is."""
    with made.database.reading() as db:
        return [(str(one.id), str(one.state)) for one in db.scalars(select(Payment).where(Payment.rail == "stripe"))]


@pytest.mark.parametrize("action", ["card", "look", "other", "withdraw"])
@pytest.mark.parametrize("headers", ELSEWHERE[:5])
def test_no_other_site_presses_a_button_about_paying(
    made: tuple[Street, str], action: str, headers: dict[str, str]
) -> None:
    before = standing(made[0])
    answer = made[0].buyer.post(f"{made[1]}/pay", data={"action": action}, headers=headers)
    assert answer.status_code == 403
    assert standing(made[0]) == before


@pytest.mark.parametrize("action", ["", "paid", "CARD", "captured", "x" * 21, "refund", "card\0"])
def test_there_are_no_other_buttons(made: tuple[Street, str], action: str) -> None:
    before = standing(made[0])
    answer = made[0].buyer.post(f"{made[1]}/pay", data={"action": action}, headers=SAME)
    assert answer.status_code in (404, 422) or action == ""  # an empty field is the first button
    assert standing(made[0]) == before


def test_the_address_a_group_sees_at_its_rail_opens_nothing_elsewhere(made: tuple[Street, str]) -> None:
    shop, order = made
    number, token = shop.number(order), order.rpartition("/")[2]
    assert shop.buyer.get(f"/paid/{number}").headers["location"] == order
    near = token[:-1] + ("A" if token[-1] != "A" else "B")
    pages = set()
    with client_for(shop.settings) as stranger:
        for told, cookies in ((number, {}), (number, {f"paying_{number}": near}), ("ZZZZZZ", {"paying_ZZZZZZ": token})):
            stranger.cookies = cookies  # type: ignore[assignment]
            answer = stranger.get(f"/paid/{told}")
            assert answer.status_code == 200
            assert token not in answer.text
            pages.add(answer.text.replace(told, "NUMBER"))
    assert len(pages) == 1  # whether there is such an order or not


def test_nearly_a_secret_opens_nothing_about_paying(made: tuple[Street, str]) -> None:
    shop, order = made
    token = order.rpartition("/")[2]
    tokens = Tokens(shop.settings.key)
    id_ = named_in(token)
    other = [token[:-1] + ("A" if token[-1] != "A" else "B"), token[:30], "A" * 43, tokens.make("order", id_, 7)]
    other += [tokens.make("basket", id_), tokens.make(f"{ACCOUNT}-stripe", id_)]
    for one in other:
        assert shop.buyer.post(f"/orders/{one}/pay", data={"action": "card"}, headers=SAME).status_code == 404
        assert shop.buyer.get(f"/pay/stripe/account/{one}").status_code == 404
        assert shop.buyer.post(f"/pay/stripe/account/{one}", headers=SAME).status_code == 404


def test_a_form_says_neither_what_is_paid_nor_to_whom(made: tuple[Street, str]) -> None:
    shop, order = made
    lies = {
        "amount": "1",
        "currency": "usd",
        "account": "acct_thief",
        "rail": "manual",
        "success_url": "//evil.example",
    }
    answer = shop.buyer.post(f"{order}/pay", data={"action": "card", **lies}, headers=SAME)
    assert answer.headers["location"].startswith(f"{shop.fake.url}/c/pay/")
    with shop.database.reading() as db:
        asked = db.scalars(select(Payment).where(Payment.rail == "stripe", Payment.state == PaymentState.OPEN)).one()
    assert (asked.amount, asked.currency) == (360_000, "KES")


@pytest.mark.parametrize("how", ["nothing", "another secret", "another body", "an hour ago", "rubbish"])
def test_news_that_stripe_did_not_sign_are_not_even_kept(made: tuple[Street, str], how: str) -> None:
    shop, _order = made
    body, at = json.dumps(FORGED).encode(), int(time.time())
    signed = {
        "nothing": "",
        "another secret": signature(body, "whsec_thief", at),
        "another body": signature(body + b" ", shop.fake.secret, at),
        "an hour ago": signature(body, shop.fake.secret, at - 3600),
        "rubbish": "t=x,v1=\xe9",
    }[how]
    headers = {"Stripe-Signature": signed.encode("latin-1")}
    answer = shop.buyer.post("/pay/stripe/events", content=body, headers=headers)  # type: ignore[arg-type]  # as bytes
    assert answer.status_code == 400
    with shop.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(RailEvent).where(RailEvent.event == "evt_1")) == 0


def test_a_page_of_a_groups_account_tells_no_name_and_no_number_of_it(made: tuple[Street, str]) -> None:
    shop, _order = made
    with shop.database.reading() as db:
        token = Tokens(shop.settings.key).make(f"{ACCOUNT}-stripe", the_group(db).id)
    page = shop.buyer.get(f"/pay/stripe/account/{token}")
    assert page.status_code == 200
    assert "acct_" not in page.text
    assert shop.buyer.get(f"/pay/manual/account/{token}").status_code == 404
    assert shop.buyer.post(f"/pay/stripe/account/{token}", headers=ELSEWHERE[0]).status_code == 403
