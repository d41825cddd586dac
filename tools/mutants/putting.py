"""Put a fault into modules that are loaded already: a process that is forked for it needs to load nothing again."""

from __future__ import annotations

import ast
import sys
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tools.mutants.changes import Fault, with_fault


def put_in(fault: Fault, source: str, module: ModuleType) -> None:
    """Make a loaded module behave as if it had been written with the fault. There is no way back: fork first."""
    tree = with_fault(source, fault.number)
    inside = _function_of(fault, module)
    if inside is not None:
        code = compile(tree, module.__file__ or fault.module, "exec", dont_inherit=True)
        function, path = inside
        function.__code__ = _code_of(code, path)
        return
    _do_again(fault, tree, module)


def _function_of(fault: Fault, module: ModuleType) -> tuple[FunctionType, tuple[str, ...]] | None:
    """The function a fault is in, and where it is; those inside it belong to it."""
    holder: Any = module
    for depth, name in enumerate(fault.scope, start=1):
        known: Any = vars(holder)[name]
        if isinstance(known, type):
            holder = known
            continue
        if hasattr(known, "cache_clear"):
            known.cache_clear()  # else what it said before is said again
        known = getattr(known, "fget", None) or getattr(known, "__func__", known)
        while hasattr(known, "__wrapped__"):
            known = known.__wrapped__
        assert isinstance(known, FunctionType)
        return known, fault.scope[:depth]
    return None


def _code_of(code: CodeType, path: tuple[str, ...]) -> CodeType:
    for name in path:
        code = next(const for const in code.co_consts if isinstance(const, CodeType) and const.co_name == name)
    return code


def _do_again(fault: Fault, tree: ast.Module, module: ModuleType) -> None:
    """Values beside functions: work them out anew, and what is made of them, wherever they were imported."""
    space = dict(vars(module))
    for statement in tree.body:
        if statement.lineno < fault.lines[0] and (statement.end_lineno or 0) < fault.lines[0]:
            continue
        if isinstance(statement, ast.ClassDef) and statement.name in fault.scope:
            _take_defaults(statement, space, vars(module)[statement.name])
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            before = dict(space)
            exec(compile(ast.Module([statement], []), "<fault>", "exec", dont_inherit=True), space)
            _everywhere({name: (before.get(name), new) for name, new in space.items() if before.get(name) is not new})


def _take_defaults(statement: ast.ClassDef, space: dict[str, Any], known: Any) -> None:
    """A class keeps its identity; what its fields are if nobody says so is all a fault in its body can change."""
    fresh = dict(space)
    exec(compile(ast.Module([statement], []), "<fault>", "exec", dont_inherit=True), fresh)
    made = fresh[statement.name]
    if isinstance(made.__init__, FunctionType) and isinstance(known.__init__, FunctionType):
        known.__init__.__defaults__ = made.__init__.__defaults__
        known.__init__.__kwdefaults__ = made.__init__.__kwdefaults__


def _everywhere(changed: dict[str, tuple[Any, Any]]) -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] not in {"app", "tests"}:
            continue
        for what, (old, new) in changed.items():
            if what in vars(module) and vars(module)[what] is old:
                setattr(module, what, new)
