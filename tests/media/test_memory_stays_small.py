"""A photo of twelve megapixels takes at most 150 MB, child process and all, in each phase."""

from __future__ import annotations

import pytest
from PIL import Image

from app.media.sizes import FIRST_FORMATS, LATER_FORMATS, Format, widths_for
from app.media.workshop import Workshop
from tests.media import heic_samples
from tests.media.make_corpus import exif, saved, wide_profile

LIMIT_KILOBYTES = 150 * 1024


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    """4032 x 3024, with grain."""
    grain = Image.effect_noise((4032 // 4, 3024 // 4), 60).resize((4032, 3024))
    return Image.merge("RGB", (grain, Image.linear_gradient("L").resize(grain.size), grain))


@pytest.mark.parametrize("progressive", [False, True])
def test_cleaning_a_phone_photo(photo: Image.Image, progressive: bool) -> None:
    file = saved(photo, "JPEG", quality=90, progressive=progressive, exif=exif(6), icc_profile=wide_profile())
    with Workshop() as workshop:
        workshop.clean(file)
        assert workshop.peak_kilobytes <= LIMIT_KILOBYTES


def test_cleaning_a_png(photo: Image.Image) -> None:
    file = saved(photo.resize((1008, 756)).resize(photo.size, Image.Resampling.NEAREST), "PNG", compress_level=1)
    with Workshop() as workshop:
        workshop.clean(file)
        assert workshop.peak_kilobytes <= LIMIT_KILOBYTES


def test_cleaning_an_iphone_photo() -> None:
    with Workshop() as workshop:
        assert workshop.clean(heic_samples.TWELVE_MEGAPIXELS).width == 2000
        assert workshop.peak_kilobytes <= LIMIT_KILOBYTES


@pytest.mark.parametrize("formats", [FIRST_FORMATS, LATER_FORMATS], ids=["first", "later"])
def test_cutting_to_all_sizes(photo: Image.Image, formats: tuple[Format, ...]) -> None:
    with Workshop() as workshop:
        master = saved(photo.resize((2000, 1500)), "JPEG", quality=90)
        assert len(workshop.render(master, formats, widths_for(2000))) == 4 * len(formats)
        assert workshop.peak_kilobytes <= LIMIT_KILOBYTES
