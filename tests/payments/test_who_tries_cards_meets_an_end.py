"""Pages that are begun and not paid are counted: for a thing to pay, for a group, and for all groups together."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.core.clock import now
from app.core.tokens import Tokens
from app.ordering import cards
from app.ordering.desk import TaskKind, tasks
from app.ordering.models import Checkout
from app.ordering.service import Buyer
from app.ordering.telling import LINK
from app.payments.attempts import ATTEMPTS_A_DAY, TooManyTries
from app.payments.models import Payment, PaymentState
from tests.factories.carding import CardShop
from tests.factories.catalogue import a_group
from tests.factories.serving import client_for


def idle(shop: CardShop, order: UUID, pages: int, *, elsewhere: bool = False) -> None:
    """So many pages were begun within the hour and not paid, at this group or at another one."""
    with shop.database.writing() as db:
        payee = db.scalars(select(Payment.payee_id).where(Payment.payable == order)).one()
        payee = a_group(db, "kisumu").id if elsewhere else payee
        for number in range(pages):
            told = {"payable": order, "payee_id": payee, "rail": "stripe", "account": shop.account}
            row = Payment(**told, key=f"idle-{number}", ref=f"cs{number}", amount=1, currency="KES")
            row.asked_at, row.state = now() - timedelta(minutes=5), PaymentState.CLOSED
            db.add(row)


def letters_opened(shop: CardShop) -> None:
    """Every buyer so far showed that their letters arrive."""
    with shop.database.writing() as db:
        db.execute(update(Checkout).values(email_proved_at=now()))


def alarms(shop: CardShop) -> list[str]:
    """What a person is asked to look at."""
    with shop.database.reading() as db:
        return [task.about for task in tasks(db) if task.kind is TaskKind.CARDS_TRIED]


def refused_and_told(shop: CardShop, order: UUID, why: type[Exception]) -> None:
    """What pressing Pay comes to: this refusal, after which the web has a person look."""
    with pytest.raises(why):
        shop.begin(order)
    assert issubclass(why, cards.TRIED)


def test_many_idle_pages_of_a_group_are_for_mailboxes_that_work_and_a_person_is_told(small_shop: CardShop) -> None:
    other, mine = small_shop.order(mat=1), small_shop.order(mat=1)
    idle(small_shop, other, cards.IDLE_PAGES)
    refused_and_told(small_shop, mine, cards.ProveMail)
    letters_opened(small_shop)
    assert alarms(small_shop) == []
    assert small_shop.begin(mine)
    assert alarms(small_shop) == [f"machakos {now():%Y-%m-%d}"]


def test_below_the_limit_nobody_is_asked_and_nobody_is_alarmed(small_shop: CardShop) -> None:
    other, mine = small_shop.order(mat=1), small_shop.order(mat=1)
    idle(small_shop, other, cards.IDLE_PAGES - 1)
    letters_opened(small_shop)
    assert small_shop.begin(mine)
    assert alarms(small_shop) == []


def test_mailboxes_that_work_open_three_times_as_many_pages_and_no_more(small_shop: CardShop) -> None:
    other, last, mine = (small_shop.order(mat=1) for _order in range(3))
    idle(small_shop, other, cards.PROVED * cards.IDLE_PAGES - 1)
    letters_opened(small_shop)
    assert small_shop.begin(last)
    refused_and_told(small_shop, mine, cards.CardsRest)


def test_who_goes_from_group_to_group_meets_the_same_end(small_shop: CardShop) -> None:
    other, mine = small_shop.order(mat=1), small_shop.order(mat=1)
    idle(small_shop, other, cards.IDLE_EVERYWHERE, elsewhere=True)
    refused_and_told(small_shop, mine, cards.ProveMail)
    letters_opened(small_shop)
    assert small_shop.begin(mine)


def test_who_goes_from_group_to_group_with_mailboxes_that_work_meets_it_too(small_shop: CardShop) -> None:
    other, mine = small_shop.order(mat=1), small_shop.order(mat=1)
    idle(small_shop, other, cards.PROVED * cards.IDLE_EVERYWHERE, elsewhere=True)
    letters_opened(small_shop)
    refused_and_told(small_shop, mine, cards.CardsRest)


def test_an_hour_later_and_while_a_page_is_open_nobody_is_kept_from_paying(small_shop: CardShop) -> None:
    other, open_, later = (small_shop.order(mat=1) for _order in range(3))
    letters_opened(small_shop)
    begun = small_shop.page(open_)
    idle(small_shop, other, cards.PROVED * cards.IDLE_PAGES)
    assert small_shop.begin(open_) == begun  # back to the page that is theirs
    refused_and_told(small_shop, later, cards.CardsRest)
    with small_shop.database.writing() as db:
        gone = Payment.key.startswith("idle-")
        db.execute(update(Payment).where(gone).values(asked_at=now() - cards.WATCHED - timedelta(minutes=1)))
    assert small_shop.begin(later)


def test_mailboxes_at_many_domains_with_declined_cards_meet_the_end_at_the_third_limit(small_shop: CardShop) -> None:
    """As many orders as it takes, each with a mailbox of its own whose letters are opened, one page after the other."""
    most = cards.PROVED * cards.IDLE_PAGES
    idle(small_shop, small_shop.order(mat=1), most - 5)
    pages = 0
    for number in range(4):
        order = small_shop.order(mat=1, told={"buyer": Buyer("B", email=f"b@shop{number}.example.org")})
        letters_opened(small_shop)
        try:
            for _card in range(3):
                payment = small_shop.page(order)
                pages += 1
                small_shop.buyer(payment, "decline")
                small_shop.buyer(payment, "expire")
                small_shop.look(payment)
        except cards.CardsRest:
            continue
    assert pages == 5
    assert alarms(small_shop) == [f"machakos {now():%Y-%m-%d}"]


def test_pressing_pay_while_cards_rest_is_answered_kindly_and_a_person_is_told(small_shop: CardShop) -> None:
    there = {"street_address": "Moi Lane 17", "city": "Nyeri", "postal_code": "", "country_code": "KE"}
    other, mine = small_shop.order(mat=1), small_shop.order(mat=1, told={"address": there})
    idle(small_shop, other, cards.PROVED * cards.IDLE_PAGES)
    letters_opened(small_shop)
    address = f"/orders/{Tokens(small_shop.settings.key).make(LINK, mine, 0)}"
    with client_for(small_shop.settings) as browser:
        answer = browser.post(f"{address}/pay", data={"action": "card"}, headers={"sec-fetch-site": "same-origin"})
        assert answer.status_code == 409
        assert cards.CardsRest.words in unescape(answer.text)
        assert browser.get(address).status_code == 200
    assert alarms(small_shop) == [f"machakos {now():%Y-%m-%d}"]


def test_one_order_opens_so_many_pages_a_day_and_no_more(small_shop: CardShop) -> None:
    order = small_shop.order(mat=1)
    for _page in range(ATTEMPTS_A_DAY):
        payment = small_shop.page(order)
        small_shop.buyer(payment, "expire")
        small_shop.look(payment)
    with pytest.raises(TooManyTries):
        small_shop.begin(order)
