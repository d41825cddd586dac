"""Buyers, two groups and the clock, doing what they may and what they may not, in any order: a machine of Hypothesis.

Each rule calls a verb of the house in a transaction of its own and writes what came of it on `paper`. A kind refusal
is an answer; anything else is a fault. After each rule the checker finds nothing, and the paper agrees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.affiliates.models import Means
from app.catalog.checks import findings
from app.core.clock import today
from app.core.db import Database
from app.core.errors import Refusal
from app.core.money import Money
from app.ordering import answering, ending, fulfilment, settle
from app.ordering.checks import order_findings
from app.ordering.models import Basket, Order
from app.ordering.service import lines_by_order
from app.ordering.states import OrderState as State
from app.ordering.tasks import sweep
from tests.factories.ordering import BUYER, GROUP
from tests.factories.two_groups import PIECES, Copies
from tests.ordering.paper import OPEN, REQUEST_DAYS, Paper, Sheet

ANY = st.integers(0, 999)
LIVE = {State.CONFIRMED, State.SHIPPED, State.COMPLETED}
BINDING = {State.CONFIRMED, State.SHIPPED}


def walk(examples: int, steps: int) -> settings:
    """So many walks of so many steps, the same ones in every run."""
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    told = {"max_examples": examples, "stateful_step_count": steps, "suppress_health_check": quiet}
    return settings(deadline=None, derandomize=True, database=None, **told)  # type: ignore[arg-type]


@dataclass
class Counted:
    """What was done, and what was refused, over all walks."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


@contextmanager
def walking(machine: type[AnyOrder], copies: Copies) -> Iterator[Counted]:
    """Give a machine copies of the shop to walk in."""
    machine.copies, counted = copies, Counted()
    machine.done, machine.refused = counted.done, counted.refused
    yield counted
    copies.close()


def there_is(*states: State) -> Callable[[Any], bool]:
    """Whether an order stands at one of these."""
    return lambda self: any(sheet.state in states for sheet in self.paper.sheets)


class AnyOrder(RuleBasedStateMachine):
    """What can be done with orders. `walking` sets what all walks share: `copies`, `done` and `refused`."""

    copies: Copies
    done: Counter[str]
    refused: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.database: Database = self.open.enter_context(self.copies.one())
        self.paper = Paper()
        self.forms = 0

    def teardown(self) -> None:
        """At the end of a walk the catalogue is in order, too."""
        try:
            with self.database.reading() as db:
                assert findings(db) == []
        finally:
            self.open.close()

    @invariant()
    def nothing_is_wrong(self) -> None:
        with self.database.reading() as db:
            assert order_findings(db) == []
            assert self.paper.differences(db) == []

    def do(self, name: str, act: Callable[[Session], object]) -> bool:
        """Do something in a transaction of its own; whether it was not refused."""
        try:
            with self.database.writing() as db:
                act(db)
        except Refusal:
            self.refused[name] += 1
            return False
        self.done[name] += 1
        return True

    def a_sheet(self, number: int, *states: State) -> Sheet:
        """An order; nine times of ten one that stands where this is of use."""
        fitting = [sheet for sheet in self.paper.sheets if sheet.state in states]
        some = fitting if fitting and number % 10 else self.paper.sheets
        return some[number // 10 % len(some)]

    def with_order(self, name: str, sheet: Sheet, verb: Callable[..., object], *starts: State, **told: Any) -> bool:
        """Call a verb with an order; it may only be heard where the order stands at one of these states."""
        done = self.do(name, lambda db: verb(db, db.get_one(Order, sheet.id), **told))
        assert not done or sheet.state in starts, f"{name} was heard of an order that is {sheet.state}"
        return done

    def next_form(self) -> str:
        """The key of a form that nobody sent before."""
        self.forms += 1
        return f"form-{self.forms}"

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
        self.paper.hold(sheet)
        with self.database.reading() as db:
            (lines,) = lines_by_order(db, [db.get_one(Order, sheet.id)]).values()
        goods = sum((line.unit_amount or 0) * pieces for line in lines)
        sheet.total = goods + sent.amount
        sheet.first = -(-sheet.total * advance // 10_000)
        sheet.state, sheet.days_left = State.OFFERED, REQUEST_DAYS

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
            self.paper.end(sheet)
            sheet.kept = keeps

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
        if sheet.state in LIVE and self.with_order("rest", sheet, fulfilment.ask_for_rest, *LIVE):
            assert sheet.asked is None
            assert sheet.left > 0
            sheet.asked = sheet.left

    @rule(n=ANY)
    @precondition(there_is(*BINDING))
    def parcel(self, n: int) -> None:
        sheet = self.a_sheet(n, *BINDING)
        told = {"on": today(), "words": "By bus", "tracking": "", "by": GROUP}
        if self.with_order("parcel", sheet, fulfilment.send, *BINDING, **told) and sheet.state is State.CONFIRMED:
            sheet.state, sheet.days_sent = State.SHIPPED, 0

    @rule(n=ANY, by=st.sampled_from([GROUP, GROUP, BUYER]))
    @precondition(there_is(State.CONFIRMED))
    def hand_over(self, n: int, by: Any) -> None:
        sheet = self.a_sheet(n, State.CONFIRMED)
        if self.with_order("hand over", sheet, fulfilment.hand_over, State.CONFIRMED, by=by):
            sheet.state = State.COMPLETED

    @rule(n=ANY, broken=st.booleans())
    @precondition(there_is(State.SHIPPED))
    def arrive(self, n: int, broken: bool) -> None:
        sheet = self.a_sheet(n, State.SHIPPED)
        if broken:
            self.with_order("complain", sheet, fulfilment.complain, State.SHIPPED, State.COMPLETED)
        elif self.with_order("receive", sheet, fulfilment.receive, State.SHIPPED, by=BUYER):
            sheet.state = State.COMPLETED

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

    @rule(days=st.sampled_from([1, 2, 3, 7, 31]))
    @precondition(lambda self: bool(self.paper.sheets))
    def days_pass(self, days: int) -> None:
        """What is stored moves into the past: for every rule that asks the time, that is later."""
        with self.database.writing() as db:
            for table, names in ((Order, ("expires_at", "shipped_at")), (Basket, ("touched_at",))):
                for name in names:
                    column: Any = getattr(table, name)
                    rows = db.execute(select(table.id, column).where(column.is_not(None))).all()
                    for id_, moment in rows:
                        earlier = {name: moment - timedelta(days=days)}
                        db.execute(update(table).where(table.id == id_).values(earlier))
        sweep(self.database)
        self.done["days"] += 1
        self.paper.pass_days(days)
