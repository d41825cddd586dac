"""Who writes what, read from the source: writes of rows of some tables, and writes of an order's state.

What a program puts together while it runs (a table chosen by a variable that is handed around) cannot be seen here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

VERBS = {"update", "delete", "insert"}
TABLE_FIRST = VERBS | {"insert_into"}
TABLE_SECOND = {"write", "wrote"}
COLUMNS = {"on_hand", "held", "counted", "taken", "pieces_per_month", "stock"}
TABLES = {
    "Stock": "stock",
    "StockMove": "stock_move",
    "Capacity": "capacity",
    "CapacityMonth": "capacity_month",
    "CapacityUse": "capacity_use",
}


def stock_writes(source: str) -> set[str]:
    """The functions of a module that write rows of stock or capacity; "" stands for the module itself."""
    read = _Module(source, set(TABLES))
    sql = _sql(TABLES.values())
    return {
        where
        for where, node in read.nodes()
        if read.makes(node) or read.writes(node) or _sets(node, COLUMNS) or _says(node, sql)
    }


def state_writes(source: str) -> set[str]:
    """The functions of a module that give something a `state`, or an order by a statement."""
    read, sql = _Module(source, {"Order"}), _sql(["orders"], "update")
    return {
        where
        for where, node in read.nodes()
        if _sets(node, {"state"}) or _says(node, sql) or (read.values_of_update(node) and _may_say(node, "state"))
    }


def order_births(source: str) -> set[str]:
    """The functions of a module that make an order with a state."""
    read = _Module(source, {"Order"})
    return {
        where
        for where, node in read.nodes()
        if read.makes(node) and isinstance(node, ast.Call) and _may_say(node, "state")
    }


class _Module:
    """A parsed module in which some models are looked for, whatever it calls them."""

    def __init__(self, source: str, models: set[str]) -> None:
        self._tree = ast.parse(source)
        self._models = set(models)
        for node in ast.walk(self._tree):
            if isinstance(node, ast.ImportFrom):
                self._models |= {each.asname for each in node.names if each.asname and each.name in models}
        for node in ast.walk(self._tree):  # `_T = table_of(Stock)` is another name for it
            if isinstance(node, ast.Assign) and self._is_table(node.value):
                self._models |= {each.id for each in node.targets if isinstance(each, ast.Name)}

    def nodes(self) -> Iterator[tuple[str, ast.AST]]:
        """Every node with the function it stands in."""
        yield from _within(self._tree, "")

    def makes(self, node: ast.AST) -> bool:
        """Whether it makes a row."""
        return isinstance(node, ast.Call) and self._is_model(node.func)

    def writes(self, node: ast.AST) -> bool:
        """Whether it is a statement that writes."""
        if not isinstance(node, ast.Call):
            return False
        called, arguments = _name(node.func), [*node.args, *(each.value for each in node.keywords)]
        if called in TABLE_FIRST and any(map(self._is_table, arguments[:1])):
            return True
        if called in TABLE_SECOND and any(map(self._is_table, arguments[1:])):
            return True
        return called in VERBS and isinstance(node.func, ast.Attribute) and self._is_table(node.func.value)

    def values_of_update(self, node: ast.AST) -> bool:
        """Whether it is the `.values(…)` of a statement that updates, or a row told to one."""
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values"):
            return False
        inner = [each for each in ast.walk(node.func.value) if isinstance(each, ast.Call)]
        return any(_name(each.func) == "update" and self.writes(each) for each in inner)

    def _is_table(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Call) and _name(node.func) == "table_of":
            return any(map(self._is_model, node.args))
        if isinstance(node, ast.Attribute) and node.attr == "__table__":
            return self._is_model(node.value)
        return self._is_model(node)

    def _is_model(self, node: ast.AST) -> bool:
        return _name(node) in self._models


def _within(node: ast.AST, where: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        inside = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else where
        yield inside, child
        yield from _within(child, inside)


def _name(node: ast.AST) -> str:
    return str(getattr(node, "id", None) or getattr(node, "attr", None) or "")


def _sets(node: ast.AST, names: set[str]) -> bool:
    """Whether an attribute of such a name is assigned, alone, among others, or by `setattr`."""
    if isinstance(node, ast.Attribute):
        return node.attr in names and isinstance(node.ctx, ast.Store | ast.Del)
    if isinstance(node, ast.Call) and _name(node.func) == "setattr" and len(node.args) == 3:
        told = node.args[1]
        return not isinstance(told, ast.Constant) or told.value in names
    return False


def _may_say(node: ast.AST, name: str) -> bool:
    """Whether a call tells something by that name, or by names that cannot be read here."""
    return isinstance(node, ast.Call) and (bool(node.args) or any(each.arg in (None, name) for each in node.keywords))


def _sql(tables: Iterator[str] | list[str], verbs: str = "insert into|update|delete from") -> re.Pattern[str]:
    return re.compile(rf'\b({verbs})\s+"?({"|".join(tables)})\b', re.IGNORECASE)


def _says(node: ast.AST, sql: re.Pattern[str]) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(sql.search(node.value))
