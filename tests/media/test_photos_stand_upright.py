"""However the camera was held, the photo stands upright."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.media.workshop import Workshop
from tests.media.make_corpus import corpus

HELD = [name for name in corpus() if name.startswith("turned-") and name != "turned-gps.heic"]


@pytest.mark.parametrize("name", HELD)
def test_the_red_corner_is_at_the_top_left(shop: Workshop, name: str) -> None:
    cleaned = shop.clean(corpus()[name].data)
    assert (cleaned.width, cleaned.height) == (64, 48)
    _assert_red(cleaned.master, 4, 4)


def test_an_iphone_picture_is_turned_once_and_not_twice(shop: Workshop) -> None:
    cleaned = shop.clean(corpus()["turned-gps.heic"].data)
    assert (cleaned.width, cleaned.height) == (48, 64)
    _assert_red(cleaned.master, 43, 4)


def _assert_red(master: bytes, x: int, y: int) -> None:
    with Image.open(io.BytesIO(master)) as image:
        right, bottom = image.width - 5, image.height - 5
        corners = [(4, 4), (4, bottom), (right, 4), (right, bottom)]
        assert [at for at in corners if _is_red(image.getpixel(at))] == [(x, y)]


def _is_red(pixel: object) -> bool:
    assert isinstance(pixel, tuple)
    red, green, blue = (int(part) for part in pixel)
    return red > 190 and green < 80 and blue < 80
