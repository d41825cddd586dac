"""Check every template: python -m tools.templates_check.

Each must parse, and none may hold what the content security policy forbids: a `style` attribute, a handler in
an attribute (`onclick=`), a script in the page. Structured data (`application/ld+json`) is no script.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError

TEMPLATES = Path(__file__).parent.parent / "templates"
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z][^<>]*>", re.DOTALL)
_FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a handler in an attribute": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "a script in the page": re.compile(
        r"^<script\b(?!(?=[^>]*\ssrc\s*=)|[^>]*\stype=[\"']?application/ld\+json)", re.IGNORECASE
    ),
}


def faults(source: str, environment: Environment) -> Iterator[tuple[int, str]]:
    """Line and words for everything wrong with a template."""
    try:
        environment.parse(source)
    except TemplateSyntaxError as wrong:
        yield wrong.lineno, wrong.message or "does not parse"
        return
    # What Jinja fills in may hold ">" and quotes; its lines still count. A filled-in value counts as "x".
    bare = _JINJA.sub(lambda found: ("x" if found[0].startswith("{{") else "") + "\n" * found[0].count("\n"), source)
    for tag in _TAG.finditer(bare):
        for words, pattern in _FORBIDDEN.items():
            if pattern.search(tag[0]):
                yield bare.count("\n", 0, tag.start()) + 1, words


def main() -> int:
    """Print each fault; 1 if there is one."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    found = 0
    for path in sorted(TEMPLATES.rglob("*.*")):
        if path.suffix not in {".html", ".txt", ".xml", ".svg", ".css", ".js"}:
            continue
        for line, words in faults(path.read_text(encoding="utf-8"), environment):
            print(f"templates: {path.relative_to(TEMPLATES.parent)}:{line}: {words}", file=sys.stderr)
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
