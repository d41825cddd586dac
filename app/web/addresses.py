"""The one spelling of an address's query: parameters that mean something here, sorted."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

KNOWN = frozenset(
    (
        *("q", "craft", "material", "region", "country", "group", "affiliate", "price_min", "price_max"),
        *("ready", "rail", "wholesale", "sort", "after", "before"),
        *("limit", "lang", "currency"),  # of machines
        *("next", "p", "g", "v"),  # of preferences and sample contacts
        "product",  # that a question is about
    )
)


@lru_cache(maxsize=4096)
def one_spelling(query: str) -> str:
    """A query in its one spelling: what no page reads is dropped, and of twice the same name the last counts.

    >>> one_spelling("utm_source=x&sort=price&q=mat&sort=newest")
    'q=mat&sort=newest'
    """
    told = dict(parse_qsl(query, keep_blank_values=True, errors="replace"))
    return urlencode(sorted((name, value) for name, value in told.items() if name in KNOWN))
