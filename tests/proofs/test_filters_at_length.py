"""A hundred catalogues: each filter leaves what looking at every product leaves, each number is what a click gives."""

from __future__ import annotations

import pytest
from hypothesis import settings

from app.catalog.listing import ProductFilter
from app.core.db import Database
from tests.catalog.filtered_goods import Goods
from tests.catalog.test_filters import ASKING, CLICKING, PROPERTY, clicks_give, filters_leave
from tests.factories.still_world import still_world

__all__ = ["still_world"]
pytestmark = pytest.mark.proof
MANY = settings(PROPERTY, max_examples=100)


@MANY
@ASKING
def test_filters_leave_what_looking_at_every_product_leaves(
    still_world: Database,  # the fixture of the shorter test
    catalogue: list[Goods],
    alone: list[ProductFilter],
    together: list[ProductFilter],
) -> None:
    filters_leave(still_world, catalogue, [ProductFilter(), *alone, *together])


@MANY
@CLICKING
def test_the_number_beside_a_choice_is_what_a_click_gives(
    still_world: Database,
    catalogue: list[Goods],
    asking: list[ProductFilter],
) -> None:
    clicks_give(still_world, catalogue, asking)
