"""Without script: a buyer pays by card on Stripe's page; whatever happens there, each side is told plainly."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from httpx2 import HTTPStatusError
from sqlalchemy import select, update

from app.core.clock import now
from app.core.mail import Letter
from app.core.tokens import Tokens, named_in
from app.ordering.models import Order
from app.ordering.tasks import sweep
from app.payments.models import Payment
from app.payments.tasks import sweep as look_at_rails
from tests.factories.card_street import Street
from tests.factories.ordering import an_order
from tests.fakepay.payer import Payer
from tests.journeys.test_an_order_from_basket_to_parcel import hidden

TURNED_BACK = "You came back without paying; nothing was charged. You can pay now or later."
BEGAN = "nothing was charged, and you can go on safely"


def paid(street: Street, *skus: str) -> str:
    """An order whose first half was paid by card; its address."""
    order = street.order(*(skus or ("kiondo",)))
    street.back(street.pay_page(order).pay())
    street.news()
    return order


def charged(street: Street) -> list[int]:
    """What Stripe truly took, in the smallest unit on its wire."""
    return [one["charged"] for one in street.fake.look("money") if one["status"] == "succeeded"]


def test_half_by_card_then_the_rest_by_card_then_the_parcel(card_street: Street) -> None:
    order = card_street.order("kiondo")
    assert "by card" in card_street.page(order)
    assert "Waits for" in card_street.answer_page(order)
    card_street.back(card_street.pay_page(order).pay())
    card_street.news()
    assert "Confirmed" in card_street.page(order)
    assert card_street.act(order, "rest")[0] == 303
    page = card_street.back(card_street.pay_page(order).pay())
    assert page.count("came by card on") == 2
    assert card_street.act(order, "parcel", words="By air", tracking="RR123")[0] == 303
    assert "RR123" in card_street.page(order)
    assert charged(card_street) == [360_000, 360_000]


def test_the_group_sees_money_only_when_stripe_says_so(card_street: Street) -> None:
    order = card_street.order("kiondo")
    assert "Money came" in card_street.answer_page(order)
    payer = card_street.pay_page(order)
    page = card_street.answer_page(order)
    assert "The buyer began to pay by card" in page
    assert "Money came" not in page
    where = payer.pay()
    assert "Paid:" not in card_street.answer_page(order)  # only Stripe knows yet
    card_street.back(where)
    assert "Paid:" in card_street.answer_page(order)


def test_who_comes_back_without_having_paid_is_believed_nothing(card_street: Street) -> None:
    order = card_street.order("kiondo")
    card_street.pay_page(order)
    assert "You began to pay by card" in card_street.back(f"/paid/{card_street.number(order)}")
    assert "Paid:" not in card_street.answer_page(order)


def test_a_declined_card_is_said_and_another_try_pays(card_street: Street) -> None:
    order = card_street.order("kiondo")
    payer = card_street.pay_page(order)
    assert payer.decline() is None
    card_street.news()
    page = card_street.page(order)
    assert "The bank did not accept the card. Nothing was charged." in page
    assert card_street.pay_page(order).page == payer.page
    assert "Confirmed" in card_street.back(payer.pay())
    assert len(charged(card_street)) == 1


def test_who_cancels_on_the_page_can_go_on_safely_or_pay_another_way(card_street: Street) -> None:
    order = card_street.order("kiondo")
    payer = card_street.pay_page(order)
    assert TURNED_BACK in card_street.back(payer.cancel())
    assert BEGAN in card_street.page(order)  # the mark chose words of one page; how it stands is what the rail says
    assert card_street.press(order, "other")[0] == 303
    assert "Till 0000" in card_street.page(order)
    with pytest.raises(HTTPStatusError):
        payer.pay()  # nobody can pay twice
    assert card_street.act(order, "money", amount="3600", means="bank_transfer")[0] == 303
    assert "Confirmed" in card_street.page(order)
    assert charged(card_street) == []


def test_who_paid_is_not_told_of_turning_back_whatever_the_address_says(card_street: Street) -> None:
    order = card_street.order("kiondo")
    payer = card_street.pay_page(order)
    turned = payer.cancel()
    payer.pay()
    page = card_street.back(turned)
    assert "Confirmed" in page
    assert TURNED_BACK not in page
    assert TURNED_BACK not in card_street.page(f"{order}?unpaid=yes")


def test_where_nobody_can_ask_nothing_is_said_of_turning_back(card_street: Street) -> None:
    order = card_street.order("kiondo")
    turned = card_street.pay_page(order).cancel()
    card_street.fake.down()
    page = card_street.back(turned)
    assert BEGAN in page
    assert TURNED_BACK not in page


def test_an_attempt_keeps_the_address_it_began_with(card_street: Street) -> None:
    order = card_street.order("kiondo")
    card_street.pay_page(order)
    with card_street.database.writing() as db:  # as one that began before turning back had an address of its own
        begun = db.scalars(select(Payment).where(Payment.ref.is_not(None))).one()
        assert begun.frozen is not None
        assert begun.frozen["cancel_url"] == f"{begun.frozen['success_url']}?unpaid=yes"
        begun.frozen = before = {**begun.frozen, "cancel_url": begun.frozen["success_url"]}
    card_street.pay_page(order)
    with card_street.database.reading() as db:
        assert db.scalars(select(Payment.frozen).where(Payment.ref.is_not(None))).one() == before


def test_a_page_that_ran_out_is_said_and_can_be_begun_again(card_street: Street) -> None:
    order = card_street.order("kiondo")
    payer = card_street.pay_page(order)
    card_street.fake.buyer(session=card_street.session(payer), do="expire")
    card_street.news()
    assert "The card page closed before anything was paid." in card_street.page(order)
    again = card_street.pay_page(order)
    assert again.page != payer.page
    assert "Confirmed" in card_street.back(again.pay())


@pytest.mark.parametrize(("bank", "words"), [("settle", "Confirmed"), ("fail", "The payment by card came to nothing.")])
def test_a_slow_bank_is_waited_for_and_its_answer_is_said(card_street: Street, bank: str, words: str) -> None:
    order = card_street.order("mat")
    payer = card_street.pay_page(order)
    assert "Your bank is still working on your payment." in card_street.back(payer.slow())
    card_street.news()
    assert "a bank that takes some days" in card_street.answer_page(order)
    page = card_street.page(order)
    assert "Give up this order" not in page
    assert "The pieces are kept for you until that is known." in page
    assert page.count("The pieces are kept for you") == 1  # no day
    card_street.fake.buyer(session=card_street.session(payer), do=bank)
    card_street.news()
    assert words in card_street.page(order)
    if bank == "fail":
        assert "Confirmed" in card_street.back(card_street.pay_page(order).pay())


def test_who_paid_what_differs_is_told_that_somebody_looks_and_not_to_pay_again(card_street: Street) -> None:
    order = card_street.order("kiondo")
    where = card_street.pay_page(order).pay()
    with card_street.database.writing() as db:
        db.execute(update(Payment).where(Payment.ref.is_not(None)).values(amount=Payment.amount - 1))
    card_street.back(where)
    card_street.news()
    page = card_street.page(order)
    assert "Please do not pay again until then." in page
    assert "by card</span></button>" not in page
    assert "Till 0000" not in page
    assert "Give up this order" not in page
    page = card_street.answer_page(order)
    assert "is not clear. Somebody looks into it." in page
    assert "Money came" not in page


def test_what_others_could_buy_meanwhile_is_not_paid_by_slow_ways(card_street: Street) -> None:
    payer = card_street.pay_page(card_street.order("kiondo"))
    with pytest.raises(LookupError):
        payer.slow()


def ended_while_paying(street: Street, sku: str) -> tuple[str, Payer]:
    """An order that ended though its page could still be paid, as after a fault of ours."""
    order = street.order(sku)
    payer = street.pay_page(order)
    id_ = named_in(order.rpartition("/")[2])
    with street.database.writing() as db:
        db.execute(update(Payment).where(Payment.payable == id_, Payment.ref.is_not(None)).values(state="closed"))
        db.execute(update(Order).where(Order.id == id_).values(expires_at=now() - timedelta(minutes=1)))
    sweep(street.database)
    assert "Nothing is owed." in street.page(order)
    return order, payer


def test_late_money_brings_an_order_back_whose_goods_are_there(card_street: Street) -> None:
    order, payer = ended_while_paying(card_street, "kiondo")
    assert "Confirmed" in card_street.back(payer.pay())
    assert "Money came late, and the goods were still there" in card_street.page(order)


def test_late_money_for_goods_that_are_gone_goes_back_and_both_sides_read_it(card_street: Street) -> None:
    order, payer = ended_while_paying(card_street, "throne")
    an_order(card_street.database, throne=1)
    page = card_street.back(payer.pay())
    assert "Your payment came after this order had ended, and the pieces were gone." in page
    card_street.news()
    card_street.news()
    assert "went back by card" in card_street.page(order)
    assert "went back by card" in card_street.answer_page(order)
    assert [one["refunded"] for one in card_street.fake.look("money")] == charged(card_street)


def test_a_refund_in_parts_and_no_more_than_came(card_street: Street) -> None:
    order = paid(card_street)
    assert card_street.act(order, "card_refund", amount="600")[0] == 303
    assert "is being sent back by card" in card_street.page(order)
    card_street.work()
    assert "went back by card" in card_street.page(order)
    status, page = card_street.act(order, "card_refund", amount="3000.01")
    assert status == 422
    assert "of what came in can still go back" in page
    assert card_street.act(order, "card_refund", amount="3000")[0] == 303
    card_street.news()
    assert [one["refunded"] for one in card_street.fake.look("money")] == [360_000]


def test_a_refund_pressed_twice_is_one(card_street: Street) -> None:
    order = paid(card_street)
    seen = {"amount": "600", "version": hidden(card_street.answer_page(order))["version"]}
    for _press in range(2):
        assert card_street.act(order, "card_refund", form_key="f" * 32, **seen)[0] == 303
    assert card_street.act(order, "card_refund", **seen)[0] == 409  # another phone, before it saw that
    card_street.news()
    assert [one["refunded"] for one in card_street.fake.look("money")] == [60_000]


def test_calling_it_off_sends_all_of_it_back_by_itself(card_street: Street) -> None:
    order = paid(card_street)
    assert card_street.act(order, "decline", reason="No sisal this year")[0] == 303
    card_street.news()
    assert "went back by card" in card_street.page(order)
    assert "the pieces were gone" not in card_street.page(order)
    assert [one["refunded"] for one in card_street.fake.look("money")] == [360_000]


def test_a_refund_that_fails_is_said_to_both_and_can_be_paid_another_way(card_street: Street) -> None:
    order = paid(card_street)
    card_street.fake.next_refunds(statuses=["failed"])
    card_street.act(order, "decline", reason="No sisal this year")
    card_street.news()
    assert "could not be sent back by card" in card_street.page(order)
    assert "could not be sent back by card" in card_street.answer_page(order)
    assert "Money was sent back" in card_street.answer_page(order)


def test_what_the_bank_took_back_is_said_and_is_not_offered_to_be_sent(card_street: Street) -> None:
    order = paid(card_street)
    assert "Send money back by card" in card_street.answer_page(order)
    charge = card_street.fake.look("money")[0]["charge"]
    dispute = card_street.fake.dispute(charge=charge)["id"]
    card_street.fake.close_dispute(dispute=dispute, won=False)
    card_street.news()
    page, answers = card_street.page(order), card_street.answer_page(order)
    assert "Your bank took" in page
    assert "The buyer’s bank took" in answers
    for words in ("Paid:", "Send money back by card"):
        assert words not in page + answers
    assert card_street.act(order, "decline", reason="No sisal this year")[0] == 303
    card_street.news()
    for words in ("could not be sent back", "Money was sent back", "Money that goes back"):
        assert words not in card_street.page(order) + card_street.answer_page(order)
    with card_street.database.reading() as db:
        letters = [one.text for one in db.scalars(select(Letter))]
    assert not any("could not be sent back" in text for text in letters)


def test_money_the_group_sent_back_at_stripe_is_told_as_gone_back(card_street: Street) -> None:
    """Called off before the news had come, both sides read that it could not be sent back, though it had been."""
    order = paid(card_street)
    (money,) = card_street.fake.look("money")
    client = card_street.fake.stripe(money["account"])
    client.v1.refunds.create({"payment_intent": money["payment_intent"]})
    assert card_street.act(order, "decline", reason="No sisal this year")[0] == 303
    card_street.work()
    for page in (card_street.page(order), card_street.answer_page(order)):
        assert "went back by card" in page
        assert "could not be sent back" not in page
    with card_street.database.reading() as db:
        letters = [one.text for one in db.scalars(select(Letter))]
    assert not any("could not be sent back" in text for text in letters)
    assert any("goes back to your card" in text for text in letters)


def test_who_gives_up_while_a_page_is_open_can_no_longer_pay_there(card_street: Street) -> None:
    order = card_street.order("kiondo")
    payer = card_street.pay_page(order)
    assert card_street.press(order, "withdraw")[0] == 303
    assert "Cancelled" in card_street.page(order)
    with pytest.raises(HTTPStatusError):
        payer.pay()


def test_who_gives_up_just_after_paying_has_paid(card_street: Street) -> None:
    order = card_street.order("kiondo")
    card_street.pay_page(order).pay()
    status, page = card_street.press(order, "withdraw")
    assert status == 409
    assert "The payment for this order has just come" in page
    assert "Confirmed" in card_street.page(order)


def test_money_by_hand_is_not_written_down_while_a_page_is_open(card_street: Street) -> None:
    order = card_street.order("kiondo")
    card_street.pay_page(order)
    status, page = card_street.act(order, "money", amount="3600", means="bank_transfer")
    assert status == 409
    assert "A payment by card is under way for this order." in page


def test_while_stripe_is_away_nothing_is_lost_and_pressing_again_works(card_street: Street) -> None:
    order = card_street.order("kiondo")
    card_street.fake.down()
    status, page = card_street.press(order, "card")
    assert status == 503
    assert "Nothing is lost: please try again in a few minutes." in page
    assert card_street.buyer.get("/products").status_code == 200
    assert "You began to pay by card" in card_street.page(order)
    card_street.fake.calm()
    assert "Confirmed" in card_street.back(card_street.pay_page(order).pay())
    assert len(charged(card_street)) == 1


@pytest.mark.parametrize("when", ["before", "after", "never", "at the same moment"])
def test_it_is_paid_once_whenever_stripe_tells_us(card_street: Street, when: str) -> None:
    order = card_street.order("kiondo")
    where = card_street.pay_page(order).pay()
    if when == "before":
        card_street.news()
        assert "Confirmed" in card_street.page(order)
    if when == "at the same moment":
        with ThreadPoolExecutor(2) as both:
            told, seen = both.submit(card_street.news), both.submit(card_street.back, where)
            told.result(), seen.result()
    elif when != "never":
        assert "Confirmed" in card_street.back(where)
        card_street.news()
    else:  # nor does the browser come back: the clock looks
        id_ = named_in(order.rpartition("/")[2])
        with card_street.database.writing() as db:
            db.execute(update(Payment).where(Payment.payable == id_).values(looked_at=now() - timedelta(minutes=4)))
        look_at_rails(card_street.database)
        card_street.work()
    assert "Confirmed" in card_street.page(order)
    assert card_street.page(order).count("came by card on") == 1
    assert len(charged(card_street)) == 1


def test_pressing_pay_many_times_opens_one_page(card_street: Street) -> None:
    order = card_street.order("kiondo")
    assert len({card_street.press(order, "card") for _press in range(5)}) == 1


def test_a_mailed_link_pays_only_after_somebody_said_the_order_is_theirs(card_street: Street) -> None:
    order = card_street.order("kiondo")
    id_ = named_in(order.rpartition("/")[2])
    mailed = f"/orders/{Tokens(card_street.settings.key).make('order-mail', id_)}"
    assert not re.search(r'action="[^"]*/pay"', card_street.page(mailed))
    assert card_street.press(mailed, "card")[0] == 404
    with card_street.database.reading() as db:
        assert db.query(Payment).filter(Payment.rail == "stripe").all() == []
