"""What a group answers and what a buyer says to that: accept, offer, agree, give up, call off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.core.clock import today
from app.core.money import Money
from app.ordering import answering, ending
from app.ordering.models import Order
from app.ordering.service import lines_by_order
from app.ordering.states import OrderState as State
from tests.factories.ordering import BUYER, GROUP
from tests.ordering.paper import OPEN, REQUEST_DAYS
from tests.ordering.walking import ANY, BINDING, AnyOrder, there_is


class Agreeing(AnyOrder):
    """Both sides come to an agreement, or to none."""

    @rule(n=ANY, by=st.sampled_from([GROUP, GROUP, GROUP, BUYER]))
    @precondition(there_is(State.REQUESTED))
    def accept(self, n: int, by: Any) -> None:
        sheet = self.a_sheet(n, State.REQUESTED)
        if self.with_order("accept", sheet, answering.accept, State.REQUESTED, by=by):
            assert sheet.total is not None
            assert by is GROUP
            self.paper.agree(sheet)

    @rule(n=ANY, pieces=st.integers(0, 4), unit=st.integers(0, 5), advance=st.sampled_from([0, 3_333, 10_000]))
    @precondition(there_is(State.REQUESTED, State.OFFERED))
    def offer(self, n: int, pieces: int, unit: int, advance: int) -> None:
        """Other pieces of each line, each at another price; without a price the one that was told stays."""
        sheet = self.a_sheet(n, State.REQUESTED, State.OFFERED)
        each = Money(unit * 33_333, sheet.currency)
        wanted = dict.fromkeys(sheet.lines, pieces)
        units = dict.fromkeys(sheet.lines, each) if unit else {}
        sent = Money(7_777, sheet.currency)
        proposed = answering.Offer(wanted, units, sent, today() + timedelta(days=9), "Gladly", advance)
        if not self.with_order(
            "offer", sheet, answering.offer, State.REQUESTED, State.OFFERED, proposed=proposed, by=GROUP
        ):
            return
        self.paper.release(sheet)
        for line in sheet.lines.values():
            line.pieces = pieces
        with self.database.reading() as db:
            self.paper.hold(sheet, self.paper.granted(db, sheet))
            (lines,) = lines_by_order(db, [db.get_one(Order, sheet.id)]).values()
        goods = sum((line.unit_amount or 0) * pieces for line in lines)
        sheet.total = goods + sent.amount
        sheet.first = -(-sheet.total * advance // 10_000)
        sheet.move(State.OFFERED)
        sheet.days_left, sheet.let_go = REQUEST_DAYS, False

    @rule(n=ANY, phone=st.booleans())
    @precondition(there_is(State.OFFERED))
    def agree(self, n: int, phone: bool) -> None:
        sheet = self.a_sheet(n, State.OFFERED)
        if phone:
            told = {"verb": answering.agree_by_phone, "by": GROUP, "note": "She said yes"}
        else:
            told = {"verb": answering.agree, "by": BUYER}
        if self.with_order("agree", sheet, told.pop("verb"), State.OFFERED, **told):
            self.paper.agree(sheet)

    @rule(n=ANY, by_buyer=st.booleans())
    @precondition(there_is(*OPEN))
    def give_up(self, n: int, by_buyer: bool) -> None:
        sheet = self.a_sheet(n, *OPEN)
        verb, by = (ending.withdraw, BUYER) if by_buyer else (ending.decline, GROUP)
        if self.with_order("give up", sheet, verb, *OPEN, by=by, note="Sorry"):
            self.paper.end(sheet)

    @rule(n=ANY, tenths=st.sampled_from([-1, 0, 0, 5, 10, 11]), together=st.booleans())
    @precondition(there_is(*BINDING))
    def call_off(self, n: int, tenths: int, together: bool) -> None:
        sheet = self.a_sheet(n, *BINDING)
        keeps = sheet.there * tenths // 10 if sheet.there else tenths
        told = {"by": GROUP, "note": "No sisal", "together": together, "keeps": keeps}
        if self.with_order("call off", sheet, ending.call_off, *BINDING, **told):
            assert 0 <= keeps <= sheet.there
            assert together or not keeps
            self.paper.end(sheet)
            sheet.kept = keeps
