"""Money that comes, in time or late, and money that goes back."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy.orm import Session

from app.affiliates.models import Means
from app.core.clock import today
from app.core.money import Money
from app.ordering import fulfilment, settle
from app.ordering.models import Order
from app.ordering.states import OrderState as State
from tests.factories.ordering import BUYER, GROUP
from tests.factories.two_groups import PIECES
from tests.ordering.paper import Sheet
from tests.ordering.walking import ANY, LIVE, AnyOrder, there_is


class Paying(AnyOrder):
    """All that is written down about money."""

    @rule(
        n=ANY, off=st.sampled_from([0, 0, 0, -1, -500, 1]), noted=st.booleans(), currency=st.sampled_from(["", "EUR"])
    )
    @precondition(lambda self: any(sheet.asked is not None for sheet in self.paper.sheets))
    def money_comes(self, n: int, off: int, noted: bool, currency: str) -> None:
        """Exact, short, over, with a note or without one, now and then in another currency."""
        waiting = [sheet for sheet in self.paper.sheets if sheet.asked is not None]
        sheet = waiting[n // 10 % len(waiting)] if n % 10 else self.a_sheet(n)
        amount = max(0, (sheet.asked or 1) + off)
        told = {"means": Means.CASH, "on": today(), "by": GROUP, "note": "The charge" if noted else ""}
        came = Money(amount, currency if currency and n % 3 == 0 else sheet.currency)
        if not self.with_order("money", sheet, settle.record_money, State.AWAITING_PAYMENT, *LIVE, amount=came, **told):
            return
        assert sheet.asked is not None
        assert noted or amount >= sheet.asked
        assert came.currency == sheet.currency
        sheet.came, sheet.asked = sheet.came + amount, None
        if sheet.state is State.AWAITING_PAYMENT:
            sheet.first = min(sheet.first or 0, sheet.there)
            self.paper.confirm(sheet)

    @rule(n=ANY, share=st.sampled_from([1, 5, 10, 10, 11]), noted=st.booleans())
    @precondition(there_is(*LIVE))
    def money_comes_unasked(self, n: int, share: int, noted: bool) -> None:
        """Cash while goods change hands: nobody had asked for it. The same form again is no more money."""
        sheet, key = self.a_sheet(n, *LIVE), self.next_form()
        if sheet.state not in LIVE or sheet.asked is not None:
            return
        left, amount = sheet.left, sheet.left * share // 10 or 1
        told = {"key": key, "means": Means.CASH, "on": today(), "by": GROUP, "note": "Half of it" if noted else ""}
        came = Money(amount, sheet.currency)
        if self.with_order("unasked", sheet, settle.money_came, *LIVE, amount=came, **told):
            assert left > 0
            assert noted or amount >= left
            sheet.came += amount
        assert not self.with_order("unasked", sheet, settle.money_came, *LIVE, amount=came, **told)

    @rule(n=ANY, share=st.sampled_from([1, 5, 10, 10, 10, 11]), again=st.booleans())
    @precondition(there_is(State.CANCELLED))
    def money_comes_late(self, n: int, share: int, again: bool) -> None:
        ended = [sheet for sheet in self.paper.sheets if sheet.state is State.CANCELLED]
        sheet, key = ended[n % len(ended)], self.next_form()
        amount = (sheet.first or 5_000) * share // 10
        told = {"key": key, "means": Means.CASH, "on": today(), "by": GROUP}
        late = Money(amount, sheet.currency)
        if self.with_order("late money", sheet, settle.record_late_money, State.CANCELLED, amount=late, **told):
            sheet.came += amount
            self._settled_late(sheet)
        if again and sheet.state is State.CANCELLED:
            assert not self.with_order("late money", sheet, settle.record_late_money, *State, amount=late, **told)

    def _settled_late(self, sheet: Sheet) -> None:
        """Enough of it for what can still be had: the order lives again. Else nothing but money has come."""
        with self.database.reading() as db:
            lives = db.get_one(Order, sheet.id).state is State.CONFIRMED
        short = any(line.sku in PIECES and self.paper.free(line.sku) < line.pieces for line in sheet.lines.values())
        made = any(line.sku not in PIECES for line in sheet.lines.values())
        enough = not sheet.begun and not sheet.kept and bool(sheet.first) and sheet.there >= (sheet.first or 0)
        assert lives == (enough and not short) or (enough and not lives and made), f"late money: {sheet}"
        if lives:
            self.paper.confirm_late(sheet)

    @rule(n=ANY)
    @precondition(lambda self: bool(self.paper.sheets))
    def settle_again(self, n: int) -> None:
        """Whatever the sums are, to look at them once more changes nothing that is not due."""
        sheet = self.a_sheet(n, State.CANCELLED)
        if self.with_order("settle", sheet, settle.settle, *State, by=GROUP) and sheet.state is State.CANCELLED:
            self._settled_late(sheet)

    @rule(n=ANY)
    @precondition(there_is(*LIVE))
    def ask_for_rest(self, n: int) -> None:
        sheet = self.a_sheet(n, *LIVE)
        was = sheet.asked
        if sheet.state in LIVE and self.with_order("rest", sheet, fulfilment.ask_for_rest, *LIVE) and was is None:
            assert sheet.left > 0
            sheet.ask(sheet.left)
            sheet.reminded = 0  # of this payment nobody was reminded yet

    @rule(n=ANY, tenths=st.sampled_from([0, 3, 10, 10, 11]))
    @precondition(lambda self: any(sheet.there > 0 for sheet in self.paper.sheets))
    def send_money_back(self, n: int, tenths: int) -> None:
        owing = [sheet for sheet in self.paper.sheets if sheet.there > 0]
        sheet, key, sent = owing[n % len(owing)], self.next_form(), []
        amount = sheet.there * tenths // 10
        told = {"key": key, "how": "M-Pesa", "reference": "", "on": today(), "by": GROUP}

        def send(db: Session, order: Order) -> None:
            for _twice in range(2):  # a double click
                sent.append(settle.send_back(db, order, Money(amount, sheet.currency), **told).id)  # type: ignore[arg-type]

        if self.with_order("refund", sheet, send, *State):
            assert 0 < amount <= sheet.there
            assert len(set(sent)) == 1
            sheet.back[sent[0]] = amount

    @rule(n=ANY, arrived=st.booleans())
    @precondition(lambda self: any(sheet.back or sheet.denied for sheet in self.paper.sheets))
    def answer_refund(self, n: int, arrived: bool) -> None:
        refunds = [(sheet, id_) for sheet in self.paper.sheets for id_ in (*sheet.back, *sheet.denied)]
        sheet, id_ = refunds[n % len(refunds)]
        told = {"refund_id": id_, "arrived": arrived, "by": BUYER}
        if not self.with_order("refund answered", sheet, settle.answer_refund, *State, **told) or id_ in sheet.arrived:
            return
        before, after = (sheet.denied, sheet.back) if arrived else (sheet.back, sheet.denied)
        if id_ in before:
            after[id_] = before.pop(id_)
        if arrived:
            sheet.arrived.add(id_)
