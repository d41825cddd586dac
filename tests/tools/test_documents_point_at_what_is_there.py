"""Every file and every name of the code that a document mentions is there: what was moved is looked for in vain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MEASURED = "performance.md"  # names lines of libraries, as they were when it was measured
DOCUMENTS = [ROOT / "README.md", ROOT / "catalog_seed/README.md"]
DOCUMENTS += sorted(path for path in (ROOT / "docs").rglob("*.md") if path.name != MEASURED)
MENTIONED = re.compile(r"(?<![\w./-])([\w./*-]+\.py)(?::(\w+(?:\.\w+)?)((?: \| \w+(?:\.\w+)?)*))?(?![\w/-])")
CODE = [path for folder in ("app", "bench", "migrations", "tests", "tools") for path in (ROOT / folder).rglob("*.py")]


def mentioned(text: str) -> Iterator[tuple[str, str]]:
    """Files, and names in them ("" for the file alone): `a.py`, `web/a.py:b`, `a.py:B.c | d`."""
    for file, name, more in MENTIONED.findall(text):
        yield file, name
        for other in more.split(" | ")[1:]:
            yield file, other


@cache
def names_of(path: Path) -> frozenset[str]:
    """What a module defines, and what its classes do: `Order`, `Order.move_to`, `move_to`."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        for name in _named(node):
            found.add(name)
        if isinstance(node, ast.ClassDef):
            for member in (name for part in node.body for name in _named(part)):
                found |= {member, f"{node.name}.{member}"}
    return frozenset(found)


def _named(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.Assign():
            return [each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_mentions_is_there(document: Path) -> None:
    lost = []
    for file, name in mentioned(document.read_text(encoding="utf-8")):
        meant = [path for path in CODE if f"/{path.relative_to(ROOT)}".endswith(f"/{file}")]
        if not meant or (name and not any(name in names_of(path) for path in meant)):
            lost.append(f"{file}:{name}".rstrip(":"))
    assert lost == []
