"""A photo is offered in a few widths, none of them larger than it is."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.media.images import MASTER_SIDE
from app.media.sizes import WIDTHS, ready_formats, widths_for
from app.media.workshop import Workshop
from tests.media.make_corpus import saved


@pytest.mark.parametrize(
    ("own", "offered"),
    [
        (16, [16]),
        (319, [319]),
        (320, [320]),
        (340, [320]),
        (800, [320, 640, 800]),
        (1000, [320, 640, 960]),
        (1200, [320, 640, 960, 1200]),
        (1280, [320, 640, 960, 1280]),
        (2000, [320, 640, 960, 1280]),
    ],
)
def test_widths_offered(own: int, offered: list[int]) -> None:
    assert widths_for(own) == offered


@given(st.integers(1, 5000))
def test_no_width_is_larger_than_the_picture_and_all_are_told_apart(own: int) -> None:
    offered = widths_for(own)
    assert offered == sorted(set(offered))
    assert offered[-1] <= min(own, WIDTHS[-1])
    assert offered[-1] * 1.34 > min(own, WIDTHS[-1])


def test_files_have_the_width_they_are_named_for(shop: Workshop) -> None:
    master = shop.clean(saved(Image.linear_gradient("L").resize((800, 500)), "PNG")).master
    for (width, format_), file in shop.render(master, ["jpeg", "webp", "avif"], widths_for(800)).items():
        with Image.open(io.BytesIO(file)) as image:
            assert image.size == (width, round(500 * width / 800))
            assert image.format == format_.upper()
            assert image.mode == "RGB"


def test_a_large_photo_is_kept_at_a_useful_size(shop: Workshop) -> None:
    cleaned = shop.clean(saved(Image.new("RGB", (3000, 4000)), "JPEG"))
    assert (cleaned.width, cleaned.height) == (MASTER_SIDE * 3 // 4, MASTER_SIDE)


def test_pages_list_only_the_formats_that_are_made() -> None:
    assert [list(ready_formats(ready)) for ready in (0, 1, 2)] == [
        ["jpeg"],
        ["webp", "jpeg"],
        ["avif", "webp", "jpeg"],
    ]
