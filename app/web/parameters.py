"""What machines say in their addresses, read strictly: a language, a slug, a country. Shared by all their surfaces."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, StringConstraints

from app.core.i18n import languages


def _spoken(lang: str) -> str:
    if lang not in languages():
        raise ValueError("not a language of the bazaar")
    return lang


SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
COUNTRY_PATTERN = r"^[A-Za-z]{2}$"
Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=80)]
SlugPath = Annotated[str, Path(pattern=SLUG_PATTERN, max_length=80, description="As in the address of its page.")]
Lang = Annotated[str, AfterValidator(_spoken)]
CountryCode = Annotated[str, StringConstraints(pattern=COUNTRY_PATTERN)]
