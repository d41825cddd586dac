"""The number by which customs know a kind of goods.

Source: the Harmonized Commodity Description and Coding System of the World Customs Organization, edition of 2022. Its
six digits mean the same in every country; a country may add two or four of its own.
"""

from __future__ import annotations

HS_CODE = "[0-9]{6}([0-9]{2}){0,2}"


def spelled(code: str) -> str:
    """As forms of customs have it.

    >>> spelled("460219")
    '4602.19'
    >>> spelled("4602199000")
    '4602.19.90.00'
    """
    return ".".join([code[:4], *(code[at : at + 2] for at in range(4, len(code), 2))])
