"""Keyset paging: a page ends at a row, and the next one starts after it, however many rows come and go."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.core.errors import Invalid, _

T = TypeVar("T")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")  # what no database takes: NUL, and halves of a character
MAX_CURSOR_CHARS = 1000  # a name of 160 characters, each four bytes, and an id


class BadCursor(Invalid):
    """A page address that was not made here, or was cut off on the way."""

    words = _("This page address is incomplete. Please start again from the first page.")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows, and where the next ones begin (`after`, None at the end)."""

    items: list[T]
    after: str | None

    @classmethod
    def of(cls, rows: Sequence[T], limit: int, key: Callable[[T], Sequence[Any]]) -> Page[T]:
        """Cut a list fetched with limit + 1 down to a page."""
        kept = list(rows[:limit])
        return cls(kept, encode_cursor(key(kept[-1])) if len(rows) > limit and kept else None)


def encode_cursor(key: Sequence[Any]) -> str:
    """An opaque cursor for the key of the last row shown: JSON-able values, in sort order."""
    written = json.dumps(list(key), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *kinds: type) -> list[Any]:
    """The key inside a cursor; `kinds` are the types its parts must have.

    Raises:
        BadCursor: it is not one of ours.

    >>> decode_cursor(encode_cursor([5, "a"]), int, str)
    [5, 'a']
    """
    try:
        if len(cursor) > MAX_CURSOR_CHARS:
            raise ValueError
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError):
        raise BadCursor() from None
    if not isinstance(key, list) or len(key) != len(kinds):
        raise BadCursor()
    for part, kind in zip(key, kinds, strict=True):
        small = not isinstance(part, int) or abs(part) < 2**63
        if type(part) is not kind or not small or _NO_TEXT.search(str(part)):
            raise BadCursor()
    return key
