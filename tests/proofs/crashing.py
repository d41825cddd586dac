"""A server or a worker that dies by SIGKILL at a numbered point. Point 0 is none: the ordinary one.

The points are put around functions of the app from here. The app knows nothing of them, and no setting, file or request
can switch one on.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any

import uvicorn
from sqlalchemy import Engine, event

import app.worker
from app.core import job_runner
from app.core.job_runner import Pace
from app.logs import set_up_logs
from app.main import app_from_environment
from app.settings import Settings

FAST = Pace(poll=0.1, beat=0.3, dead_after=1.5)
SWEEP_SECONDS = 0.5  # nobody waits a minute for the sweep here

PLACING = "app.web.shop.checkout:_placed"
ANSWERING = "app.web.answer.orders:_do"
WORKING = "app.core.job_runner:Worker.run"
SWEEPING = "app.worker:sweep"
COMMIT = "COMMIT"


@dataclass(frozen=True)
class Point:
    """Where a process dies.

    Attributes:
        words: for people.
        target: the function, or COMMIT: the moment before that statement is sent.
        after: when the function has returned, not when it is called.
        inside: only while this one runs.
        passage: at which passage, the first is 1.
    """

    words: str
    target: str
    after: bool = False
    inside: str = ""
    passage: int = 1


_SERVICE, _STOCK = "app.ordering.service:", "app.catalog.stock:"
PLACE = {
    1: Point("before the checkout is written", f"{_SERVICE}_checkout"),
    2: Point("after the checkout is written", f"{_SERVICE}_checkout", after=True),
    3: Point("after the order is written", f"{_SERVICE}_orders", after=True),
    4: Point("before pieces are held", f"{_STOCK}hold"),
    5: Point("after pieces are held", f"{_STOCK}hold", after=True),
    6: Point("after the payment is asked for", f"{_SERVICE}ask_first", after=True),
    7: Point("after the letters' job is handed in", f"{_SERVICE}enqueue", after=True),
    8: Point("after the basket is emptied", f"{_SERVICE}forget_lines", after=True),
    9: Point("before an order's COMMIT", COMMIT, inside=PLACING),
    10: Point("after the COMMIT, before the answer", PLACING, after=True),
}
ANSWER = {
    11: Point("after money is written down", "app.payments.service:record", after=True),
    12: Point("after the order is confirmed", "app.ordering.models:Order.move_to", after=True, inside=ANSWERING),
    13: Point("after pieces are taken", f"{_STOCK}take", after=True),
    14: Point("before the COMMIT of an answer", COMMIT, inside=ANSWERING),
    15: Point("after the COMMIT of an answer", ANSWERING, after=True),
}
WORK = {
    16: Point("a job is claimed and not begun", WORKING),
    17: Point("after the first letter is written", "app.ordering.telling:post", after=True),
    18: Point("before the COMMIT of letters", COMMIT, inside=WORKING),
    19: Point("after the COMMIT of letters, the job not ticked off", WORKING, after=True),
    20: Point("before a letter goes out", "app.core.mail:Outbox.send"),
    21: Point("after a letter went out, before that is noted", "app.core.mail:Outbox.send", after=True),
    22: Point("after it is noted, the job not ticked off", WORKING, after=True, passage=2),
}
SWEEP = {
    23: Point("before the sweep ends an order", "app.ordering.tasks:expire"),
    24: Point("after pieces are released", f"{_STOCK}release", after=True),
    25: Point("before the COMMIT of an order that ended", COMMIT, inside=SWEEPING),
    26: Point("between two orders that end", "app.ordering.tasks:expire", passage=2),
}
_RAIL, _PAID = "app.payments.stripe_rail:StripeRail.", "app.web.shop.paying:_answered"
PAY = {
    31: Point("before the COMMIT of an attempt", COMMIT, inside=_PAID),
    32: Point("the attempt is committed, the rail not asked", f"{_RAIL}start"),
    33: Point("the rail made the page, nothing is written", f"{_RAIL}start", after=True),
    34: Point("before the COMMIT of what the rail said", COMMIT, inside="app.payments.sync:apply"),
    35: Point("after that COMMIT", "app.payments.sync:apply", after=True),
    36: Point("before the browser is sent to the page", _PAID, after=True),
}
RETURN = {
    37: Point("the buyer is back, before the rail is asked", f"{_RAIL}fetch"),
    38: Point("after the rail answered", f"{_RAIL}fetch", after=True),
    39: Point("the money is written down, the order not settled", "app.ordering.cards:settle_order"),
    40: Point("the order is settled, before the answer", "app.ordering.cards:settle_order", after=True),
}
NEWS = {
    41: Point("before the COMMIT of a rail's news", COMMIT, inside="app.web.rails:_keep"),
    42: Point("news are kept, before the answer", "app.web.rails:_keep", after=True),
}
LOOK = {
    43: Point("a job is about to look", f"{_RAIL}fetch"),
    44: Point("a job has looked, nothing is written", f"{_RAIL}fetch", after=True),
    45: Point("written, the news not ticked off", "app.payments.sync:apply", after=True),
    46: Point("before the COMMIT that settles the order", COMMIT, inside="app.ordering.cards:settle_order"),
    47: Point("after it, the job not ticked off", "app.ordering.cards:settle_order", after=True),
}
REFUND = {
    48: Point("a refund is written down, the rail not asked", f"{_RAIL}refund"),
    49: Point("the rail was asked for it, nothing is written", f"{_RAIL}refund", after=True),
    50: Point("before the COMMIT of what the rail said of it", COMMIT, inside="app.payments.tasks:send_refund"),
    51: Point("after that COMMIT, the job not ticked off", "app.payments.tasks:send_refund", after=True),
}
CARDS = PAY | RETURN | NEWS | LOOK | REFUND
POINTS = PLACE | ANSWER | WORK | SWEEP
ALL = POINTS | CARDS


def die() -> None:
    """Without a last word."""
    os.kill(os.getpid(), signal.SIGKILL)


class _Doom:
    """Counts passages of a point, and whether this thread is inside the function that makes them count."""

    def __init__(self, point: Point) -> None:
        self.point = point
        self._passages = 0
        self._here = threading.local()

    def pass_by(self) -> None:
        """Die, if it is time."""
        if self.point.inside and not getattr(self._here, "inside", False):
            return
        self._passages += 1
        if self._passages == self.point.passage:
            die()

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function with the point before or after it."""

        @functools.wraps(function)
        def passing(*args: Any, **named: Any) -> Any:
            if not self.point.after:
                self.pass_by()
            came = function(*args, **named)
            if self.point.after:
                self.pass_by()
            return came

        return passing

    def within(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function that makes passages count."""

        @functools.wraps(function)
        def inside(*args: Any, **named: Any) -> Any:
            self._here.inside = True
            try:
                return function(*args, **named)
            finally:
                self._here.inside = False

        return inside


def doom(point: Point) -> None:
    """Have this process die at a point."""
    fate = _Doom(point)
    if point.inside:
        _replace(point.inside, fate.within)
    if point.target == COMMIT:
        event.listen(Engine, "commit", lambda _connection: fate.pass_by())
    else:
        _replace(point.target, fate.around)


def _replace(target: str, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Put something around a function where its callers look it up."""
    module, _colon, path = target.partition(":")
    *above, name = path.split(".")
    holder = resolve_name(f"{module}:{'.'.join(above)}" if above else module)
    setattr(holder, name, wrap(getattr(holder, name)))


def main() -> None:
    """Serve or work until the point, as the words behind the name of the program say."""
    _, kind, *told = sys.argv
    number = int(told[1] if kind == "web" else told[0])
    if number:
        doom(ALL[number])
    if kind == "web":
        uvicorn.run(app_from_environment(), host="127.0.0.1", port=int(told[0]), access_log=False, log_level="warning")
        return
    if number or told[1]:
        app.worker.SWEEP_SECONDS = SWEEP_SECONDS  # type: ignore[misc]
    if told[1] == "fast":
        job_runner.Pace = lambda: FAST  # type: ignore[assignment, misc]
    settings = Settings()
    set_up_logs(settings.log_level)
    app.worker.run_worker(settings)
