"""The tool that puts faults in: it finds them, puts in one at a time, and everywhere a value was imported."""

from __future__ import annotations

import ast
import os
import sys
from types import ModuleType

import pytest

from tools.mutants.changes import faults, with_fault
from tools.mutants.putting import put_in
from tools.mutants.report import reasons
from tools.mutants.trying import ROOT

SOURCE = '''
LIMIT = 3
TABLE = [LIMIT, 7]


def enough(number: int, *, strict: bool = True) -> bool:
    """More than 1 is enough."""
    if number < LIMIT and strict:
        raise ValueError(number)
    return number - 1 > 0
'''


def test_every_kind_of_fault_is_found_where_it_stands() -> None:
    found = [(fault.text, fault.what, fault.scope) for fault in faults("app/x.py", SOURCE)]
    assert ("LIMIT = 3", "`3` becomes `4`", ()) in found
    assert ("TABLE = [LIMIT, 7]", "`7` is left out", ()) in found
    what = {each[1] for each in found if each[2] == ("enough",)}
    assert {"becomes `number <= LIMIT`", "`number < LIMIT and strict` with or", "returns nothing"} <= what
    assert {"`raise ValueError(number)` is left out", "`number - 1` with add", "becomes `number - 1 >= 0`"} <= what
    assert not any("True" in each for each in what), "what a function takes is not its body"


def test_one_fault_at_a_time_is_put_in() -> None:
    whole = ast.unparse(ast.parse(SOURCE)).splitlines()
    for fault in faults("app/x.py", SOURCE):
        other = ast.unparse(with_fault(SOURCE, fault.number)).splitlines()
        assert sum(one != two for one, two in zip(whole, other, strict=True)) == 1


@pytest.mark.parametrize(("what", "says"), [("`3` becomes `4`", 4), ("`7` is left out", 3)])
def test_a_value_changes_wherever_it_was_imported_and_in_what_was_made_of_it(what: str, says: int) -> None:
    child = os.fork()
    if child == 0:  # a fault cannot be taken out again
        try:
            known, other = ModuleType("app.x"), ModuleType("app.y")
            exec(SOURCE, vars(known))
            vars(other).update(TABLE=known.TABLE, LIMIT=known.LIMIT)
            sys.modules.update({"app.x": known, "app.y": other})
            put_in(next(fault for fault in faults("app/x.py", SOURCE) if fault.what == what), SOURCE, known)
            right = other.LIMIT == known.LIMIT == says if says == 4 else other.TABLE == [3]
            os._exit(0 if right and other.TABLE is known.TABLE else 1)
        finally:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0


def test_every_reason_is_about_a_fault_that_can_still_be_put_into_its_line() -> None:
    """A reason about a line that is gone explains nothing: whoever changes the line looks at the fault anew."""
    known: set[tuple[str, str, str]] = set()
    for module in {module for module, _line, _fault in reasons()}:
        source = (ROOT / module).read_text(encoding="utf-8")
        known |= {(module, fault.text, fault.what) for fault in faults(module, source)}
    assert sorted(set(reasons()) - known) == []
