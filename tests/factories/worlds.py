"""Databases with something in them: all tables by the migrations, and a small world to sell things in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from app.catalog.seed.files import ROOT
from app.core.db import Database
from app.core.i18n import Reader
from tests.factories.catalogue import a_world
from tests.factories.prepared import copy_into, fill

READER = Reader("en", "EUR")


def with_reference(database: Database, *, with_jobs: bool = False) -> Database:
    """The same database with the tables of this release and the reference data."""
    fill(database, reference=True, jobs=with_jobs)
    return database


def with_a_world(database: Database, *, with_jobs: bool = False) -> Database:
    """The same database with its tables, regions, countries, crafts, materials and rates."""
    copy_into(database, f"world{with_jobs:d}", partial(_world, with_jobs=with_jobs))
    return database


def _world(database: Database, *, with_jobs: bool) -> None:
    fill(database, jobs=with_jobs)
    with database.writing() as db:
        a_world(db)


SMALL_SAMPLE = ("kisii-cluster", "machakos-cluster")


def a_small_sample(folder: Path) -> Path:
    """The files of two groups of the sample with their pictures, to be loaded in a moment and to be broken."""
    (folder / "groups").mkdir(parents=True)
    (folder / "photos").mkdir()
    photos: set[str] = set()
    slugs: list[str] = []
    for name in SMALL_SAMPLE:
        group = yaml.load((ROOT / "groups" / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
        group["products"] = group["products"][:2]
        for product in group["products"]:
            product["photos"] = product["photos"][:1]
            photos.update(product["photos"])
            slugs.append(product["id"])
        group.pop("photo", None)
        write_yaml(folder / "groups" / f"{name}.yaml", group)
    known = yaml.load((ROOT / "affiliates.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    write_yaml(folder / "affiliates.yaml", [one for one in known if one["id"] == "homenet-kenya"])
    write_yaml(folder / "shelf.yaml", slugs[:2])
    shutil.copy(ROOT / "photos.csv", folder)
    for photo in photos:
        shutil.copy(ROOT / "photos" / photo, folder / "photos")
    return folder


def write_yaml(path: Path, content: Any) -> None:
    """A seed file with this content."""
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def change_yaml(path: Path, change: Any) -> None:
    """Let `change` alter the content of a seed file in place."""
    content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    change(content)
    write_yaml(path, content)


@contextmanager
def undone(database: Database) -> Iterator[Session]:
    """A writing session whose changes are thrown away at the end: a world for one example of a property."""
    with Session(database.writing_engine, expire_on_commit=False) as db:
        yield db
        db.rollback()
