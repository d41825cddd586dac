"""What a transaction does last, in one fixed order, whoever asked for it first.

Some rows are points where writers meet: the revision, the counts of a list. A verb does not touch them itself; it
says here what will have to be done, and just before the commit it is done once for the whole transaction, always in
the same order and after everything else. So no two writers can wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

Step = Callable[[Session, list[Any]], None]
_KEY = "closing"


def at_the_end(db: Session, step: Step, *, order: int, item: Hashable = None) -> None:
    """Have `step(db, items)` called once before this transaction commits.

    Args:
        step: gets every item it was asked to look at in this transaction, each once, in the order they came.
        order: steps with a lower number come first.
        item: what to look at; None where the step looks at nothing in particular.
    """
    steps: dict[tuple[int, Step], dict[Hashable, None]] = db.info.setdefault(_KEY, {})
    steps.setdefault((order, step), {})[item] = None


def settle(db: Session) -> None:
    """Do now what waits for the end of this transaction; for whoever must see its outcome before the commit."""
    while db.info.get(_KEY):
        db.flush()
        steps = db.info[_KEY]
        first = min(steps, key=lambda key: key[0])
        items = steps.pop(first)
        first[1](db, list(items))


def settle_before_commit(sessions: sessionmaker[Session]) -> None:
    """Make every commit of these sessions settle first, and every rollback forget what was to be done."""
    event.listen(sessions, "before_commit", lambda db: None if db.in_nested_transaction() else settle(db))
    event.listen(sessions, "after_rollback", lambda db: db.info.pop(_KEY, None))
