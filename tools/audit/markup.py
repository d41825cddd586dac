"""The Nu HTML checker: every page template is valid HTML.

Two kinds of messages do not count. "info" that is no warning: remarks. And what the checker does not know yet,
listed in IGNORED with its reason.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tools.audit.axe import browser
from tools.audit.node import NU_JAR, need
from tools.audit.pages import LANGS, every_page
from tools.audit.report import Section
from tools.audit.stage import Say, Stage
from tools.audit.trading import pages_of_an_order

_YOUNG = "newer than the checker's grammar of CSS; every browser since 2023 knows it"
IGNORED = {  # pattern of a message -> why it is not ours to mend
    r"^CSS: “container-type”: Property “container-type” doesn't exist": _YOUNG,
    r"^CSS: Unrecognized at-rule “@container”": _YOUNG,
    r"^CSS: “mask”: “linear-gradient\(.*” is not a “mask” value": _YOUNG,
}


def measure(stage: Stage, say: Say) -> Section:
    """Check every page template, and the pages of an order."""
    section = Section("Nu HTML checker", "0 errors, 0 warnings")
    say("the Nu checker on every page template")
    pages = [(name, _body(stage.url + path)) for name, path in every_page()]
    with browser() as opened:
        for lang in LANGS:
            pages += [(shown.name, shown.body) for shown in pages_of_an_order(opened, stage.url, stage.data, lang)]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number:03}.html" for number in range(len(pages))]
        for file, (_name, body) in zip(files, pages, strict=True):
            file.write_bytes(body)
        found = _messages(files)
    for number, (name, _html) in enumerate(pages):
        told = found.get(f"{number:03}.html", [])
        section.add(name, "; ".join(told[:3]) or "valid", not told)
    return section


def _body(address: str) -> bytes:
    try:
        with urlopen(Request(address)) as answer:
            body: bytes = answer.read()
    except HTTPError as refused:  # a page for a refusal is a page
        body = refused.read()
    return body


def _messages(files: list[Path]) -> dict[str, list[str]]:
    command = [need("java", "default-jre-headless"), "-jar", str(NU_JAR), "--format", "json", "--exit-zero-always"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, timeout=300, check=True)
    found: dict[str, list[str]] = {}
    for one in json.loads(done.stderr)["messages"]:
        if one["type"] == "info" and one.get("subType") != "warning":
            continue
        if any(re.search(pattern, one["message"]) for pattern in IGNORED):
            continue
        file = one["url"].rpartition("/")[2]
        found.setdefault(file, []).append(f"line {one.get('lastLine')}: {one['message'][:160]}")
    return found
