"""Addresses of a running bazaar to ask for: found in its own pages, many of each kind, so that nothing repeats soon."""

from __future__ import annotations

import base64
import json
import re
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import timedelta
from html import unescape
from itertools import product
from urllib.parse import parse_qs, quote, urlsplit

from app.core.i18n import languages
from bench.goods import NEWEST, SPREAD_MINUTES
from bench.load import HOST

HOME_HEADERS = {"Sec-Fetch-Site": "same-origin"}  # who comes from the bazaar itself is not sent to another language
REGIONS = ("africa", "south-asia", "southeast-asia", "europe-central-asia", "latin-america")
CRAFTS = ("basketry", "weaving", "embroidery", "quilting", "dyeing-and-printing", "lace-and-crochet", "beadwork")
COMMON_WORDS = ("basket", "cotton", "blue", "birds", "bag", "silk")
DEEP = 48  # pages taken from all over a long list
_EPOCH = NEWEST.replace(year=1970, month=1, day=1, hour=0)


class NoSuchLink(Exception):
    """A page does not lead where it must."""


def prefixes() -> list[str]:
    """What the addresses of each language begin with; English with nothing."""
    return [language.prefix for language in languages().values()]


def page(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[bytes, dict[str, str]]:
    """A page as it comes, and its headers with names in lower case."""
    request = urllib.request.Request(f"http://{HOST}:{port}{path}", headers=headers or {})
    with urllib.request.urlopen(request, timeout=300) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def answers(port: int, path: str) -> bool:
    """Whether a bazaar knows what an address asks for."""
    try:
        page(port, path)
    except urllib.error.HTTPError as error:
        if error.code < 500:
            return False
        raise
    return True


def links(port: int, path: str, kind: str) -> list[str]:
    """Addresses on a page that lead to a kind of page: `products`, `groups`."""
    found = re.findall(rf'href="((?:/[a-z]{{2}})?/{kind}/[a-z0-9-]+)"', page(port, path)[0].decode())
    return list(dict.fromkeys(found))


def first_pages() -> list[str]:
    """The list in every language."""
    return [f"{prefix}/products" for prefix in prefixes()]


def cursor_after(port: int, path: str) -> str:
    """The cursor of the page that follows.

    Raises:
        NoSuchLink: no page follows.
    """
    for href in re.findall(r'href="([^"]*\bafter=[^"]+)"', page(port, path)[0].decode()):
        return parse_qs(urlsplit(unescape(href)).query)["after"][0]
    raise NoSuchLink(f"{path} does not lead to a further page")


def deep_pages(port: int, count: int = DEEP) -> list[str]:
    """Pages from all over the list of the newest, without walking there: a cursor with other moments in it.

    Raises:
        NoSuchLink: the cursors have no moment in them that could be changed.
    """
    cursor = cursor_after(port, "/products")
    key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    at = [place for place, part in enumerate(key) if type(part) is int and part > 10**12]
    if not at:
        raise NoSuchLink(f"the cursor {key} holds no moment")
    found = []
    for number in range(count):
        back = timedelta(minutes=SPREAD_MINUTES * (number + 1) // (count + 2))
        key[at[0]] = (NEWEST - back - _EPOCH) // timedelta(microseconds=1)
        written = json.dumps(key, ensure_ascii=False, separators=(",", ":")).encode()
        found.append(f"/products?after={quote(base64.urlsafe_b64encode(written).decode().rstrip('='))}")
    return found


def filtered() -> list[str]:
    """Lists narrowed by one filter."""
    return [f"{prefix}/products?region={region}" for prefix, region in product(prefixes(), REGIONS)]


def filtered_twice(*, sort: str = "") -> list[str]:
    """Lists narrowed by two filters, some of which nothing has together."""
    order = f"&sort={sort}" if sort else ""
    return [f"/products?region={region}&craft={craft}{order}" for region, craft in product(REGIONS, CRAFTS)]


def searches(*, sort: str = "") -> list[str]:
    """Searches for common words, in every language of the interface."""
    order = f"&sort={sort}" if sort else ""
    return [f"{prefix}/products?q={word}{order}" for word, prefix in product(COMMON_WORDS, prefixes())]


def products(port: int, lists: Sequence[str]) -> list[str]:
    """Products that stand on these lists."""
    found: dict[str, None] = {}
    for path in lists:
        found.update(dict.fromkeys(links(port, path, "products")))
    return list(found)


def groups(port: int, pages: int = 8) -> list[str]:
    """Groups from the first pages of their list."""
    found: dict[str, None] = {}
    path = "/groups"
    for _number in range(pages):
        found.update(dict.fromkeys(links(port, path, "groups")))
        try:
            path = f"/groups?after={quote(cursor_after(port, path))}"
        except NoSuchLink:
            break
    return list(found)


def mixed(*kinds: Sequence[str]) -> list[str]:
    """All of several kinds in turn, so that a short run meets each of them."""
    longest = max(len(kind) for kind in kinds)
    return [kind[place] for place in range(longest) for kind in kinds if place < len(kind)]
