"""A profile told in two ways: by function, and by the layer it belongs to."""

from __future__ import annotations

import cProfile
import pstats
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TOP = 12
BUILT_IN = "~"  # the file a profile names for what is written in C
_LAYERS = {
    "sqlalchemy": "SQLAlchemy",
    "sqlite3": "SQLite",
    "jinja2": "Jinja2, MarkupSafe",
    "markupsafe": "Jinja2, MarkupSafe",
    "<template>": "Jinja2, MarkupSafe",
    "fastapi": "FastAPI, Starlette, Pydantic",
    "starlette": "FastAPI, Starlette, Pydantic",
    "pydantic": "FastAPI, Starlette, Pydantic",
    "anyio": "FastAPI, Starlette, Pydantic",
    "dbos": "dbos (jobs)",
    "app": "the bazaar",
}
OTHER = "Python and other libraries"

Function = tuple[str, int, str]  # file, line, name
Callers = Mapping[Function, tuple[int, int, float, float]]  # calls, all calls, own time, time within
Entries = Mapping[Function, tuple[int, int, float, float, Callers]]


def told(profiler: cProfile.Profile, times: int) -> dict[str, Any]:
    """The dearest functions and all layers of what was done so many times; milliseconds for one."""
    entries: Entries = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    whole = sum(own for _calls, _all, own, _within, _callers in entries.values())
    dearest = sorted(entries.items(), key=lambda entry: -entry[1][2])[:TOP]
    functions = [
        {"where": place(function), "calls": calls / times, "own": 1000 * own / times, "share": own / whole}
        for function, (calls, _all, own, _within, _callers) in dearest
    ]
    layers = {name: 1000 * own / times for name, own in by_layer(entries).items()}
    return {"times": times, "whole": 1000 * whole / times, "lines": functions, "layers": layers}


def by_layer(entries: Entries) -> dict[str, float]:
    """Seconds of each layer. What is written in C counts for whoever called it, but for SQLite, which is a layer."""
    found: dict[str, float] = defaultdict(float)
    for function, (_calls, _all, own, _within, callers) in entries.items():
        if function[0] != BUILT_IN or "sqlite3" in function[2]:
            found[layer(function)] += own
            continue
        for caller, (_some, _of, part, _inside) in callers.items():
            found[layer(caller)] += part
    return dict(found)


def layer(function: Function) -> str:
    """Whose a function is."""
    file, _line, name = function
    if file == BUILT_IN:
        return _LAYERS["sqlite3"] if "sqlite3" in name else OTHER
    _before, packages, after = file.rpartition("site-packages/")
    if packages:
        return _LAYERS.get(after.partition("/")[0], OTHER)
    path = Path(file)
    if path.suffix == ".html" or file == "<template>":
        return _LAYERS["<template>"]
    return _LAYERS["app"] if path.is_relative_to(ROOT) else OTHER


def place(function: Function) -> str:
    """A function by file and line, without the folders of this machine."""
    file, line, name = function
    if file == BUILT_IN:
        return name.partition(" at 0x")[0]
    _before, packages, after = file.rpartition("site-packages/")
    if not packages:
        path = Path(file)
        after = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
    return f"{after}:{line} {name}"
