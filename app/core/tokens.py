"""Secret links: derived from a key and never stored, so there is nothing to leak, and any link can be sent again.

A link names its thing and proves that we made it: 16 bytes of id, 16 bytes of HMAC-SHA256 over purpose, id and
generation. Raising the generation that is kept with the thing withdraws every link made before.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field
from uuid import UUID

from app.core.errors import NotFound, _

MAC_BYTES = 16  # 128 bits
KEY_BYTES = 32


class BadLink(NotFound):
    """A secret link that was not made here, was withdrawn, or was cut off on the way."""

    words = _("This link does not lead anywhere. It may be incomplete, or a newer one was sent.")


@dataclass(frozen=True)
class Tokens:
    """Makes and checks secret links."""

    key: bytes = field(repr=False)

    def make(self, purpose: str, id_: UUID, generation: int = 0) -> str:
        """The secret part of a link: 43 characters that are safe in an address."""
        return base64.urlsafe_b64encode(id_.bytes + self._mac(purpose, id_, generation)).decode().rstrip("=")

    def proves(self, token: str, purpose: str, id_: UUID, generation: int = 0) -> bool:
        """Whether this is the link of a thing; takes as long for a wrong one as for a right one."""
        return hmac.compare_digest(_parts(token)[1], self._mac(purpose, id_, generation))

    def _mac(self, purpose: str, id_: UUID, generation: int) -> bytes:
        told = b"\0".join((purpose.encode(), id_.bytes, str(generation).encode()))
        return hmac.digest(self.key, told, hashlib.sha256)[:MAC_BYTES]


def named_in(token: str) -> UUID:
    """The thing that a link claims to lead to; nothing is proved by that.

    Raises:
        BadLink: not of the form of our links.
    """
    return _parts(token)[0]


def _parts(token: str) -> tuple[UUID, bytes]:
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        raise BadLink() from None
    if len(raw) != 16 + MAC_BYTES or base64.urlsafe_b64encode(raw).decode().rstrip("=") != token:
        raise BadLink()  # also where only bits differ that say nothing: a link has one spelling
    return UUID(bytes=raw[:16]), raw[16:]
