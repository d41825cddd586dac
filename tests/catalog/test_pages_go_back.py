"""The page before is the page one came from, in every order, and every product can be walked to and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.catalog.listing import ProductFilter, Sort, asked_for, listed
from app.core.db import Database
from tests.factories.catalogue import a_group, a_product
from tests.factories.worlds import undone

DAY = datetime(2026, 11, 1, tzinfo=UTC)
PRICES = (300, None, 100, 200, 100, None, 100, 200)


@pytest.mark.parametrize("sort", Sort)
def test_walking_to_the_end_and_back_shows_the_same_pages(still_world: Database, sort: Sort) -> None:
    with undone(still_world) as db:
        group = a_group(db)
        for number, price in enumerate(PRICES):
            moment = DAY + timedelta(hours=number % 3)
            a_product(db, group, f"thing-{number}", published_at=moment, variant={"price": price})
        question = asked_for(db, ProductFilter(q="sisal")).question
        there, page = [], listed(db, question, sort=sort, limit=3)
        while True:
            there.append(page.stamps)
            if page.after is None:
                break
            page = listed(db, question, sort=sort, limit=3, after=page.after)
        back = [page.stamps]
        while page.before is not None:
            page = listed(db, question, sort=sort, limit=3, before=page.before)
            back.insert(0, page.stamps)
    assert [len(stamps) for stamps in there] == [3, 3, 2]
    assert back == there
