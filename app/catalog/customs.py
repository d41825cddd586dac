"""Which goods pass customs, and the number by which customs know a kind of goods.

Source of the numbers: the Harmonized Commodity Description and Coding System of the World Customs Organization, edition
of 2022. Six digits mean the same in every country; a country may add two or four of its own.
"""

from __future__ import annotations

# The customs territory of the European Union by country: Regulation (EU) 952/2013, article 4, as of November 2026.
_UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MC MT NL PL PT RO SE SI SK"
WITHOUT_BORDERS = frozenset(_UNION.split())
HS_CODE = "[0-9]{6}([0-9]{2}){0,2}"


def spelled(code: str) -> str:
    """As forms of customs have it.

    >>> spelled("460219")
    '4602.19'
    >>> spelled("4602199000")
    '4602.19.90.00'
    """
    return ".".join([code[:4], *(code[at : at + 2] for at in range(4, len(code), 2))])


def pass_customs(origin: str, there: str) -> bool:
    """Whether goods pass customs on their way from one country to another; ISO 3166 codes."""
    return origin != there and not {origin, there} <= WITHOUT_BORDERS
