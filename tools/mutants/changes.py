"""The small faults: what can be changed in a module, and the module with one of them in it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

LESS = [(ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.Is, ast.IsNot), (ast.In, ast.NotIn)]
OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    **dict(LESS),
    **{other: one for one, other in LESS},
    **{ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitAnd: ast.BitOr},
    **{ast.BitOr: ast.BitAnd, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult},
}
NEVER = {"annotation", "returns", "decorator_list", "args", "bases"}  # of a definition
Put = Callable[[ast.AST], None]


@dataclass(frozen=True)
class Fault:
    """One change. What it is called does not name a line number, so that a reason written for it does not rot."""

    module: str  # "app/core/money.py"
    number: int  # among those of its module
    text: str  # the line it is in, as it stands in the file
    what: str  # "`<` becomes `<=`"
    scope: tuple[str, ...]  # the function it is in, by class; empty: beside all functions
    lines: tuple[int, int]  # of the statement it is in, from and to


@dataclass
class _Found:
    what: str
    scope: tuple[str, ...]
    statement: ast.stmt
    line: int
    do: Callable[[], object]


def faults(module: str, source: str) -> list[Fault]:
    """All changes of a module, in the order of its lines."""
    lines = source.splitlines()
    found = []
    for number, each in enumerate(_find(ast.parse(source))):
        first, last = each.statement.lineno, each.statement.end_lineno or each.statement.lineno
        if isinstance(each.statement, ast.If | ast.While | ast.For | ast.With | ast.Try):
            last = first  # its head; what stands in it has statements of its own
        found.append(Fault(module, number, lines[each.line - 1].strip(), each.what, each.scope, (first, last)))
    return found


def with_fault(source: str, number: int) -> ast.Module:
    """The module with that one change in it."""
    tree = ast.parse(source)
    list(_find(tree))[number].do()
    return ast.fix_missing_locations(tree)


def _find(tree: ast.Module) -> Iterator[_Found]:
    for statement in tree.body:
        yield from _below(statement, (), statement)


def _below(node: ast.AST, scope: tuple[str, ...], statement: ast.stmt) -> Iterator[_Found]:
    """Everything that can be changed below a node, itself left alone."""
    definition = isinstance(node, ast.FunctionDef | ast.ClassDef)
    inner = (*scope, node.name) if isinstance(node, ast.FunctionDef | ast.ClassDef) else scope
    for name, value in ast.iter_fields(node):
        if name == "annotation" or (definition and name in NEVER):
            continue
        children = value if isinstance(value, list) else [value]
        for at, child in enumerate(children):
            if not isinstance(child, ast.AST):
                continue
            within = child if isinstance(child, ast.stmt) else statement
            for what, do in _changes(child, _putter(node, name, value, at)):
                line = getattr(child, "lineno", within.lineno)
                yield _Found(what, inner, within, line, do)
            yield from _below(child, inner, within)


def _putter(parent: ast.AST, name: str, value: object, at: int) -> Put:
    def put(new: ast.AST) -> None:
        if isinstance(value, list):
            value[at] = new
        else:
            setattr(parent, name, new)

    return put


def _changes(node: ast.AST, put: Put) -> Iterator[tuple[str, Callable[[], object]]]:
    """What can be done to one node, and how it is called."""
    yield from _operators(node)
    match node:
        case ast.Constant(value=bool() as said):
            yield f"`{said}` becomes `{not said}`", lambda: put(ast.Constant(not said))
        case ast.Constant(value=int() as number):
            yield f"`{number}` becomes `{number + 1}`", lambda: put(ast.Constant(number + 1))
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield f"`{ast.unparse(node)}` becomes `{ast.unparse(operand)}`", lambda: put(operand)
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield f"`{ast.unparse(test)}` is turned round", lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), test))
        case ast.comprehension(ifs=[condition, *_more]):
            turned = ast.UnaryOp(ast.Not(), condition)
            yield f"`{ast.unparse(condition)}` is turned round", lambda: node.ifs.__setitem__(0, turned)
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "returns nothing", lambda: setattr(node, "value", ast.Constant(None))
        case ast.Expr(value=ast.Call()) | ast.Raise() | ast.AugAssign() | ast.Break() | ast.Continue():
            yield f"`{ast.unparse(node).splitlines()[0]}` is left out", lambda: put(ast.Pass())
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript() | ast.Tuple()]):
            yield f"`{ast.unparse(node)}` is left out", lambda: put(ast.Pass())
        case ast.List(elts=elements) if len(elements) > 1:
            for one in elements:
                yield f"`{ast.unparse(one)}` is left out", lambda one=one: node.elts.remove(one)  # type: ignore[misc]


def _operators(node: ast.AST) -> Iterator[tuple[str, Callable[[], object]]]:
    match node:
        case ast.Compare(ops=operators):
            sides = list(pairwise([node.left, *node.comparators]))
            for at, operator in enumerate(operators):
                new = OPERATORS[type(operator)]()
                other = ast.Compare(sides[at][0], [new], [sides[at][1]])  # type: ignore[list-item]
                what = f"becomes `{ast.unparse(other)}`"
                yield what, lambda at=at, new=new: operators.__setitem__(at, new)  # type: ignore[misc]
        case ast.BinOp(op=operator) | ast.BoolOp(op=operator) if type(operator) in OPERATORS:
            old, turned = ast.unparse(node), OPERATORS[type(operator)]()
            yield f"`{old}` with {type(turned).__name__.lower()}", lambda: setattr(node, "op", turned)
