"""Words in many languages: how they are kept, which of them a reader gets, and what is said about them.

Every owner has one concrete table (`product_text`, `group_text` ...) built on `TextRow`. Nothing is hidden because
it is not translated: a reader gets their own language, else the next one of a named chain, and is always told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from babel import Locale, UnknownLocaleError
from sqlalchemy import Enum, String
from sqlalchemy.orm import Mapped, mapped_column


class Standing(StrEnum):
    """How far words may be trusted."""

    ORIGINAL = "original"  # the makers' own words
    CHECKED = "checked"  # a translation read against the original
    DRAFT = "draft"  # a translation nobody has checked yet


def enum_column(kind: type[StrEnum], length: int = 20) -> Enum:
    """A column type that stores the values of a StrEnum as plain words."""
    return Enum(kind, native_enum=False, length=length, values_callable=lambda e: [m.value for m in e])


class TextRow:
    """Mixin: the language and the standing of a row of words. The owner's table adds its key and its fields."""

    lang: Mapped[str] = mapped_column(String(35), primary_key=True)
    standing: Mapped[Standing] = mapped_column(enum_column(Standing, 8))


# Who reads what when their own language is missing. English and the makers' own words always follow.
NEAR: dict[str, tuple[str, ...]] = {"pt": ("es",), "es": ("pt",), "ur": ("hi",), "hi": ("ur",), "ky": ("ru",)}
LAST = "en"

_RIGHT_TO_LEFT = frozenset({"Arab", "Hebr", "Thaa", "Nkoo", "Syrc"})


@lru_cache(maxsize=256)
def direction(lang: str) -> str:
    """`rtl` or `ltr`, by the script the language is usually written in (CLDR likely subtags).

    >>> direction("ur"), direction("sw"), direction("dv"), direction("no-such")
    ('rtl', 'ltr', 'rtl', 'ltr')
    """
    if lang == "dv":  # CLDR as shipped with Babel has no locale data for Dhivehi
        return "rtl"
    try:
        return "rtl" if Locale.parse(lang, sep="-").text_direction == "rtl" else "ltr"
    except (UnknownLocaleError, ValueError):
        return "ltr"


class HasLanguage(Protocol):
    """Anything that carries a language and a standing: a row of words."""

    @property
    def lang(self) -> Any: ...
    @property
    def standing(self) -> Any: ...


Row = TypeVar("Row", bound=HasLanguage)


def chain(lang: str) -> tuple[str, ...]:
    """The languages tried for a reader, in order, before the makers' own words.

    >>> chain("pt")
    ('pt', 'es', 'en')
    """
    wanted = (lang, *NEAR.get(lang, ()), LAST)
    return tuple(dict.fromkeys(wanted))


def pick(rows: Iterable[Row], lang: str) -> Row | None:
    """The row a reader of `lang` gets: by the chain, else the original, else any; None when there is none."""
    found = {row.lang: row for row in rows}
    for wanted in chain(lang):
        if wanted in found:
            return found[wanted]
    originals = [row for row in found.values() if row.standing == Standing.ORIGINAL]
    return next(iter(originals or found.values()), None)


@dataclass(frozen=True, slots=True)
class Words:
    """Words in one language, ready to be shown with their `lang` and `dir`."""

    text: str
    lang: str
    standing: Standing = Standing.ORIGINAL

    @property
    def dir(self) -> str:
        """The direction these words run."""
        return direction(self.lang)

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def words(rows: Sequence[Row], field: str, lang: str, *, default: str = "") -> Words:
    """One field of the row a reader gets. A row whose field is empty counts as missing."""
    row = pick([row for row in rows if getattr(row, field)], lang)
    if row is None:
        return Words(default, LAST)
    return Words(getattr(row, field), row.lang, row.standing)
