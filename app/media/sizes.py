"""Which widths and formats a photo is offered in, and what a cleaned one is. Imports no imaging library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Format = Literal["jpeg", "webp", "avif"]

WIDTHS = (320, 640, 960, 1280)  # pixels
FIRST_FORMATS: tuple[Format, ...] = ("jpeg", "webp")  # half a second for a photo: made at once
LATER_FORMATS: tuple[Format, ...] = ("avif",)  # takes three times as long, so it comes after
EXTENSIONS: dict[Format, str] = {"jpeg": "jpg", "webp": "webp", "avif": "avif"}
MEDIA_TYPES = {"jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}  # by extension
WORTH_OFFERING = 1.1  # the picture's own width is offered if it is at least this much above the next smaller one


@dataclass(frozen=True)
class Accepted:
    """A picture that came through: turned upright, in sRGB, without any metadata.

    Attributes:
        master: the cleaned original, always a JPEG; sizes are cut from it.
        width: pixels, after turning.
        height: pixels, after turning.
        colour: its dominant colour as one of `palette.PALETTE`.
    """

    master: bytes
    width: int
    height: int
    colour: str


def widths_for(width: int) -> list[int]:
    """The widths a picture is offered in, smallest first, never enlarged.

    Its own width closes the list if it lies clearly above the last one of `WIDTHS` that fits (the gap to 960
    is not worth a file at 1000, but is at 1200), or if none fits. Nothing above the largest of `WIDTHS` is
    offered.

    Args:
        width: the master's, in pixels.

    >>> widths_for(1000), widths_for(800), widths_for(200), widths_for(4000)
    ([320, 640, 960], [320, 640, 800], [200], [320, 640, 960, 1280])
    """
    fitting = [step for step in WIDTHS if step <= width]
    if not fitting:
        return [width]
    if fitting[-1] != WIDTHS[-1] and width >= fitting[-1] * WORTH_OFFERING:
        fitting.append(width)
    return fitting


def ready_formats(ready: int) -> Sequence[Format]:
    """The formats a page may list for a photo, best first, by `Photo.ready`. JPEG always: made on demand."""
    best_first: tuple[Format, ...] = ("avif", "webp", "jpeg")
    return best_first[max(0, 2 - ready) :]
