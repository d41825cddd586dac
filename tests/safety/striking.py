"""Sending hostile requests to a world, one after the other, and saying what came of those that did any harm."""

from __future__ import annotations

from collections import Counter
from html import escape
from urllib.parse import urlencode

from tests.safety.hostile import Hostile
from tests.safety.hostile_talk import HarmInTalk
from tests.safety.traded import Traded

AT_ONCE = 5  # requests before all rows are looked at: that takes longer than they do


def strike(world: Traded, hostile: Hostile) -> tuple[int, str]:
    """The status of the answer, and all of its words."""
    world.browser.cookies.clear()
    cookie = "; ".join(f"{name}={value}" for name, value in hostile.cookies.items() if value)
    headers = {"content-type": "application/x-www-form-urlencoded", **hostile.headers}
    if cookie:
        headers["cookie"] = cookie
    body = urlencode(hostile.form).encode() if hostile.form else b""
    raw = {name: value.encode("utf-8") for name, value in headers.items()}
    answer = world.browser.request(hostile.method, hostile.path, content=body, headers=raw)
    return answer.status_code, "\n".join([answer.text, *(f"{name}: {value}" for name, value in answer.headers.items())])


def leaked(world: Traded, hostile: Hostile, words: str) -> list[str]:
    """What the answer shows and who asked may not see; what the request said by itself is no news."""
    foreign = {word for word in world.all_words - hostile.mine if word and word not in hostile.told}
    return sorted(word for word in foreign if word in words or escape(word) in words)


def harm_done(world: Traded, *, seed: int, count: int) -> tuple[list[str], Counter[tuple[str, int]]]:
    """What went wrong, a line each, and how often each kind was answered by which status."""
    before, found = world.fingerprint(), []
    statuses: Counter[tuple[str, int]] = Counter()
    unseen: list[str] = []  # since all rows were looked at
    for number, hostile in enumerate(HarmInTalk(world, seed).requests(count), start=1):
        status, words = strike(world, hostile)
        statuses[hostile.kind, status] += 1
        said = f"{number} {hostile.kind}: {hostile.method} {hostile.path} {hostile.form}"
        unseen.append(f"{said}, answered {status}")
        if status >= 500:
            found.append(f"{said} is answered {status}")
        if shown := leaked(world, hostile, words):
            found.append(f"{said} shows {shown}")
        if number % AT_ONCE and number < count:
            continue
        after = world.fingerprint()
        if after != before:
            found.append("one of these changes something:\n" + "\n".join(unseen))
        before, unseen = after, []
    return found, statuses
