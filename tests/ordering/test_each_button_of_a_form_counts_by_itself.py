"""A review with two buttons, one that orders and one that asks: a repeat of each is nothing new, the other one is."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from app.core.db import Database
from app.ordering import basket as baskets
from app.ordering.models import Order
from app.ordering.parts import parts_of
from app.ordering.service import place
from app.ordering.states import OrderState
from app.ordering.views import Route, fingerprint
from tests.factories.catalogue import a_group, a_product
from tests.factories.ordering import a_basket, a_wish


def test_who_ordered_goes_back_and_sends_the_request_of_the_same_form_has_both(small_trade: Database) -> None:
    with small_trade.writing() as db:
        other = a_group(db, "bungoma")
        a_product(db, other, "tray", title="Tray", on_hand=3, variant={"sku": "tray", "price": None})
        basket = a_basket(db, kiondo=1, tray=1)
        parts = parts_of(db, baskets.lines_of(db, basket), lang="en", country="KE")
        form = a_wish(db, basket)
        order, request = (
            replace(form, route=route, seen=fingerprint([part for part in parts if part.route is route]))
            for route in (Route.ORDER, Route.REQUEST)
        )
        first = place(db, basket, order)
        second = place(db, basket, request)
        assert (place(db, basket, order).id, place(db, basket, request).id) == (first.id, second.id)
        found = {one.checkout_id: one.state for one in db.scalars(select(Order))}
        assert found == {first.id: OrderState.AWAITING_PAYMENT, second.id: OrderState.REQUESTED}
