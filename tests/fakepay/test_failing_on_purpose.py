"""Faults before, within and after a call; the ledger that tells the truth about it; what survives a restart."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import stripe

from tests.fakepay.client import Fakepay, Refused
from tests.fakepay.payer import Payer
from tests.fakepay.running import fakepay
from tests.fakepay.shopping import Shop


@pytest.mark.parametrize(
    ("when", "how", "kind"),
    [
        ("before", "500", stripe.APIError),
        ("before", "429", stripe.RateLimitError),
        ("before", "reset", stripe.APIConnectionError),
        ("within", "503", stripe.APIError),
        ("within", "reset", stripe.APIConnectionError),
        ("after", "500", stripe.APIError),
        ("after", "reset", stripe.APIConnectionError),
    ],
)
def test_a_call_fails_where_it_is_told_to(
    shop: Shop, fake: Fakepay, when: str, how: str, kind: type[stripe.StripeError]
) -> None:
    fake.fault(when=when, how=how, path="POST /v1/checkout/*")
    with pytest.raises(kind):
        shop.open()
    call = fake.look("ledger")[-1]
    assert (call["executed"], call["fault"]) == (when == "after", when)
    assert call["status"] == (None if how == "reset" else int(how))
    assert len(shop.client.v1.checkout.sessions.list().data) == int(when == "after")


@pytest.mark.parametrize(("when", "executed"), [("before", False), ("after", True)])
def test_silence_lasts_as_long_as_it_is_told(shop: Shop, fake: Fakepay, when: str, executed: bool) -> None:
    fake.fault(when=when, how="silence", path="POST *", seconds=0.3)
    began = time.monotonic()
    with pytest.raises(stripe.APIConnectionError):
        shop.open()
    assert time.monotonic() - began >= 0.3
    assert fake.look("ledger")[-1]["executed"] is executed


def test_a_slow_call_ends_well_and_holds_nobody_else_up(shop: Shop, fake: Fakepay) -> None:
    fake.fault(when="within", how="slow", path="POST *", seconds=0.5)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(shop.open)
        while not fake.look("ledger"):
            time.sleep(0.01)
        assert shop.client.v1.refunds.list().data == []
        assert not slow.done()
        assert slow.result().status == "open"


def test_a_fault_strikes_as_often_as_it_is_told(shop: Shop, fake: Fakepay) -> None:
    fake.down(times=2, how="503")
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            shop.open()
    assert shop.open().status == "open"


def test_the_rail_is_down_until_it_is_switched_on(shop: Shop, fake: Fakepay) -> None:
    fake.down()
    for _ in range(3):
        with pytest.raises(stripe.APIConnectionError):
            shop.client.v1.refunds.list()
    fake.calm()
    assert shop.client.v1.refunds.list().data == []


def test_the_ledger_has_every_call_in_order(shop: Shop, fake: Fakepay) -> None:
    intent = shop.sell()
    shop.refund(intent, 700, key="r1")
    calls = fake.look("ledger")
    assert [(call["method"], call["path"].split("/")[2]) for call in calls] == [
        ("POST", "checkout"),
        ("GET", "checkout"),
        ("POST", "refunds"),
    ]
    assert calls[-1]["parameters"] == {"payment_intent": intent.id, "amount": "700"}
    assert (calls[-1]["account"], calls[-1]["key"], calls[-1]["status"]) == (shop.account, "r1", 200)


def test_money_tells_what_was_truly_charged_by_account_intent_and_metadata(shop: Shop, fake: Fakepay) -> None:
    other = Shop(fake, fake.account(country="JP")["id"])
    shop.refund(shop.sell(), 700)
    other.sell(500, "jpy")
    Payer(shop.open().url).decline()
    told = [
        (each["account"], each["currency"], each["charged"], each["refunded"], each["metadata"]["payment"])
        for each in fake.look("money")
    ]
    assert told == [(shop.account, "eur", 2500, 700, "p-1"), (other.account, "jpy", 500, 0, "p-1")]


def test_twenty_equal_calls_at_once_make_one_session(shop: Shop, fake: Fakepay) -> None:
    def ask(_number: int) -> str | None:
        try:
            return str(shop.open(key="race").id)
        except stripe.APIError:
            return None  # 409: the first one is still running

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(ask, range(20))) - {None}
    assert len(made) == 1
    assert sum(call["executed"] for call in fake.look("ledger")) == 1


def test_of_two_refunds_at_once_no_more_than_the_charge_goes_back(shop: Shop, fake: Fakepay) -> None:
    intent = shop.sell()

    def ask(number: int) -> str | None:
        try:
            return str(shop.refund(intent, 900, key=f"r{number}").status)
        except stripe.InvalidRequestError:
            return None

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(ask, range(6)), key=str) == [None, None, None, None, "succeeded", "succeeded"]
    assert [each["refunded"] for each in fake.look("money")] == [1800]


def test_a_buyer_and_a_shop_that_ends_the_session_never_both_win(shop: Shop, fake: Fakepay) -> None:
    def expire(session: str) -> bool:
        try:
            return shop.client.v1.checkout.sessions.expire(session).status == "expired"
        except stripe.InvalidRequestError:
            return False

    opened = [shop.open() for _ in range(6)]
    with ThreadPoolExecutor(2) as pool:
        for session in opened:
            paid = pool.submit(Payer(session.url).browser.post, session.url, data={"do": "pay"})
            expired = pool.submit(expire, session.id)
            assert (paid.result().status_code == 303) is not expired.result()
    closed = [shop.look(session) for session in opened]
    assert {(each.status, each.payment_status) for each in closed} <= {("complete", "paid"), ("expired", "unpaid")}
    assert sum(each.status == "complete" for each in closed) == len(fake.look("money"))


def test_control_takes_arguments_in_the_address_too(fake: Fakepay) -> None:
    before = fake.look("clock")["now"]
    with urlopen(Request(f"{fake.url}/_control/clock?add=3600", b"")) as answer:
        assert json.load(answer)["now"] >= before + 3600


def test_control_refuses_what_it_cannot_do(fake: Fakepay) -> None:
    impossible: list[Callable[[], Any]] = [
        lambda: fake.fault(when="never", how="500"),
        lambda: fake.nonsense(at="all"),
        lambda: fake.buyer(session="cs_test_none", do="pay"),
    ]
    for asked in impossible:
        with pytest.raises(Refused):
            asked()


def test_a_demo_survives_a_restart(tmp_path: Path) -> None:
    kept = ["--state", str(tmp_path / "fakepay.json"), "--live"]
    with fakepay(*kept) as before:
        shop = Shop(before, before.account()["id"])
        session = shop.open(2500, "usd", key="k1")
        fake_time = before.clock(add=600)["now"]
    with fakepay(*kept) as after:
        again = Shop(after, shop.account)
        assert again.look(session).livemode is True
        assert again.open(2500, "usd", key="k1").id == session.id
        assert after.look("clock")["now"] >= fake_time
        after.buyer(session=session.id, do="pay")
        assert [each["charged"] for each in after.look("money")] == [2500]
