"""Every move is told to both sides, each in its own language, each once; a buyer's first link shows no address."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.affiliates.service import set_notify_address
from app.core.clock import today
from app.core.db import Database
from app.core.i18n import date_words
from app.core.jobs import JobContext
from app.core.mail import Letter
from app.core.money import Money
from app.core.tokens import Tokens
from app.ordering import ending
from app.ordering.models import Actor, Delivery, OrderEvent
from app.ordering.noting import About, OfferedLine, Proposal, agreed_by_phone
from app.ordering.passing_on import PhoneMessage
from app.ordering.service import Buyer
from app.ordering.states import ActorKind, Cause
from app.ordering.tasks import sweep, tell
from tests.factories.hearing import ASHA, ROSE, Ear, reachable
from tests.factories.ordering import BUYER, GROUP, an_order, changing, the_group

CONTEXT = {"tokens": Tokens(b"k" * 32), "site": "https://bazaar.example.org"}


def told(database: Database) -> dict[str, Letter]:
    with database.reading() as db:
        return {letter.to: letter for letter in db.scalars(select(Letter).order_by(Letter.made_at))}


def test_a_new_order_is_told_to_the_group_in_its_language_and_to_the_buyer(trade: Database) -> None:
    with trade.writing() as db:
        set_notify_address(db, group=the_group(db), email="rose@example.org")
    id_ = an_order(trade, kiondo=1)
    for _again in range(2):
        tell(JobContext(trade, None, **CONTEXT), order_id=str(id_), seq=1)  # type: ignore[arg-type]
    letters = told(trade)
    assert set(letters) == {"rose@example.org", "asha@example.org"}
    assert letters["rose@example.org"].lang == "sw"
    assert "/sw/o/" in letters["rose@example.org"].text
    assert "/orders/" in letters["asha@example.org"].text
    assert "/o/" not in letters["asha@example.org"].text
    with trade.reading() as db:
        assert len(db.scalars(select(Letter)).all()) == 2


def test_an_end_is_told_with_its_reason(trade: Database) -> None:
    id_ = an_order(trade, kiondo=1)
    with changing(trade, id_) as (db, order):
        ending.withdraw(db, order, by=BUYER, note="Changed my mind")
    tell(JobContext(trade, None, **CONTEXT), order_id=str(id_), seq=2)  # type: ignore[arg-type]
    assert "Changed my mind" in told(trade)["asha@example.org"].text


IN_NINE_DAYS = today() + timedelta(days=9)


def called(database: Database, buyer: Buyer, *, by: Actor = GROUP, advance_bp: int = 0) -> UUID:
    """An order that came by phone, with the form sent twice."""
    lines = [OfferedLine("kiondo", 2, Money(300_000, "KES"))]
    proposal = Proposal(lines, None, IN_NINE_DAYS, advance_bp=advance_bp)
    about = About("form", buyer, "en", Delivery.PICKUP, {})
    with database.writing() as db:
        for _twice in range(2):
            order = agreed_by_phone(db, the_group(db), about, proposal, by=by, note="She called on Monday")
        return order.id


def test_an_order_by_phone_is_told_once_as_agreed_and_nobody_is_asked_to_take_it(trade: Database) -> None:
    reachable(trade)
    ear = Ear(trade)
    id_ = called(trade, Buyer("Asha", email=ASHA), advance_bp=5_000)
    [(to, words)] = ear.letters()
    assert to == ASHA
    assert "says that you took their offer by phone. If that is not so, tell them now." in words
    assert "made you an offer" not in words
    for said in ("She called on Monday", "6,000", f"Can leave the group by {date_words(IN_NINE_DAYS, 'en')}."):
        assert said in words
    sweep(trade)
    assert ear.letters() == []
    with trade.reading() as db:
        moves = db.scalars(select(OrderEvent).where(OrderEvent.order_id == id_).order_by(OrderEvent.seq))
        assert [move.because for move in moves] == [Cause.NOTED, Cause.OFFERED, Cause.AGREED_BY_PHONE]


def test_a_group_hears_once_that_its_affiliate_wrote_down_an_order_by_phone(small_trade: Database) -> None:
    reachable(small_trade)
    ear = Ear(small_trade)
    called(small_trade, Buyer("Asha", phone="+254722000111"), by=Actor(ActorKind.GROUP, "Joan", above=True))
    [(to, words)] = ear.letters()
    assert (to, "wrote down that the buyer took the offer by phone" in words) == (ROSE, True)
    with small_trade.reading() as db:
        text = db.scalars(select(PhoneMessage.text)).one()
    assert "took their offer by phone" in text
