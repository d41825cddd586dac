"""What a page says of itself to those who share it: Open Graph, structured data that runs nothing, a code on paper."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import segno
from markupsafe import Markup

from app.core.texts import Words
from app.media.views import PhotoView
from app.web.rendering import View

DESCRIPTION_CHARS = 200
MOST_CODES = 1024  # kept: one takes 5 ms to make and 1.3 KB to keep


@dataclass(frozen=True)
class OpenGraph:
    """Title, words, picture and address for a shared link."""

    title: Words
    words: Words
    image_url: str | None
    url: str
    type: str

    @property
    def description(self) -> str:
        """The first sentences, cut at a word."""
        text = " ".join(self.words.text.split())
        if len(text) <= DESCRIPTION_CHARS:
            return text
        return text[:DESCRIPTION_CHARS].rsplit(" ", 1)[0] + " …"


def og_image(view: View, photos: Sequence[PhotoView]) -> str | None:
    """The absolute address of the first picture, wide enough for a preview."""
    if not photos:
        return None
    width = max((w for w in (320, 640, 960) if w <= photos[0].width), default=photos[0].width)
    return view.absolute(photos[0].href(width, "jpg"))


def json_script(data: dict[str, Any] | list[dict[str, Any]]) -> Markup:
    """JSON-LD for a page: characters that could end the script element are escaped."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(f'<script type="application/ld+json">{text}</script>')  # escaped above


@lru_cache(maxsize=MOST_CODES)
def code_on_paper(address: str) -> Markup:
    """The QR code of an address, as a picture inside the page: the smallest, some 320 bytes once compressed."""
    code = segno.make(address, error="l", micro=False)
    return Markup(code.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None))  # drawn by the library
