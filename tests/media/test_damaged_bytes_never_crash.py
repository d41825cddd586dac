"""Bytes turned over anywhere in a picture leave a photo or a refusal, and a living child."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.media.errors import PictureRefused
from app.media.workshop import Workshop
from tests.media.make_corpus import PHOTO, SECRET, corpus
from tests.media.metadata import metadata_in

SMALL = sorted(name for name, odd in corpus().items() if odd.expected == PHOTO and len(odd.data) < 20_000)


def _meets_no_crash(shop: Workshop, data: bytes) -> None:
    before = shop.deaths
    try:
        cleaned = shop.clean(data)
    except PictureRefused:
        pass
    else:
        assert metadata_in(cleaned.master) == []
        assert SECRET.encode() not in cleaned.master
    assert shop.deaths == before


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(SMALL), seed=st.integers(0, 10**6), changes=st.integers(1, 40))
def test_turned_bytes(shop: Workshop, name: str, seed: int, changes: int) -> None:
    luck = random.Random(seed)
    data = bytearray(corpus()[name].data)
    for _ in range(changes):
        data[luck.randrange(len(data))] = luck.randrange(256)
    _meets_no_crash(shop, bytes(data))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(SMALL), cut=st.floats(0, 1), then=st.binary(max_size=60))
def test_cut_and_continued_bytes(shop: Workshop, name: str, cut: float, then: bytes) -> None:
    data = corpus()[name].data
    _meets_no_crash(shop, data[: int(len(data) * cut)] + then)
