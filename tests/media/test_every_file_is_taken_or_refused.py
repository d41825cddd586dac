"""Whatever is sent in becomes a photo or gets one of our refusals; nothing crashes."""

from __future__ import annotations

import pytest

from app.media import errors
from app.media.sizes import Accepted
from app.media.workshop import Workshop
from tests.media.make_corpus import PHOTO, corpus


@pytest.mark.parametrize("name", corpus())
def test_each_file_meets_its_fate(shop: Workshop, name: str) -> None:
    odd = corpus()[name]
    deaths = shop.deaths
    try:
        result: Accepted | str = shop.clean(odd.data)
    except errors.PictureRefused as refusal:
        result = type(refusal).__name__
        assert str(refusal).endswith(".")
        assert "%" not in str(refusal)
    fate = PHOTO if isinstance(result, Accepted) else result
    assert fate == odd.expected
    assert shop.deaths == deaths, "the child died of it"


def test_a_refusal_names_the_kind_of_file(shop: Workshop) -> None:
    with pytest.raises(errors.PictureKindRefused, match="cannot use a GIF file"):
        shop.clean(corpus()["still.gif"].data)
