"""The commands about rails, as an operator types them: connect, check, list, reconcile, tasks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from app.affiliates.service import set_notify_address
from app.core.clock import now
from app.core.mail import Letter
from app.ordering.models import Order
from app.payments.models import Payment, PaymentState, RailAccount
from app.settings import Settings
from tests.cli.conftest import Bazaar
from tests.factories.carding import CardShop, card_shop
from tests.factories.catalogue import a_group
from tests.factories.ordering import the_group
from tests.fakepay.client import Fakepay
from tests.fakepay.running import fakepay

LONG_AGO = "2020-01-01"


@pytest.fixture(scope="session")
def server() -> Iterator[Fakepay]:
    with fakepay() as running:
        yield running


@pytest.fixture
def shop(data: Path, server: Fakepay) -> Iterator[CardShop]:
    server.reset()
    with card_shop(data, server) as made:
        yield made


def stripe(fake: Fakepay) -> dict[str, str]:
    """The settings of a bazaar whose Stripe is the stand-in."""
    return {"BAZAAR_STRIPE_KEY": fake.key, "BAZAAR_STRIPE_SECRET": fake.secret, "BAZAAR_STRIPE_API": fake.url}


@pytest.mark.parametrize("half", ["BAZAAR_STRIPE_KEY", "BAZAAR_STRIPE_SECRET"])
def test_half_a_configuration_is_refused_at_start_with_one_plain_line(bazaar: Bazaar, half: str) -> None:
    for command in ("serve", "work", "migrate", "reconcile"):
        done = bazaar(command, **{half: "sk_test_half"})
        assert done.returncode == 1
        (line,) = done.stderr.strip().splitlines()
        assert line.startswith("bazaar: ")
        assert "BAZAAR_STRIPE_KEY and BAZAAR_STRIPE_SECRET belong together" in line
        assert "sk_test_half" not in line
        assert "Value error" not in line


@pytest.mark.parametrize("key", ["nonsense", "pk_test_shown_to_all", "whsec_0"])
def test_what_is_no_secret_key_is_refused_at_start_with_one_plain_line(bazaar: Bazaar, key: str) -> None:
    done = bazaar("migrate", BAZAAR_STRIPE_KEY=key, BAZAAR_STRIPE_SECRET="whsec_0")
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "bazaar: The setting BAZAAR_STRIPE_KEY cannot be used: "
        "it must begin with sk_ or rk_, as the secret keys of Stripe do."
    )


@pytest.mark.parametrize(("key", "secret"), [("sk_test_half", ","), ("sk_test_half", " , "), (" ", "whsec_half")])
def test_commas_and_blanks_are_no_half_of_it(bazaar: Bazaar, key: str, secret: str) -> None:
    """It started, and every event of Stripe was refused."""
    done = bazaar("migrate", BAZAAR_STRIPE_KEY=key, BAZAAR_STRIPE_SECRET=secret)
    assert done.returncode == 1
    assert "belong together" in done.stderr


def test_blanks_alone_set_nothing_up_and_blanks_around_are_no_part_of_it(tmp_path: Path) -> None:
    def told(key: str, secret: str) -> Settings:
        return Settings(data=tmp_path, stripe_key=SecretStr(key), stripe_secret=SecretStr(secret))

    assert not told(" ", " , ").paid_by_card
    assert told(" sk_test_0\n", " whsec_0 ,").stripe_key.get_secret_value() == "sk_test_0"


def test_without_any_rail_the_commands_say_so(bazaar: Bazaar, shop: CardShop) -> None:
    done = bazaar("rail", "connect", "machakos")
    assert (done.returncode, done.stderr.strip()) == (1, "bazaar: This way of paying is not set up here.")
    assert bazaar("reconcile").returncode == 0


def test_a_key_that_stripe_does_not_take_is_named_as_what_it_is(bazaar: Bazaar, shop: CardShop) -> None:
    setup = {**stripe(shop.fake), "BAZAAR_STRIPE_KEY": shop.fake.key + "x"}
    for command in (("rail", "check", "machakos"), ("rail", "connect", "machakos"), ("reconcile",)):
        done = bazaar(*command, **setup)
        assert (done.returncode, done.stderr.strip()) == (
            1,
            "stripe does not take our key: please look at the settings.",
        )
    assert "key_refused    stripe" in bazaar("tasks").stdout


def test_an_account_is_connected_checked_and_listed(bazaar: Bazaar, shop: CardShop) -> None:
    setup = stripe(shop.fake)
    told = bazaar("rail", "list", **setup)
    assert told.returncode == 0, told.stderr
    assert "live: buyers can pay by card" in told.stdout
    shop.fake.stand(account=shop.account, standing="disabled")
    told = bazaar("rail", "check", "machakos", **setup)
    assert "not live: requirements.past_due; still needed: individual.verification.document" in told.stdout
    assert "not live" in bazaar("rail", "list", **setup).stdout
    shop.fake.stand(account=shop.account, standing="ready")
    assert "live: buyers can pay by card" in bazaar("rail", "check", "machakos", **setup).stdout
    again = bazaar("rail", "connect", "machakos", **setup)
    assert again.returncode == 0, again.stderr
    assert shop.account in again.stdout
    assert f"{shop.fake.url}/onboard/" in again.stdout
    assert "http://" in again.stdout.splitlines()[-1]
    assert bazaar("rail", "check", "nobody", **setup).returncode == 1


def test_an_account_that_was_taken_back_is_replaced_by_another_one(bazaar: Bazaar, shop: CardShop) -> None:
    setup = stripe(shop.fake)
    shop.fake.disconnect(account=shop.account)
    told = bazaar("rail", "connect", "machakos", **setup)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.splitlines()[-1].endswith("bazaar rail connect machakos --new")
    assert "not live: taken_back" in bazaar("rail", "list", **setup).stdout  # it was asked about on the way
    told = bazaar("rail", "connect", "machakos", "--country", "GB", **setup)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.splitlines() == [
        f"Machakos has the account {shop.account}, and an account keeps its country.",
        "Another one: bazaar rail connect machakos --country GB --new",
    ]
    with shop.database.writing() as db:
        set_notify_address(db, group=the_group(db), email="rose@example.org")
    other = bazaar("rail", "connect", "machakos", "--country", "GB", "--new", **setup)
    assert other.returncode == 0, other.stderr
    account = account_of(shop)
    assert account != shop.account
    assert account in other.stdout
    assert f"{shop.fake.url}/onboard/" in other.stdout
    again = bazaar("rail", "connect", "machakos", **setup)
    assert account in again.stdout
    with shop.database.reading() as db:
        assert [one.key for one in db.scalars(select(Letter)) if one.key.startswith("pay-machakos-")]


def test_another_account_that_was_made_and_not_written_down_is_found_again(bazaar: Bazaar, shop: CardShop) -> None:
    setup = stripe(shop.fake)
    assert bazaar("rail", "connect", "machakos", "--new", "--country", "GB", **setup).returncode == 0
    made = account_of(shop)
    with shop.database.writing() as db:  # as if the process had died before the commit
        db.execute(update(RailAccount).values(account=shop.account))
    assert bazaar("rail", "connect", "machakos", "--new", "--country", "GB", **setup).returncode == 0
    assert account_of(shop) == made
    assert bazaar("rail", "connect", "machakos", "--new", "--country", "GB", **setup).returncode == 0
    assert account_of(shop) not in (made, shop.account)  # asked for once more, it is one more


def test_a_country_without_accounts_is_named_once_and_another_one_is_taken(bazaar: Bazaar, shop: CardShop) -> None:
    setup = stripe(shop.fake)
    with shop.database.writing() as db:
        a_group(db, "kampala", country="UG", currency="UGX")
    told = bazaar("rail", "connect", "kampala", **setup)
    assert (told.returncode, told.stdout) == (1, "")
    line, hint = told.stderr.splitlines()
    assert line.startswith("stripe says no: ")
    assert hint.endswith("bazaar rail connect kampala --country CODE")
    told = bazaar("rail", "connect", "kampala", "--country", "gb", **setup)
    assert told.returncode == 0, told.stderr


def account_of(shop: CardShop) -> str:
    """The account that is Machakos's now."""
    with shop.database.reading() as db:
        return db.scalars(select(RailAccount.account)).one()


