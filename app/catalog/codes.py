"""The short codes of products: what stands on a tag and in /p/{code}."""

from __future__ import annotations

import hashlib
import re
from uuid import UUID

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"  # no vowels, nothing that looks like another
LENGTH = 6
_FOLDED = re.compile(f"[{ALPHABET.lower()}]{{{LENGTH}}}")


def code_for(product_id: UUID, turn: int = 0) -> str:
    """The short code of a product's address: six characters that read well aloud, made from its id.

    Args:
        turn: how many codes from there on are passed over, because other products have them.
    """
    number = int.from_bytes(hashlib.sha256(product_id.bytes).digest()[:8], "big") + turn
    code = ""
    for _position in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        code += ALPHABET[digit]
    return code


def is_code(word: str) -> bool:
    """Whether a folded word has the form of a code; hardly any word of a language has, without a vowel.

    >>> is_code("b2kd7w"), is_code("basket")
    (True, False)
    """
    return _FOLDED.fullmatch(word) is not None
