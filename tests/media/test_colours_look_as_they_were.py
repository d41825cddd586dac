"""Colours come out in sRGB, looking as in the file that was sent."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.media.images import PAPER
from app.media.palette import PALETTE, nearest_tone
from app.media.workshop import Workshop
from tests.media.make_corpus import BLUE, corpus, saved, wide_profile


def _middle(master: bytes) -> tuple[int, ...]:
    with Image.open(io.BytesIO(master)) as image:
        found = image.getpixel((image.width // 2, image.height // 2))
    assert isinstance(found, tuple)
    return tuple(int(part) for part in found)


def _assert_near(found: tuple[int, ...], wanted: tuple[int, ...], within: int = 4) -> None:
    assert max(abs(a - b) for a, b in zip(found, wanted, strict=True)) <= within, found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_wide_profile_is_applied(shop: Workshop, kind: str) -> None:
    image = Image.new("RGB", (32, 32), (180, 150, 120))
    how = {"quality": 100} if kind != "PNG" else {}
    cleaned = shop.clean(saved(image, kind, icc_profile=wide_profile(), **how))
    _assert_near(_middle(cleaned.master), (192, 152, 119))  # Adobe RGB to sRGB by the published matrices


def test_a_wide_profile_is_applied_under_transparency(shop: Workshop) -> None:
    image = Image.new("RGBA", (32, 32), (180, 150, 120, 255))
    cleaned = shop.clean(saved(image, "PNG", icc_profile=wide_profile()))
    _assert_near(_middle(cleaned.master), (192, 152, 119))


def test_a_profile_for_another_kind_of_picture_counts_as_none(shop: Workshop) -> None:
    cleaned = shop.clean(saved(Image.new("L", (32, 32), 120), "PNG", icc_profile=wide_profile()))
    _assert_near(_middle(cleaned.master), (120, 120, 120))


def test_sixteen_bits_of_grey_keep_their_brightness(shop: Workshop) -> None:
    _assert_near(_middle(shop.clean(corpus()["grey-16.png"].data).master), (155, 155, 155))


def test_ink_colours_become_screen_colours(shop: Workshop) -> None:
    ink = saved(Image.new("RGB", (32, 32), BLUE).convert("CMYK"), "JPEG", quality=100)
    _assert_near(_middle(shop.clean(ink).master), BLUE)


def test_transparent_parts_become_paper(shop: Workshop) -> None:
    _assert_near(_middle(shop.clean(corpus()["clear.png"].data).master), PAPER)


@pytest.mark.parametrize("tone", PALETTE)
def test_each_tone_is_nearest_to_itself(tone: str) -> None:
    assert nearest_tone(*PALETTE[tone]) == tone


def test_tones_fit_their_column_and_a_stylesheet() -> None:
    assert all(len(tone) <= 16 and tone.replace("-", "").isalpha() and tone.islower() for tone in PALETTE)
