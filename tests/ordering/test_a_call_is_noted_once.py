"""The form that writes an order down that came by phone, pressed twice in the same moment, is one order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.db import Database
from app.ordering.models import Delivery, Order
from app.ordering.noting import About, OfferedLine, Proposal, agreed_by_phone
from tests.factories.ordering import ASHA, GROUP, the_group, wrong
from tests.ordering.test_the_life_of_an_order import kes

CALL = About("form", ASHA, "en", Delivery.SENT, {"country_code": "KE"})


def noted(db: Session) -> UUID:
    """Asha called: she takes a kiondo."""
    proposal = Proposal([OfferedLine("kiondo", 1, kes(3000))], kes(300), today())
    return agreed_by_phone(db, the_group(db), CALL, proposal, by=GROUP, note="She called").id


def test_a_call_that_is_written_down_twice_at_once_is_one_order(trade: Database) -> None:
    def once_more() -> UUID:
        with trade.writing() as db:
            return noted(db)

    with ThreadPoolExecutor(1) as hands:
        with trade.writing() as db:
            first = noted(db)
            second = hands.submit(once_more)
            wait([second], timeout=0.5)  # it comes as far as it can while the first is at it
        assert second.result() == first
    with trade.reading() as db:
        assert db.scalars(select(Order.id)).all() == [first]
    assert wrong(trade) == []
