"""Faults of payments that were shipped elsewhere, each with the public thread that tells of it, as a test of ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from app.core.jobs import JobContext
from app.core.money import Money
from app.ordering import cards, ending
from app.ordering.desk import TaskKind, waits
from app.ordering.tasks import differs
from app.payments import sync
from app.payments.models import Payment, PaymentEnd, PaymentState, RefundState
from app.payments.rail import Attempt, Seen, Standing, Wanted
from app.payments.stripe_rail import StripeRail
from app.payments.sync import differences
from tests.factories.carding import BACK, CardShop
from tests.factories.ordering import GROUP, changing, wrong
from tests.fakepay.client import Fakepay


def sent(shop: CardShop, path: str) -> list[dict[str, Any]]:
    """The calls of a path that were really made, with their parameters."""
    return [one for one in shop.fake.look("ledger") if one["method"] == "POST" and one["path"] == path]


def names(of: object) -> set[str]:
    """The name of every parameter, at any depth. Values are left out: an id of random hex digits may spell "fee"."""
    if isinstance(of, dict):
        return {*map(str, of)}.union(*map(names, of.values()))
    if isinstance(of, list):
        return set().union(*map(names, of))
    return set()


def test_complete_and_unpaid_is_neither_paid_nor_failed(small_shop: CardShop) -> None:
    """gameserverapp #1216: goods were given out for a bank payment that later failed."""
    order = small_shop.order(told=None, mat=1)
    payment = small_shop.page(order, slow=True)
    small_shop.buyer(payment, "pay_slowly")
    seen = small_shop.look(payment)
    assert seen.standing is Standing.AT_BANK
    assert small_shop.payment(payment).state is PaymentState.OPEN
    assert small_shop.state(order) == "awaiting_payment"


def test_expiring_a_page_that_is_over_is_an_answer_and_no_fault(small_shop: CardShop) -> None:
    """Stripe answers 400 to that; shops took it for a failure and kept their goods locked."""
    order = small_shop.order()
    payment = small_shop.page(order)
    small_shop.buyer(payment, "expire")
    cards.close(small_shop.database, order)
    assert small_shop.payment(payment).state is PaymentState.CLOSED
    again = small_shop.page(order)
    cards.close(small_shop.database, order)
    assert sync.give_up(small_shop.database, again).standing is Standing.ENDED
    assert small_shop.payment(again).ended is PaymentEnd.GIVEN_UP


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("amount", {"amount": Money(1, "KES")}),
        ("amount", {"amount": Money(350_000, "TZS")}),
        ("account", {"account": "acct_of_somebody"}),
        ("payment", {"ours": uuid4()}),
        ("ref", {"ref": "cs_test_other"}),
        ("fee", {"fee": 100}),
    ],
)
def test_what_is_not_what_was_asked_confirms_nothing_and_a_person_is_told(
    small_shop: CardShop, name: str, change: dict[str, Any]
) -> None:
    """Shops confirmed orders by a payment of one cent, or by one of another shop, because its event was signed."""
    order = small_shop.order()
    payment = small_shop.page(order)
    small_shop.buyer(payment, "pay")
    right = Seen(Standing.CAPTURED, small_shop.payment(payment).ref, "pi_1", amount=small_shop.payment(payment).asked)
    wrong_one = Seen(**{**vars(right), "account": small_shop.account, "ours": payment, **change})
    assert not sync.apply(small_shop.database, payment, wrong_one)
    assert small_shop.payment(payment).state is PaymentState.OPEN
    fields = differences(small_shop.payment(payment), wrong_one)
    assert list(fields) == [name]
    for _twice in range(2):
        differs(JobContext(small_shop.database, None), payment=str(payment), fields=fields)
    cards.settle_order(small_shop.database, order)
    assert small_shop.state(order) == "awaiting_payment"
    with small_shop.database.reading() as db:
        assert waits(db, TaskKind.DIFFERS, order)


def test_refunded_is_what_the_rail_says_and_not_what_was_asked(small_shop: CardShop) -> None:
    """polar #5422: an order counted as refunded while the refund was under way, and after it had failed."""
    order = small_shop.order()
    payment = small_shop.paid(order)
    with changing(small_shop.database, order) as (db, one):
        ending.call_off(db, one, by=GROUP, note="No sisal")
    small_shop.fake.next_refunds(statuses=["pending"])
    small_shop.send_refunds(order)
    (refund,) = small_shop.refunds(order)
    assert refund.state is RefundState.PENDING
    small_shop.fake.refund_fails(refund=refund.ref)
    small_shop.look(payment)
    assert small_shop.refunds(order)[0].state is RefundState.FAILED
    with small_shop.database.reading() as db:
        assert waits(db, TaskKind.REFUND_FAILED, order)
    assert wrong(small_shop.database) == []


