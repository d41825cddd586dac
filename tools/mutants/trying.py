"""Try faults in one run of pytest: collect and run all tests once, then fork for each fault and run what reaches it."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tools.mutants.changes import Fault, faults
from tools.mutants.putting import put_in

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0, 4.0  # seconds, and so many times what its tests take without a fault


@dataclass
class Trial:
    """The plugin: what is to be tried, and what came of it."""

    tests: dict[str, list[str]]  # the files that know a module
    hands: int
    only: str = ""
    until: float = float("inf")  # by the monotonic clock: what is not begun then is not tried
    all: dict[str, int] = field(default_factory=dict)  # how many faults there are, by module
    sound: bool = False  # without a fault the tests pass in a child, before and after
    came: dict[Fault, str] = field(default_factory=dict)  # "killed", "too slow", "survived" or "not reached"
    seconds: dict[str, float] = field(default_factory=dict)
    reach: dict[str, set[tuple[str, int]]] = field(default_factory=lambda: defaultdict(set))  # test -> lines

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of pytest's own: look first, then try all."""
        self.sources = {module: (ROOT / module).read_text(encoding="utf-8") for module in self.tests}
        good = [item for item in session.items if self._look(item)]  # what fails without a fault can judge none
        self.sound = self._passes_in_child(good)
        if self.sound:
            self._try_all(good)
            self.sound = self._passes_in_child(good)
        return True

    def _passes_in_child(self, items: list[pytest.Item]) -> bool:
        """Whether the quickest test of each file passes where faults are tried: else all would count as seen."""
        slow_first = sorted(items, key=lambda each: -self.seconds[each.nodeid])
        return not os.waitpid(self._fork(None, {each.path: each for each in slow_first}.values()), 0)[1]

    def _look(self, item: pytest.Item) -> bool:
        """Run a test without a fault: how long it takes, what it reaches."""
        files = {str(ROOT / module): module for module in self.tests}
        lines = self.reach[item.nodeid]

        def inside(frame: FrameType, event: str, _value: Any) -> Any:
            lines.add((files[frame.f_code.co_filename], frame.f_lineno))
            return inside

        def trace(frame: FrameType, event: str, value: Any) -> Any:
            return inside(frame, event, value) if frame.f_code.co_filename in files else None

        threading.settrace(trace)
        sys.settrace(trace)
        start = time.monotonic()
        try:
            return _passes(item, aloud=True)
        finally:
            sys.settrace(None)
            threading.settrace(None)
            self.seconds[item.nodeid] = time.monotonic() - start

    def _try_all(self, items: list[pytest.Item]) -> None:
        waiting = [
            fault for module, source in self.sources.items() if self.only in module for fault in faults(module, source)
        ]
        self.all = Counter(fault.module for fault in waiting)
        Random(1).shuffle(waiting)  # where time ends before the faults do, what was tried is a fair part of them
        under_way: dict[int, tuple[Fault, float]] = {}
        gc.freeze()  # what is here stays shared with the children
        while waiting or under_way:
            if time.monotonic() > self.until:
                waiting.clear()
            while waiting and len(under_way) < self.hands:
                fault = waiting.pop(0)
                chosen = self._reaching(fault, items)
                if not chosen:
                    self.came[fault] = "not reached"
                    continue
                patience = PATIENCE[0] + PATIENCE[1] * sum(self.seconds[item.nodeid] for item in chosen)
                under_way[self._fork(fault, chosen)] = fault, time.monotonic() + patience
            self._gather(under_way)

    def _reaching(self, fault: Fault, items: list[pytest.Item]) -> list[pytest.Item]:
        """The tests that come by a fault, the quickest first; for values beside functions, all that know the module."""
        know = tuple(self.tests[fault.module])
        lines = {(fault.module, line) for line in range(fault.lines[0], fault.lines[1] + 1)}
        beside = not fault.scope or fault.scope[-1][:1].isupper()
        chosen = [each for each in items if each.nodeid.startswith(know)]
        chosen = [each for each in chosen if beside or self.reach[each.nodeid] & lines]
        return sorted(chosen, key=lambda each: self.seconds[each.nodeid])

    def _fork(self, fault: Fault | None, chosen: Iterable[pytest.Item]) -> int:
        child = os.fork()
        if child:
            return child
        seen = 1
        try:
            os.setsid()
            with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):
                if fault is not None:
                    name = fault.module.removesuffix(".py").replace("/", ".")
                    put_in(fault, self.sources[fault.module], sys.modules[name])
                seen = 0 if all(_passes(item, aloud=fault is None) for item in chosen) else 1
        except BaseException:  # a fault nothing can be done with is a fault that was seen
            seen = 1
        finally:
            os._exit(seen)

    def _gather(self, under_way: dict[int, tuple[Fault, float]]) -> None:
        for child, (fault, until) in list(under_way.items()):
            done, status = os.waitpid(child, os.WNOHANG)
            late = not done and time.monotonic() > until
            if late:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
            if done or late:
                del under_way[child]
                self.came[fault] = "too slow" if late else "killed" if status else "survived"
                print(f"{len(self.came)} {fault.module} {self.came[fault]}: {fault.what}", file=sys.__stderr__)
        time.sleep(0.01)


def _passes(item: pytest.Item, *, aloud: bool = False) -> bool:
    reports = runtestprotocol(item, log=False, nextitem=None)
    failed = [report for report in reports if report.failed]
    if failed and aloud:
        print(f"\nwithout any fault, this fails: {item.nodeid}\n{failed[0].longreprtext}", file=sys.__stderr__)
    return not failed