def test_a_rail_that_does_not_answer_is_one_plain_line(bazaar: Bazaar, shop: CardShop) -> None:
    shop.fake.down()
    for command in (("rail", "check", "machakos"), ("rail", "connect", "machakos"), ("reconcile",)):
        done = bazaar(*command, **stripe(shop.fake))
        assert done.returncode == 1
        assert "does not answer" in done.stderr
        assert "Traceback" not in done.stderr
    shop.fake.calm()


def test_what_differs_becomes_a_task_and_the_task_can_be_closed(bazaar: Bazaar, shop: CardShop) -> None:
    setup = stripe(shop.fake)
    payment = shop.paid(shop.order())
    done = bazaar("reconcile", "--since", LONG_AGO, **setup)
    assert (done.returncode, done.stdout.strip()) == (0, "Nothing differs."), done.stderr
    assert bazaar("tasks", **setup).stdout.strip() == "Nothing waits."
    with shop.database.writing() as db:
        db.execute(update(Payment).where(Payment.id == payment).values(captured_amount=1, looked_at=now()))
    done = bazaar("reconcile", "--since", LONG_AGO, **setup)
    assert done.returncode == 1
    assert done.stdout.splitlines()[0].startswith("amount: another amount came")
    assert done.stdout.splitlines()[-1] == "1 difference; see: bazaar tasks"
    (line,) = bazaar("tasks", **setup).stdout.strip().splitlines()
    number, _day, kind, *_words = line.split()
    assert kind == "reconcile"
    assert "here KES 0.01" in line
    assert bazaar("tasks", "--close", number, **setup).returncode == 2
    assert bazaar("tasks", "--close", number, "--by", "Rose", **setup).stdout.strip() == "Closed."
    assert bazaar("tasks", "--close", number, "--by", "Rose", **setup).returncode == 1
    assert bazaar("tasks", **setup).stdout.strip() == "Nothing waits."
    assert number in bazaar("tasks", "--closed", **setup).stdout


