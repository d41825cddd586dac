"""Every move is told to both sides, each in its own language, each once; a buyer's first link shows no address."""

from __future__ import annotations

from sqlalchemy import select

from app.affiliates.service import set_notify_address
from app.core.db import Database
from app.core.jobs import JobContext
from app.core.mail import Letter
from app.core.tokens import Tokens
from app.ordering import ending
from app.ordering.tasks import tell
from tests.factories.ordering import BUYER, an_order, changing, the_group

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
