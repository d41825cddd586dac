"""What a request asks for, as far as answers differ by it. Two equal wishes have the same answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from app.core.i18n import SOURCE
from app.web.addresses import LONG_CHARS, one_spelling
from app.web.errors import MACHINE
from app.web.languages import comes_from_here, preferred_language
from app.web.rendering import CURRENCY_COOKIE

NEVER = ("/static/", "/media/", "/healthz", "/readyz", "/hooks/", "/p/")
ALWAYS = (b"host", b"cookie", b"accept-encoding")  # headers by which answers differ
NEGOTIATED = (b"accept-language", b"sec-fetch-site", b"referer")  # what else decides at "/"
ENCODINGS = ("zstd", "br", "gzip")  # in the order in which the compression prefers them


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. `page` says which page; the others how it travels ("" for an encoding: as it is)."""

    page: tuple[str, ...]
    encoding: str
    host: str | None
    cookies: bool  # whether there are any: then no shared cache may keep the answer
    usual_headers: list[tuple[bytes, bytes]] = field(compare=False, hash=False)  # of a 304 whose page is not kept
    key: str  # all of it but those: text knows its own hash


def wish_of(scope: Scope, headers: Mapping[bytes, bytes]) -> Wish | None:
    """The wish of a GET or HEAD; None where the answer is never kept.

    Args:
        headers: of the request, names in lower case; of a name that came twice, the last.
    """
    path: str = scope["path"]
    if path.startswith(NEVER) or (len(scope["headers"]) != len(headers) and _twice(scope)):
        return None
    named = Headers(raw=list(headers.items()))
    if path == "/" and not comes_from_here(named) and preferred_language(named) != SOURCE:
        return None  # sent on to another language
    cookies = cookie_parser(named.get("cookie", ""))  # as the pages will read them
    query = one_spelling(scope["query_string"].decode("latin-1"))
    page = (path, query, cookies.get(CURRENCY_COOKIE, ""))
    encoding = encoding_of(named.get("accept-encoding", ""))
    deciding = (page, encoding, named.get("host"), bool(cookies))
    return Wish(*deciding, _usual(path, bool(cookies)), key=repr(deciding))


def _twice(scope: Scope) -> bool:
    """Whether a header that decides something came twice: then nobody guesses."""
    decide = (*ALWAYS, *NEGOTIATED)
    names = [name for name, _value in scope["headers"] if name in decide]
    return len(names) != len(set(names))


def encoding_of(accepted: str) -> str:
    """The encoding the compression will choose.

    >>> encoding_of("gzip, br;q=0.5"), encoding_of("br;q=0"), encoding_of("")
    ('br', '', '')
    """
    return _known_encoding(accepted) if len(accepted) <= LONG_CHARS else _encoding(accepted)


def _encoding(accepted: str) -> str:
    weights: dict[str, bool] = {}
    for part in accepted.lower().split(","):
        name, _semicolon, options = part.strip().partition(";")
        weights[name.strip()] = not options.strip().startswith("q=0") or options.strip(" q=0.") != ""
    anything = weights.get("*", False)
    return next((name for name in ENCODINGS if weights.get(name, anything)), "")


_known_encoding = lru_cache(maxsize=256)(_encoding)


def _usual(path: str, cookies: bool) -> list[tuple[bytes, bytes]]:
    if path.startswith(MACHINE):
        return [(b"cache-control", b"public, max-age=0, s-maxage=30")]
    negotiated = path == "/"
    control = b"private, no-cache" if cookies or negotiated else b"public, max-age=0, s-maxage=30"
    return [(b"cache-control", control), (b"vary", b"Accept-Language, Cookie" if negotiated else b"Cookie")]
