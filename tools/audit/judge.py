"""What is a right answer to an odd request."""

from __future__ import annotations

from collections.abc import Mapping

from tools.audit.oddities import Odd

CALM = frozenset({200, 204, 206, 303, 304, 308, 400, 403, 404, 405, 410, 413, 414, 422})
MACHINE = (b"/api/", b"/feeds/", b"/openapi.json", b"/healthz", b"/readyz")
PROBLEM = "application/problem+json"


def complaint(odd: Odd, status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """What is wrong with an answer; None when it is right.

    Args:
        headers: names in lower case.
        body: as it came, perhaps compressed.
    """
    if status not in CALM or (odd.right and status not in odd.right):
        return f"answers {status} instead of {sorted(odd.right) or 'a refusal'}"
    if b"Traceback (most recent call last)" in body:
        return "shows a traceback"
    if status < 400:
        return None
    kind = headers.get("content-type", "")
    if odd.target.startswith(MACHINE):
        return None if kind.startswith(PROBLEM) else f"refuses a program with {kind or 'nothing'}"
    said_in = headers.get("content-language")
    return None if said_in == odd.lang else f"refuses in {said_in or 'no language'} instead of {odd.lang}"
