"""The sample is loaded once: a second time does no work, and clearing leaves nothing of it and everything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.affiliates.models import Group
from app.catalog.models import Product
from app.catalog.seed import sample
from app.cli.data import load_sample_catalogue
from app.cli.environment import storage_of
from app.core.db import Database
from app.core.revision import revision
from app.media import workshop
from app.media.models import Photo
from tests.factories.serving import migrated, settings_in
from tests.factories.worlds import a_small_sample


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database with a small sample, loaded as `serve --sample` loads it."""
    folder = a_small_sample(tmp_path / "sample")
    monkeypatch.setattr(sample, "ROOT", folder)
    monkeypatch.setattr(sample.load_sample, "__kwdefaults__", {"folder": folder})
    settings = settings_in(tmp_path / "data")
    database = migrated(settings)
    load_sample_catalogue(settings, database)
    return database


def _counts(database: Database) -> dict[str, int]:
    with database.reading() as db:
        kinds = {"groups": Group, "products": Product, "photos": Photo}
        return {name: db.scalar(select(func.count()).select_from(kind)) or 0 for name, kind in kinds.items()}


def test_a_second_start_does_no_work(loaded: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: object, **_facts: object) -> None:
        raise AssertionError("work is done twice")

    before = _counts(loaded)
    assert before["products"] == 4
    with loaded.reading() as db:
        number = revision(db)
    for part in ("clean", "render"):
        monkeypatch.setattr(workshop, part, never)
    monkeypatch.setattr(sample, "read_sample", never)
    load_sample_catalogue(settings_in(tmp_path / "data"), loaded)
    assert _counts(loaded) == before
    with loaded.reading() as db:
        assert revision(db) == number


def test_clearing_leaves_nothing_of_it(loaded: Database, tmp_path: Path) -> None:
    gone = sample.clear_sample(loaded, storage_of(settings_in(tmp_path / "data")))
    assert gone["products"] == 4
    assert _counts(loaded) == {"groups": 0, "products": 0, "photos": 0}
