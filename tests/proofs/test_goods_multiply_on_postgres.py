"""What is multiplied for `make bench` is like any other goods on PostgreSQL, too; on SQLite `make test` looks at it."""

from __future__ import annotations

import pytest

from app.core.db import Database
from tests.bench.test_multiplying import (
    multiply_in,
    test_each_group_is_copied_with_its_goods_and_is_found_by_its_name,
    test_multiplied_goods_are_listed_found_and_shown_like_any_others,
    test_the_next_term_after_multiplying_gets_an_id_of_its_own,
)

__all__ = [
    "test_each_group_is_copied_with_its_goods_and_is_found_by_its_name",
    "test_multiplied_goods_are_listed_found_and_shown_like_any_others",
    "test_the_next_term_after_multiplying_gets_an_id_of_its_own",
]
pytestmark = pytest.mark.proof


@pytest.fixture
def multiplied(postgres_url: str) -> Database:
    """The same goods on PostgreSQL."""
    database = Database(postgres_url)
    multiply_in(database)
    return database
