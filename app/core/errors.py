"""What can go wrong, drawn as a tree of facts.

Five kinds; a subclass per rule. An error carries its values, never a finished sentence: the words are
translated where the reader is known, in `app/web/errors.py`.
"""

from __future__ import annotations

from typing import ClassVar


def _(message: str) -> str:
    """Mark a message for extraction; it is translated at the edge."""
    return message


class Refusal(Exception):
    """A clear answer to a request that cannot be met. Never a fault of ours."""

    words: ClassVar[str] = _("That did not work.")

    def __init__(self, **values: object) -> None:
        super().__init__(self.words % values)
        self.values = values


class NotFound(Refusal):
    """The thing asked for is not here, or not for the public."""

    words = _("We could not find that page.")


class Forbidden(Refusal):
    """The reader may not do that."""

    words = _("That is not open to you.")


class Invalid(Refusal):
    """The request says something that cannot be."""

    words = _("Something in that request is not right.")


class Conflict(Refusal):
    """Somebody or something was faster."""

    words = _("This has changed in the meantime.")


class Unavailable(Refusal):
    """A part we need does not answer now."""

    words = _("This part of the bazaar is not available right now. Please try again soon.")
