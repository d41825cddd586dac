"""Buyers, two groups and the clock, doing what they may and what they may not, in any order: a machine of Hypothesis.

Each rule calls a verb of the house in a transaction of its own and writes what came of it on `paper`. A kind refusal
is an answer; anything else is a fault. After each rule the checker finds nothing, and the paper agrees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy.orm import Session

from app.catalog.checks import findings
from app.core.db import Database
from app.core.errors import Refusal
from app.ordering.checks import order_findings
from app.ordering.models import Order
from app.ordering.states import OrderState as State
from tests.factories.two_groups import Copies
from tests.ordering.paper import Paper, Sheet

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
        self.forms = self.nights = 0
        self.changed = True  # since the last look

    def teardown(self) -> None:
        """At the end of a walk the catalogue is in order, too."""
        try:
            with self.database.reading() as db:
                assert findings(db) == []
        finally:
            self.open.close()

    @invariant()
    def nothing_is_wrong(self) -> None:
        if not self.changed:
            return  # what was refused is rolled back; the next look would see it, too
        self.changed = False
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
        self.changed = True
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