def test_an_order_is_looked_at_by_its_number_and_what_stands_now_is_said(bazaar: Bazaar, shop: CardShop) -> None:
    setup, order = stripe(shop.fake), shop.order()
    payment = shop.payment(shop.paid(order))
    with shop.database.reading() as db:
        number = db.get_one(Order, order).number
    charge = shop.fake.look("money")[0]["charge"]
    shop.fake.stripe(shop.account).v1.refunds.create({"charge": charge, "amount": 100_000})
    dispute = shop.fake.dispute(charge=charge, amount=1_000)["id"]  # and nobody tells us
    done = bazaar("rail", "sync", number.lower(), **setup)
    assert done.returncode == 0, done.stderr
    (refund,) = shop.refunds(order)
    assert done.stdout.splitlines() == [
        f"Order {number}: confirmed",
        f"stripe {payment.ref}: captured, KES 3500.00 came",
        f"refund {refund.ref}: succeeded, KES 1000.00",
        f"dispute {dispute}: needs_response, KES 10.00",
        "KES 3500.00 came, KES 1000.00 went back; the group has KES 2500.00",
        "Waits for a person: dispute; see: bazaar tasks",
    ]
    shop.fake.close_dispute(dispute=dispute, won=False)
    told = bazaar("rail", "sync", number, **setup).stdout
    assert "KES 1010.00 went back, KES 10.00 of it taken by a bank; the group has KES 2490.00" in told
    shop.fake.down()
    done = bazaar("rail", "sync", number, **setup)
    shop.fake.calm()
    assert (done.returncode, done.stdout) == (1, told)
    assert "does not answer" in done.stderr
    assert bazaar("rail", "sync", "NOSUCH", **setup).returncode == 1


