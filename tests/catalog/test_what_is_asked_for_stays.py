"""A question of several words gives up the word that tells least, never the thing that is asked for."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.catalog.finding.relaxing import FEW
from app.catalog.listing import ProductFilter, Sort, asked_for, listed
from app.core.db import Database
from app.core.texts import Standing
from tests.catalog.queried import Goods
from tests.factories.catalogue import a_group, a_product
from tests.factories.worlds import undone

RUG = {"en": (Standing.ORIGINAL, "Felt rug", "Ladies of our village wear a necklace while they roll it.")}
NECKLACE = {"en": (Standing.ORIGINAL, "Bead necklace", "Strung at home.")}


def test_what_only_speaks_of_all_the_words_gives_way_to_the_thing(still_world: Database) -> None:
    with undone(still_world) as db:
        group = a_group(db)
        a_product(db, group, "rug", texts=RUG)
        assert _found(db, "ladies necklace") == (["rug"], ())  # nothing else is here
        a_product(db, group, "necklace", texts=NECKLACE)
        assert _found(db, "ladies necklace") == (["necklace", "rug"], ("ladies",))
        assert _found(db, "bead necklace") == (["necklace"], ())


@pytest.mark.parametrize("others", [FEW - 2, FEW])
def test_where_many_have_all_the_words_they_stay(still_world: Database, others: int) -> None:
    with undone(still_world) as db:
        group = a_group(db)
        a_product(db, group, "necklace", texts=NECKLACE)
        for number in range(others):
            a_product(db, group, f"rug-{number}", texts=RUG)
        _slugs, left_out = _found(db, "ladies necklace")
        assert left_out == (("ladies",) if others < FEW else ())


def _found(db: Session, q: str) -> tuple[list[str], tuple[str, ...]]:
    asked = asked_for(db, ProductFilter(q=q))
    slugs = Goods.of(db).slugs
    return [slugs[stamp] for stamp in listed(db, asked.question, sort=Sort.BEST).stamps], asked.left_out