def test_the_network_asks_for_no_fee_and_for_none_back(small_shop: CardShop) -> None:
    """A refund with `refund_application_fee` fails where no fee was taken; a fee that nobody agreed to is theft."""
    order = small_shop.order()
    small_shop.paid(order)
    with changing(small_shop.database, order) as (db, one):
        ending.call_off(db, one, by=GROUP, note="No sisal")
    small_shop.send_refunds(order)
    calls = [*sent(small_shop, "/v1/checkout/sessions"), *sent(small_shop, "/v1/refunds")]
    assert len(calls) == 2
    assert "line_items" in names(calls)
    assert not any("fee" in name for name in names(calls))
    money = small_shop.fake.look("money")
    assert [(one["application_fee"], one["application_fee_refunds_asked"]) for one in money] == [(0, 0)]
    with small_shop.database.reading() as db:
        frozen = [one for one in db.scalars(select(Payment.frozen)) if one]
    assert "line_items" in names(frozen)
    assert not any("fee" in name for name in names(frozen))


def test_our_ids_are_on_the_page_and_on_the_money_itself(small_shop: CardShop) -> None:
    """Ids on the page alone are missing where somebody looks at a charge, a refund or a dispute."""
    payment = small_shop.paid(small_shop.order())
    (money,) = small_shop.fake.look("money")
    assert money["metadata"]["payment"] == str(payment)
    client, ref = small_shop.fake.stripe(small_shop.account), small_shop.payment(payment).ref
    session = client.v1.checkout.sessions.retrieve(ref or "")
    assert session.metadata is not None
    assert session.metadata["payment"] == session.client_reference_id == str(payment)


@pytest.mark.parametrize("times", [1, 2])
def test_too_many_requests_are_asked_again_and_make_one_page(small_shop: CardShop, times: int) -> None:
    """The library repeats other faults, but not 429: buyers saw an error page on busy days."""
    order = small_shop.order()
    payment = small_shop.begin(order)
    small_shop.fake.fault(when="before", how="429", path="POST /v1/checkout/sessions", times=times)
    assert sync.start(small_shop.database, payment)
    assert len({one["key"] for one in sent(small_shop, "/v1/checkout/sessions")}) == 1
    small_shop.buyer(payment, "pay")
    small_shop.look(payment)
    assert small_shop.charged() == 1


@pytest.mark.parametrize(
    ("money", "number"),
    [
        (Money(5_000, "UGX"), 500_000),  # woocommerce-gateway-stripe #2674: a hundredth was charged
        (Money(5_000, "ISK"), 500_000),
        (Money(5_000, "JPY"), 5_000),  # #883: a hundred times too much
        (Money(5_000, "RWF"), 5_000),
        (Money(350_000, "KES"), 350_000),
        (Money(50_000, "HUF"), 50_000),
        (Money(12_340, "BHD"), 12_340),
    ],
)
def test_a_page_asks_for_what_the_currency_means_at_stripe(fake: Fakepay, money: Money, number: int) -> None:
    """woocommerce-gateway-stripe #883, #2674: decimals belong to a currency and a rail, not to a currency."""
    account, rail = fake.account(country="DE")["id"], StripeRail(fake.key, (fake.secret,), api=fake.url)
    until = datetime.now(UTC) + timedelta(minutes=40)
    wanted = Wanted("N1", "Order N1", "en", BACK, slow=False)
    frozen = rail.freeze(money, wanted, until=until, account=account)
    attempt = Attempt(uuid4(), "key", uuid4(), account, money, frozen, datetime.now(UTC))
    seen = rail.start(attempt)
    fake.buyer(session=seen.ref, do="pay")
    (moved,) = fake.look("money")
    assert (moved["charged"], moved["currency"]) == (number, money.currency.lower())
    assert rail.fetch(attempt).amount == money


def test_a_card_that_was_declined_three_times_and_then_taken_is_charged_once(small_shop: CardShop) -> None:
    """vendure #3653, medusa #13301: the news of a decline came last and undid the payment."""
    order = small_shop.order()
    payment = small_shop.page(order)
    small_shop.buyer(payment, "decline")
    stale = sync.sync(small_shop.database, payment)
    small_shop.buyer(payment, "pay")
    small_shop.look(payment)
    sync.apply(small_shop.database, payment, stale)
    cards.settle_order(small_shop.database, order)
    assert small_shop.state(order) == "confirmed"
    assert small_shop.payment(payment).state is PaymentState.CAPTURED
    assert small_shop.charged() == 1


def test_one_payment_never_takes_pieces_twice_however_often_the_order_is_settled(small_shop: CardShop) -> None:
    """medusa #13625: each repeat of the news took pieces from the shelf once more."""
    order = small_shop.order(told=None, kiondo=2)
    payment = small_shop.paid(order)
    for _again in range(3):
        small_shop.look(payment)
    assert wrong(small_shop.database) == []
    with small_shop.database.writing() as db:
        db.execute(update(Payment).where(Payment.id == payment).values(looked_at=None))
    small_shop.look(payment)
    assert wrong(small_shop.database) == []
