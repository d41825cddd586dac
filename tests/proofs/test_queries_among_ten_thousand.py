"""The committed questions among ten thousand other goods, on the sample's own database."""

from __future__ import annotations

from pathlib import Path

from app.core.db import Database
from tests.catalog.queried import CORPUS, LEAST, missed, pages_of_nonsense
from tests.catalog.test_queries import among
from tests.factories.serving import sample_settings

OTHERS = 10_000


def test_what_is_meant_is_found_among_ten_thousand_goods_and_nonsense_is_not(tmp_path: Path) -> None:
    sample = sample_settings(tmp_path)
    database = Database(f"sqlite:///{among(sample.data / 'bazaar.db', tmp_path / 'many.db', OTHERS)}")
    with database.reading() as db:
        lost = missed(db)
        assert len(lost) <= (1 - LEAST) * len(CORPUS["queries"]), lost
        assert pages_of_nonsense(db) == []
    database.close()
