"""The addresses of the application by route name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI


def routes_of(app: FastAPI) -> dict[str, str]:
    """Route name -> path with `{param}` places."""
    found = {}
    for name, path in _walk(app.router):
        found[name] = re.sub(r"\{(\w+):\w+\}", r"{\1}", path)
    return found


def _walk(router: Any) -> Iterator[tuple[str, str]]:
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _walk(inner)
        elif getattr(route, "name", None):
            yield route.name, route.path
