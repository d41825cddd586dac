"""Finished pages kept in front of everything: a hit is a look at the revision, a look-up and two messages.

A page is kept as it left the application: compressed, with all its headers. It holds for one revision of the catalogue
on one day; both are in its ETag, so who comes back with that needs no page at all. See docs/decisions/0010.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from anyio import to_thread
from cachetools import LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.clock import today
from app.core.revision import RevisionWatch
from app.web.headers import headers_at
from app.web.wishes import ALWAYS, NEGOTIATED, Wish, wish_of

ENTRY_BYTES = 2_000  # what a page costs beside its body and its key: headers
# Of requests whose wish is known already. Each is counted at no less than it takes, so that this holds whoever asks:
# measured with 20,000 different requests it is 8.5 MB for 6,000 of visitors, and 9.8 MB for 380 of the worst there are.
MOST_WISH_BYTES = 10_000_000
WISH_BYTES = 1_000  # what a known wish costs beside its texts
LONG_BYTES = 2_000  # of path, query and headers together: who sends more pushes nobody else's out
PER_REQUEST = (b"x-request-id", b"date")
EMPTY: Message = {"type": "http.response.body", "body": b""}


@dataclass(frozen=True, slots=True)
class Page:
    """A finished answer."""

    etag: bytes
    start: Message
    body: Message
    unchanged: Message  # the start of a 304
    size: int  # the bytes it takes


Raw = tuple[str | bytes | None, ...]  # a request as it came, as far as answers differ by it


class Known(NamedTuple):
    """What a request is known to want."""

    wish: Wish | None
    size: int  # the bytes this takes, with its key


class PageCache:
    """The outermost layer.

    Args:
        most_bytes: of all pages together; 0 keeps none.
        build: another one for other code, templates, languages or settings.
        headers: of every answer; also of one that says "unchanged" about a page that is not kept.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        watch: RevisionWatch,
        most_bytes: int,
        build: str,
        tally: Tally,
        headers: dict[str, str],
    ) -> None:
        self._app = app
        self._headers = headers
        self._watch = watch
        self._build = build
        self._pages: LRUCache[str, Page] = LRUCache(most_bytes, getsizeof=lambda page: page.size)
        self._wishes: LRUCache[Raw, Known] = LRUCache(MOST_WISH_BYTES, getsizeof=lambda known: known.size)
        self._valid: tuple[int, date] | None = None
        self._tally = tally

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wish, asked = self._wish(scope)
        if wish is None or not await self._is_current():
            await self._app(scope, receive, send)
            return
        assert self._valid is not None
        scope.setdefault("state", {})["revision"] = self._valid[0]  # so that nobody need ask again
        page = self._pages.get(wish.key)
        etag = page.etag if page else self._etag(wish)
        if etag in asked:
            self._tally.unchanged += 1
            await send(page.unchanged if page else self._unkept(scope["path"], etag, wish))
            await send(EMPTY)
        elif page is not None:
            self._tally.hits += 1
            await send(page.start)
            await send(page.body)
        else:
            await self._app(scope, receive, self._keeping(wish, etag, scope, send))

    def _wish(self, scope: Scope) -> tuple[Wish | None, bytes]:
        """What is asked for, and the ETags that came with it; None for what is never kept."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None, b""
        headers = dict(scope["headers"])
        deciding = ALWAYS if scope["path"] != "/" else (*ALWAYS, *NEGOTIATED)
        raw = (scope["path"], scope["query_string"], *(headers.get(name) for name in deciding))
        try:
            wish = self._wishes[raw].wish
        except KeyError:
            wish = wish_of(scope, headers)
            if sum(len(part) for part in raw if part) <= LONG_BYTES:
                self._wishes[raw] = Known(wish, _bytes_of(raw, wish))
        return wish, headers.get(b"if-none-match", b"")

    async def _is_current(self) -> bool:
        """Make sure that what is kept holds now; False where nobody can tell."""
        try:
            number = self._watch.without_waiting()
            if number is None:
                number = await to_thread.run_sync(self._watch.look)
        except Exception:  # whatever the database says: the page itself will say it better
            return False
        valid = (number, today())
        if valid != self._valid:
            self._pages.clear()
            self._valid = valid
        return True

    def _etag(self, wish: Wish) -> bytes:
        mark = hashlib.blake2s(repr((wish.page, self._valid, self._build)).encode(), digest_size=12)
        return f'W/"{mark.hexdigest()}"'.encode()

    def _unkept(self, path: str, etag: bytes, wish: Wish) -> Message:
        safe = headers_at(path, self._headers).items()
        return _unchanged(etag, [*wish.usual_headers, *((n.lower().encode(), v.encode()) for n, v in safe)])

    def _keeping(self, wish: Wish, etag: bytes, scope: Scope, send: Send) -> Send:
        """Hands an answer on with its ETag, and keeps it if it may be kept and is whole."""
        whole = scope["method"] == "GET"
        began, state = self._valid, scope.setdefault("state", {})
        start: Message = {}
        parts: list[bytes] = []

        async def keep(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] == 200 and state.get("keep"):
                start = {**message, "headers": [*message["headers"], (b"etag", etag)]}
                await send(start)
                return
            await send(message)
            if start and whole and message["type"] == "http.response.body":
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    self._tally.misses += 1
                    if began == self._valid:  # nothing public changed meanwhile
                        self._put(wish, etag, start, b"".join(parts))

        return keep

    def _put(self, wish: Wish, etag: bytes, start: Message, body: bytes) -> None:
        headers = [(name, value) for name, value in start["headers"] if name not in PER_REQUEST]
        kept = {**start, "headers": headers}
        size = len(body) + sys.getsizeof(wish.key) + ENTRY_BYTES
        page = Page(etag, kept, {"type": "http.response.body", "body": body}, _unchanged(etag, headers), size)
        encoding = dict(headers).get(b"content-encoding", b"")  # none where the answer is small
        if encoding in (b"", wish.encoding.encode()) and page.size <= self._pages.maxsize:
            self._pages[wish.key] = page
        self._tally.pages, self._tally.bytes = len(self._pages), int(self._pages.currsize)


@dataclass
class Tally:
    """What the cache holds and did, for whoever runs it."""

    pages: int = 0
    bytes: int = 0
    hits: int = 0
    misses: int = 0
    unchanged: int = 0  # answered with 304


def _bytes_of(raw: Raw, wish: Wish | None) -> int:
    texts = sum(sys.getsizeof(part) for part in raw)
    return WISH_BYTES + texts + (2 * sys.getsizeof(wish.key) if wish else 0)  # all its other texts stand in its key


OF_THE_BODY = (b"content-length", b"content-encoding", b"content-type", b"etag")


def _unchanged(etag: bytes, headers: list[tuple[bytes, bytes]]) -> Message:
    kept = [(name, value) for name, value in headers if name not in OF_THE_BODY]
    return {"type": "http.response.start", "status": 304, "headers": [*kept, (b"etag", etag)]}