def test_an_order_that_no_rail_was_asked_for_says_so(bazaar: Bazaar, shop: CardShop) -> None:
    order = shop.order()
    with shop.database.reading() as db:
        number = db.get_one(Order, order).number
    done = bazaar("rail", "sync", number, **stripe(shop.fake))
    assert done.returncode == 0, done.stderr
    assert "No rail was ever asked for its money." in done.stdout
    assert "Nothing waits for a person." in done.stdout


def test_what_asking_again_mends_is_said_and_is_no_task(bazaar: Bazaar, shop: CardShop) -> None:
    setup, order = stripe(shop.fake), shop.order()
    payment = shop.page(order)
    shop.buyer(payment, "pay")
    with shop.database.writing() as db:
        told = {"state": PaymentState.CLOSED, "looked_at": now() - timedelta(days=1)}
        db.execute(update(Payment).where(Payment.id == payment).values(**told))
    done = bazaar("reconcile", "--since", LONG_AGO, **setup)
    assert done.returncode == 0, done.stderr
    first, *last = done.stdout.splitlines()
    assert first.startswith("mended now: paid_there: ")
    assert last == ["1 mended, by asking the rail again.", "Nothing else differs."]
    assert (shop.state(order), bazaar("tasks", **setup).stdout.strip()) == ("confirmed", "Nothing waits.")


def test_a_day_that_is_none_is_refused_and_one_long_ago_takes_in_everything(bazaar: Bazaar, shop: CardShop) -> None:
    setup = stripe(shop.fake)
    assert bazaar("reconcile", "--since", "yesterday", **setup).returncode == 2
    payment = shop.page(shop.order())
    with shop.database.writing() as db:
        db.execute(update(Payment).where(Payment.id == payment).values(state=PaymentState.CLOSED))
    assert bazaar("reconcile", "--since", LONG_AGO, **setup).returncode == 1


def test_a_person_decides_about_a_payment_that_differs(bazaar: Bazaar, shop: CardShop) -> None:
    setup = stripe(shop.fake)
    numbers = []
    for _one in range(2):
        payment = shop.page(shop.order())
        shop.buyer(payment, "pay")
        with shop.database.writing() as db:
            db.execute(update(Payment).where(Payment.id == payment).values(amount=Payment.amount - 1))
            numbers.append(db.get_one(Order, shop.payment(payment).payable).number)
    why = ("--by", "Rose", "--note", "One cent more")
    for missing in (why[:2], why[2:], ()):
        assert bazaar("rail", "settle", numbers[0], "--accepted", *missing, **setup).returncode == 2
    assert bazaar("rail", "settle", numbers[0], *why, **setup).returncode == 2
    done = bazaar("rail", "settle", numbers[0], "--accepted", *why, **setup)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, f"Order {numbers[0]}: confirmed"), done.stderr
    again = bazaar("rail", "settle", numbers[0], "--accepted", *why, **setup)
    assert (again.returncode, again.stderr.strip()) == (1, "bazaar: No payment is open for this order.")
    done = bazaar("rail", "settle", numbers[1], "--refused", *why, **setup)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, f"Order {numbers[1]}: awaiting_payment"), done.stderr
    assert "came and is not counted; it goes back by hand (Rose: One cent more)" in bazaar("tasks", **setup).stdout
    page = shop.page(shop.order())
    with shop.database.reading() as db:
        number = db.get_one(Order, shop.payment(page).payable).number
    plain = bazaar("rail", "settle", number, "--accepted", *why, **setup)
    assert (plain.returncode, "nothing to decide" in plain.stderr) == (1, True)
