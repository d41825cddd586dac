"""The dominant colours a photo can have: a small set of classes, shown where the picture has not arrived yet.

A strict content policy forbids `style=` attributes, so the stylesheet holds one class for each name here,
with a background colour and nothing else. The tones sit well on paper (#FBF7F0).
"""

from __future__ import annotations

PALETTE: dict[str, tuple[int, int, int]] = {
    "tone-paper": (244, 238, 227),
    "tone-linen": (228, 216, 198),
    "tone-straw": (222, 198, 148),
    "tone-honey": (205, 155, 82),
    "tone-sand": (196, 174, 148),
    "tone-clay": (186, 120, 88),
    "tone-brick": (150, 70, 54),
    "tone-rose": (206, 150, 146),
    "tone-plum": (112, 66, 88),
    "tone-walnut": (112, 80, 58),
    "tone-bark": (66, 50, 42),
    "tone-stone": (166, 160, 152),
    "tone-slate": (98, 104, 110),
    "tone-sage": (150, 160, 124),
    "tone-leaf": (82, 104, 70),
    "tone-sea": (108, 152, 158),
    "tone-sky": (182, 202, 212),
    "tone-indigo": (54, 66, 104),
}


def nearest_tone(red: int, green: int, blue: int) -> str:
    """The name in `PALETTE` that looks most like a colour.

    Args:
        red, green, blue: sRGB, 0 to 255.

    The distance is the "redmean": RGB weighted by how the eye sees it, without leaving integers far behind.

    >>> nearest_tone(245, 240, 230)
    'tone-paper'
    """

    def distance(name: str) -> float:
        other = PALETTE[name]
        mean = (red + other[0]) / 2
        return (
            (2 + mean / 256) * (red - other[0]) ** 2
            + 4 * (green - other[1]) ** 2
            + (2 + (255 - mean) / 256) * (blue - other[2]) ** 2
        )

    return min(PALETTE, key=distance)
