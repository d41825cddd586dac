"""The form that says "a parcel leaves", sent twice, is one parcel; another form is another one."""

from __future__ import annotations

from sqlalchemy import func, select

from app.affiliates.models import Means
from app.core.clock import today
from app.core.db import Database
from app.core.money import Money
from app.ordering import fulfilment, settle
from app.ordering.models import Parcel
from app.ordering.states import OrderState
from tests.factories.ordering import GROUP, an_order, changing


def test_a_double_click_notes_one_parcel(trade: Database) -> None:
    id_ = an_order(trade, kiondo=2)
    with changing(trade, id_) as (db, order):
        told = {"means": Means.CASH, "on": today(), "by": GROUP, "note": ""}
        settle.money_came(db, order, Money(670_000, "KES"), key="came", **told)  # type: ignore[arg-type]
    for key in ("first", "first", "second", "second"):
        with changing(trade, id_) as (db, order):
            fulfilment.send(db, order, key=key, on=today(), words="By bus", tracking="", by=GROUP)
            assert order.state is OrderState.SHIPPED
    with trade.reading() as db:
        assert db.scalar(select(func.count()).select_from(Parcel)) == 2
