"""Finished pieces of pages, kept in memory: cards, filter panels. The least used are given up first."""

from __future__ import annotations

import sys
import threading
import zlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from cachetools import LRUCache

T = TypeVar("T")
PIECES_BYTES = 12 * 1024 * 1024  # some thousand cards and some hundred panels
OBJECT_BYTES = 4_000  # what is counted for a piece that is no text
LONG = 4_000  # characters; a longer text is kept pressed: five times as many fit, opening one takes 0.1 ms


class Kept:
    """A bounded number of bytes. Keys say everything a piece depends on, so that none is ever wrong."""

    def __init__(self, most_bytes: int = PIECES_BYTES) -> None:
        self._pieces: LRUCache[Hashable, Any] = LRUCache(most_bytes, getsizeof=_size)
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        """The piece, or None."""
        with self._lock:
            piece = self._pieces.get(key)
        return zlib.decompress(piece.bytes).decode() if isinstance(piece, _Pressed) else piece

    def put(self, key: Hashable, piece: T) -> T:
        """Keep a piece, and hand it on."""
        kept: Any = piece
        if isinstance(piece, str) and len(piece) > LONG:
            kept = _Pressed(zlib.compress(piece.encode(), 1))
        with self._lock:
            if _size(kept) <= self._pieces.maxsize:
                self._pieces[key] = kept
        return piece

    def clear(self) -> None:
        """Give everything up."""
        with self._lock:
            self._pieces.clear()

    def ensured(self, key: Hashable, make: Callable[[], T]) -> T:
        """The piece, made if it is not there. Two who ask at once may both make it."""
        piece: T | None = self.get(key)
        return self.put(key, make()) if piece is None else piece


@dataclass(frozen=True, slots=True)
class _Pressed:
    bytes: bytes


def _size(piece: Any) -> int:
    if isinstance(piece, _Pressed):
        return len(piece.bytes)
    return sys.getsizeof(piece) if isinstance(piece, str) else OBJECT_BYTES
