"""Goods on their way, words about them, and time that passes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session

from app.core.clock import today
from app.ordering import fulfilment, thread
from app.ordering.correcting import MOST, change_email
from app.ordering.limits import Placer
from app.ordering.models import Basket, Checkout, Order
from app.ordering.states import OrderState as State
from app.ordering.tasks import sweep
from app.ordering.thread import OrderMessage
from app.payments.models import Payment, Refund
from tests.factories.ordering import BUYER, GROUP
from tests.ordering.walking import ANY, BINDING, AnyOrder, there_is

SENT = (State.SHIPPED, State.COMPLETED)
MOMENTS = (
    (Order, ("placed_at", "moved_at", "expires_at", "shipped_at")),
    (Basket, ("touched_at",)),
    (Payment, ("asked_at",)),
    (Refund, ("recorded_at",)),
    (OrderMessage, ("at",)),
    (Placer, ("since",)),
)


class Sending(AnyOrder):
    """What happens between a confirmed order and its end."""

    @rule(n=ANY)
    @precondition(there_is(*BINDING))
    def parcel(self, n: int) -> None:
        sheet = self.a_sheet(n, *BINDING)
        told = {"key": self.next_form(), "on": today(), "words": "By bus", "tracking": "", "by": GROUP}
        if self.with_order("parcel", sheet, fulfilment.send, *BINDING, **told) and sheet.state is State.CONFIRMED:
            sheet.move(State.SHIPPED)
            sheet.days_sent = 0

    @rule(n=ANY, by=st.sampled_from([GROUP, GROUP, BUYER]))
    @precondition(there_is(State.CONFIRMED))
    def hand_over(self, n: int, by: Any) -> None:
        sheet = self.a_sheet(n, State.CONFIRMED)
        if self.with_order("hand over", sheet, fulfilment.hand_over, State.CONFIRMED, by=by):
            sheet.move(State.COMPLETED)

    @rule(n=ANY)
    @precondition(there_is(State.SHIPPED))
    def receive(self, n: int) -> None:
        sheet = self.a_sheet(n, State.SHIPPED)
        if self.with_order("receive", sheet, fulfilment.receive, State.SHIPPED, by=BUYER):
            sheet.move(State.COMPLETED)

    @rule(n=ANY, words=st.sampled_from(["Broken", "Broken", " "]), settled=st.booleans())
    @precondition(there_is(*SENT))
    def complain(self, n: int, words: str, settled: bool) -> None:
        """While that waits for a person, time alone does not complete an order."""
        sheet, heard = self.a_sheet(n, *SENT), (*SENT, State.CANCELLED)
        if self.with_order("complain", sheet, thread.complain, *heard, words=words, by=BUYER):
            assert words.strip()
            assert sheet.state in SENT or sheet.begun
            sheet.complaint = True
        if settled and self.with_order("settle complaint", sheet, thread.settle_complaint, *State, by=BUYER):
            sheet.complaint = False

    @rule(n=ANY, by=st.sampled_from([GROUP, BUYER]), words=st.sampled_from(["When?", ""]))
    @precondition(lambda self: bool(self.paper.sheets))
    def write(self, n: int, by: Any, words: str) -> None:
        assert self.with_order("write", self.a_sheet(n), thread.say, *State, words=words, by=by) == bool(words)

    @rule(n=ANY, name=st.sampled_from(["asha", "chloe", "chloé"]))
    @precondition(lambda self: bool(self.paper.sheets))
    def correct_address(self, n: int, name: str) -> None:
        """Three times at most; whose orders they are then counts for how many may be open."""
        sheet, email = self.a_sheet(n), f"{name}@example.org"

        def change(db: Session, order: Order) -> None:
            change_email(db, db.get_one(Checkout, order.checkout_id), email)

        if not self.with_order("correct", sheet, change, *State):
            return
        for other in self.paper.sheets:
            if other.checkout == sheet.checkout and other.email != email:
                other.corrections += bool(other.email)  # a first one corrects nothing
                other.email = email
                assert other.corrections <= MOST

    @rule(days=st.sampled_from([1, 1, 2, 2, 3, 4, 7, 31]))
    @precondition(lambda self: 2 * self.nights < self.forms)  # or everything ends before it was paid
    def days_pass(self, days: int) -> None:
        """What is stored moves into the past: for every rule that asks the time, that is later."""
        with self.database.writing() as db:
            for table, names in MOMENTS:
                for name in names:
                    _earlier(db, table, name, days)
        sweep(self.database)
        self.nights += 1
        self.done["days"] += 1
        self.changed = True
        self.paper.pass_days(days)


def _earlier(db: Session, table: Any, name: str, days: int) -> None:
    keys, column = inspect(table).primary_key, getattr(table, name)
    for *key, moment in db.execute(select(*keys, column).where(column.is_not(None))).all():
        here = [column == value for column, value in zip(keys, key, strict=True)]
        db.execute(update(table).where(*here).values({name: moment - timedelta(days=days)}))
