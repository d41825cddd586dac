"""Pages that are begun and not paid are counted: for a thing to pay, for a group, and for all groups together."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.core.clock import now
from app.ordering import cards
from app.ordering.models import Checkout
from app.payments.attempts import ATTEMPTS_A_DAY, TooManyTries
from app.payments.models import Payment, PaymentState
from tests.factories.carding import CardShop
from tests.factories.catalogue import a_group


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


def test_many_idle_pages_of_a_group_are_for_mailboxes_that_work(small_shop: CardShop) -> None:
    other, mine = small_shop.order(mat=1), small_shop.order(mat=1)
    idle(small_shop, other, cards.IDLE_PAGES)
    with pytest.raises(cards.ProveMail):
        small_shop.begin(mine)
    with small_shop.database.writing() as db:
        db.execute(update(Checkout).values(email_proved_at=now()))
    assert small_shop.begin(mine)


def test_who_goes_from_group_to_group_meets_the_same_end(small_shop: CardShop) -> None:
    other, mine = small_shop.order(mat=1), small_shop.order(mat=1)
    idle(small_shop, other, cards.IDLE_EVERYWHERE, elsewhere=True)
    with pytest.raises(cards.ProveMail):
        small_shop.begin(mine)


def test_one_order_opens_so_many_pages_a_day_and_no_more(small_shop: CardShop) -> None:
    order = small_shop.order(mat=1)
    for _page in range(ATTEMPTS_A_DAY):
        payment = small_shop.page(order)
        small_shop.buyer(payment, "expire")
        small_shop.look(payment)
    with pytest.raises(TooManyTries):
        small_shop.begin(order)
