"""The interface's words: extract them, carry them into the languages, compile, and check that none is missing.

python -m tools.messages update [LANG ...]   extract from code and templates, merge into app/locale/*/LC_MESSAGES
python -m tools.messages compile             write the .mo files that the bazaar reads
python -m tools.messages check               fail on a missing, fuzzy or broken message
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app.core.i18n import standing_of

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "app" / "locale"
METHODS = [("app/**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true", "extensions": "jinja2.ext.i18n", "silent": "false"}}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%(?:\((\w+)\)s|%)|%")


def extracted() -> Catalog:
    """All messages that stand in the code and the templates now."""
    found = Catalog(project="HBW Bazaar", charset="utf-8")
    rows = extract_from_dir(ROOT, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("i18n:",))
    for filename, _line, message, comments, context in sorted(rows, key=lambda row: (row[0], row[1])):
        if Path(filename).parts[0] in ("app", "templates"):
            found.add(message, None, [(filename, 0)], auto_comments=comments, context=context)
    return found


def po_files() -> list[Path]:
    """The catalogue of each language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/messages.po"))


def read(path: Path) -> Catalog:
    """One language's catalogue; its language is the name of its folder."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, abort_invalid=True)


def update(langs: list[str]) -> None:
    """Carry the present messages into all languages (new ones are made for `langs`); nothing is guessed."""
    template = extracted()
    for lang in langs:
        (LOCALE / lang / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    paths = {*po_files(), *(LOCALE / lang / "LC_MESSAGES" / "messages.po" for lang in langs)}
    for path in sorted(paths):
        catalogue = read(path) if path.exists() else Catalog(locale=path.parent.parent.name, charset="utf-8")
        standing = standing_of(path) if path.exists() else "draft"
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        _write(path, catalogue, standing)
        print(f"  {path.parent.parent.name}: {sum(1 for m in catalogue if m.id)} messages")


def _write(path: Path, catalogue: Catalog, standing: str) -> None:
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, omit_header=True, include_lineno=False, sort_output=True)
    head = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Language: {path.parent.parent.name}\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n"X-Standing: {standing}\\n"\n\n'
    )
    path.write_text(head + path.read_text(encoding="utf-8"), encoding="utf-8")


def compile_all() -> None:
    """Write the binary catalogues beside the readable ones."""
    for path in po_files():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path))


def placeholders(text: str) -> list[str]:
    """The named places of a message, sorted; a stray percent sign shows as ""."""
    return sorted(match.group(1) or match.group(0) for match in PLACEHOLDER.finditer(text) if match.group(0) != "%%")


def problems() -> Iterator[str]:
    """Everything that would show a reader the wrong words, a line each."""
    wanted = {(m.context, m.id) for m in extracted() if m.id}
    if not po_files():
        yield "no language in app/locale"
    for path in po_files():
        lang, catalogue = path.parent.parent.name, read(path)
        known = {(m.context, m.id): m for m in catalogue if m.id}
        for key in sorted(wanted - known.keys(), key=str):
            yield f"{lang}: not in the file: {key[1]!r}"
        for key in sorted(known.keys() - wanted, key=str):
            yield f"{lang}: nobody says this any more: {key[1]!r}"
        for message in known.values():
            yield from (f"{lang}: {line}: {message.id!r}" for line in _faults(message, catalogue))


def _faults(message: Message, catalogue: Catalog) -> Iterator[str]:
    if message.fuzzy:
        yield "fuzzy"
    said = message.string if isinstance(message.string, tuple | list) else [message.string]
    sources = message.id if isinstance(message.id, tuple | list) else [message.id]
    if len(said) != (catalogue.num_plurals if message.pluralizable else 1):
        yield "a plural form is missing"
    for text in said:
        if not text:
            yield "not translated"
        elif placeholders(text) not in [placeholders(source) for source in sources]:
            yield f"other placeholders in {text!r}"


def main(arguments: list[str]) -> int:
    """Run one command; the exit code is 1 when something is wrong."""
    match arguments:
        case ["update", *langs]:
            update(langs)
        case ["compile"]:
            compile_all()
        case ["check"]:
            found = list(problems())
            for line in found[:40]:
                print(f"  {line}", file=sys.stderr)
            print(f"messages: {len(found)} problems in {len(po_files())} languages")
            return 1 if found else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
