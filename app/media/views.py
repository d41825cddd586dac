"""A photograph as pages know it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.core.texts import Words, words
from app.media.models import Photo, PhotoText
from app.media.sizes import WIDTHS


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A photograph and its alternative text in the reader's language."""

    id: str
    width: int
    height: int
    colour: str  # a palette class, shown until the picture is there
    ready: int  # 0: sizes are still made; 1: JPEG and WebP; 2: AVIF too
    alt: Words
    sample: bool

    def srcset(self, extension: str, most: int) -> str:
        """Its files up to `most` pixels wide, as a browser chooses among them."""
        return ",".join(f"{self.href(width, extension)} {width}w" for width in self._widths(most))

    def usual(self, most: int) -> str:
        """The file for a browser that cannot choose: the second smallest."""
        return self.href(self._widths(most)[:2][-1], "jpg")

    def href(self, width: int, extension: str) -> str:
        """The address of one of its files."""
        return f"/media/{self.id}/{width}.{extension}"

    def _widths(self, most: int) -> list[int]:
        return [width for width in WIDTHS if width <= min(self.width, most)] or [self.width]


# Built once: building a statement costs more than running it.
_PHOTOS = select(Photo.id, Photo.width, Photo.height, Photo.colour, Photo.ready, Photo.sample).where(
    Photo.id.in_(bindparam("ids", expanding=True)), Photo.withdrawn_at.is_(None)
)
_TEXTS = select(PhotoText.photo_id, PhotoText.lang, PhotoText.standing, PhotoText.alt).where(
    PhotoText.photo_id.in_(bindparam("ids", expanding=True))
)


def photo_views(db: Session, ids: Iterable[str], *, lang: str) -> dict[str, PhotoView]:
    """Photographs by id; withdrawn and unknown ones are left out. Two statements, however many."""
    wanted = list(ids)
    if not wanted:
        return {}
    photos = db.execute(_PHOTOS, {"ids": wanted}).all()
    texts: dict[str, list[Any]] = {}
    for row in db.execute(_TEXTS, {"ids": wanted}):
        texts.setdefault(row.photo_id, []).append(row)
    return {
        p.id: PhotoView(p.id, p.width, p.height, p.colour, p.ready, words(texts.get(p.id, []), "alt", lang), p.sample)
        for p in photos
    }
