"""The points at which a process dies in tests are put around the app from outside: nothing in it can be switched on."""

from __future__ import annotations

import ast
from pathlib import Path
from pkgutil import resolve_name

import pytest

from app.settings import Settings
from tests.proofs.crashing import COMMIT, POINTS

APP = sorted((Path(__file__).parent.parent / "app").rglob("*.py"))
FATAL = {"kill", "killpg", "abort", "raise_signal", "pthread_kill"}
CHILD = "workshop.py"  # ends the child that decodes pictures, never itself


def test_no_module_of_the_app_ends_its_own_process_on_purpose() -> None:
    for path in APP:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and path.name != CHILD:
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                assert called not in FATAL, f"{path.name}:{node.lineno}"


def test_the_app_imports_nothing_of_the_tests() -> None:
    for path in APP:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.partition(".")[0] == "tests" for name in names), f"{path.name}:{node.lineno}"


def test_no_setting_speaks_of_a_point() -> None:
    words = ("crash", "die", "kill", "point", "fault", "fail")
    assert [name for name in Settings.model_fields if any(word in name for word in words)] == ["s3_endpoint"]


@pytest.mark.parametrize("number", POINTS)
def test_every_point_is_around_something_that_is_there(number: int) -> None:
    point = POINTS[number]
    for target in (point.target, point.inside):
        if target not in ("", COMMIT):
            assert callable(resolve_name(target))
