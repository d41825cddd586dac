"""No metadata in anything we store or serve: no place, no name, no profile, nothing behind the end."""

from __future__ import annotations

import pytest

from app.media.sizes import widths_for
from app.media.workshop import Workshop
from tests.media.make_corpus import PHOTO, SECRET, corpus, exif, picture, saved, wide_profile, xmp
from tests.media.metadata import metadata_in

PHOTOS = [name for name, odd in corpus().items() if odd.expected == PHOTO]


@pytest.mark.parametrize("name", PHOTOS)
def test_a_cleaned_photo_and_its_sizes_hold_only_pixels(shop: Workshop, name: str) -> None:
    cleaned = shop.clean(corpus()[name].data)
    sizes = shop.render(cleaned.master, ["jpeg", "webp", "avif"], widths_for(min(cleaned.width, 400)))
    assert len(sizes) % 3 == 0
    for file in (cleaned.master, *sizes.values()):
        assert metadata_in(file) == []
        assert SECRET.encode() not in file
        assert SECRET.encode("utf-16-le") not in file


def test_the_corpus_really_holds_secrets() -> None:
    telling = [name for name, odd in corpus().items() if SECRET.encode() in odd.data]
    assert len(telling) >= 30


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("what", ["exif", "xmp", "icc_profile"])
def test_the_search_for_metadata_finds_what_there_is(kind: str, what: str) -> None:
    planted = {"exif": exif(), "xmp": xmp(), "icc_profile": wide_profile()}[what]
    if (kind, what) == ("PNG", "xmp"):
        planted_file = corpus()["text.png"].data
    else:
        planted_file = saved(picture(), kind, **{what: planted})
    assert metadata_in(planted_file)
