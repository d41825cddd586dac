"""The habits of the house, as far as a machine can see them. The arrows between packages: `lint-imports`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "app").rglob("*.py"))
NAMES = [str(path.relative_to(ROOT)) for path in MODULES]
ENTRANCES = ("app/main.py", "app/worker.py", "app/cli/")
VERBS = {"get", "post", "put", "patch", "delete", "head", "options", "route", "api_route"}
MODULE_LINES, FUNCTION_LINES, ROUTE_LINES = 300, 40, 15

# Imports inside a function: heavy parts that most processes never need, each with its reason here.
LATE_IMPORTS = {
    "app/__main__.py": {"app"},  # the collector rests while the commands are imported
    "app/cli/data.py": {"app"},  # the job library, only where its tables have to be made
    "app/cli/serving.py": {"app"},  # the worker, which starts when the web answers already
    "app/core/schema.py": {"alembic"},  # a tenth of every start; only a change of tables needs it
    "app/core/jobs.py": {"dbos"},  # half a second and 25 MB that a process spares until it enqueues
    "app/payments/rails.py": {"app"},  # Stripe's library, where no group is paid by card
    "app/media/workshop.py": {"app"},  # only the walled-in child may load the picture decoders
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def tree_of(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


def functions_of(name: str) -> Iterator[Function]:
    for node in ast.walk(tree_of(name)):
        if isinstance(node, Function):
            yield node


def calls_of(name: str, called: str) -> list[int]:
    """Lines that call something of that name, plain or as an attribute."""
    return [
        node.lineno
        for node in ast.walk(tree_of(name))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) == called or getattr(node.func, "attr", None) == called)
    ]


def is_route(function: Function) -> bool:
    return any(
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in VERBS
        and "rout" in ast.unparse(decorator.func.value)
        for decorator in function.decorator_list
    )


def lines_of_body(function: Function) -> int:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("name", NAMES)
def test_a_module_has_at_most_300_lines(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= MODULE_LINES


@pytest.mark.parametrize("name", NAMES)
def test_a_function_has_at_most_40_lines(name: str) -> None:
    long = {
        function.name: lines
        for function in functions_of(name)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    }
    assert long == {}


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("app/web/")])
def test_a_route_has_at_most_15_lines(name: str) -> None:
    long = {
        function.name: lines
        for function in functions_of(name)
        if is_route(function) and (lines := lines_of_body(function)) > ROUTE_LINES
    }
    assert long == {}


@pytest.mark.parametrize("name", NAMES)
def test_imports_stand_at_the_top_of_a_module(name: str) -> None:
    late = set()
    for function in functions_of(name):
        for node in ast.walk(function):
            if isinstance(node, ast.Import):
                late |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                late.add((node.module or ".").split(".")[0])
    assert late <= LATE_IMPORTS.get(name, set())


def test_the_list_of_late_imports_names_only_modules_that_are_there() -> None:
    assert set(LATE_IMPORTS) <= set(NAMES)


def test_no_module_is_called_after_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "managers", "manager", "common", "misc"}
    assert [name for name in NAMES if empty & set(Path(name).with_suffix("").parts)] == []


def test_only_the_database_door_makes_engines() -> None:
    assert {name for name in NAMES if calls_of(name, "create_engine")} == {"app/core/db.py"}


def test_only_the_three_entrances_build_settings() -> None:
    assert [name for name in NAMES if calls_of(name, "Settings") and not name.startswith(ENTRANCES)] == []


def test_nothing_is_left_to_do_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX)\b")
    left = [
        str(path.relative_to(ROOT))
        for folder in ("app", "templates", "migrations")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".html", ".txt", ".mako", ".css", ".js"}
        and later.search(path.read_text(encoding="utf-8"))
    ]
    assert left == []
