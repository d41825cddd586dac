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

# What is remembered of queries takes 8 MB at most: measured with queries that grow sixfold when they are spelled.
MOST_QUERIES = 4096
LONG_CHARS = 250  # a longer query is spelled each time it comes


def one_spelling(query: str) -> str:
    """A query in its one spelling: what no page reads is dropped, and of twice the same name the last counts.

    >>> one_spelling("utm_source=x&sort=price&q=mat&sort=newest")
    'q=mat&sort=newest'
    """
    return _known(query) if len(query) <= LONG_CHARS else _spelled(query)


def _spelled(query: str) -> str:
    told = dict(parse_qsl(query, keep_blank_values=True, errors="replace"))
    return urlencode(sorted((name, value) for name, value in told.items() if name in KNOWN))


_known = lru_cache(maxsize=MOST_QUERIES)(_spelled)
