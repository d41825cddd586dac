"""A word of one script is taken for one of another only where it is nearly that: what Latin letters spell of it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.catalog.finding.understanding import understand


@pytest.mark.parametrize("q", ["zonugoza", "ფეტრი", "barato"])
def test_what_only_shares_its_consonants_is_no_guess(sample_db: Session, q: str) -> None:
    assert understand(sample_db, q).taken == ()


@pytest.mark.parametrize("q", ["croshay", "cizal", "अलो"])
def test_what_is_heard_alike_still_is(sample_db: Session, q: str) -> None:
    assert understand(sample_db, q).units


@pytest.mark.parametrize(
    ("q", "thing"), [("cheap basket", "basket"), ("bolso barato", "bolso"), ("buy mat online", "mat")]
)
def test_a_bargain_says_nothing_about_a_thing(sample_db: Session, q: str, thing: str) -> None:
    assert [unit.asked for unit in understand(sample_db, q).units] == [thing]
