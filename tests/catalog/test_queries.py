"""Questions as people type them, over the sample alone and among ten thousand other goods: who asks finds what is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.catalog.finding import matching
from app.catalog.listing import PAGE_SIZE, ProductFilter, Sort, asked_for, listed
from app.catalog.models import Craft, Material, Product, ProductMaterial
from app.core.db import Database

CORPUS = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text(encoding="utf-8"))
FIRST = 12
LEAST = 0.95


@dataclass(frozen=True)
class Goods:
    """What can be meant by a question."""

    crafts: dict[str, set[str]]  # slug of a product -> its craft and the one above it
    materials: dict[str, set[str]]
    places: dict[str, tuple[str, str]]  # country, group
    slugs: dict[Any, str]

    @classmethod
    def of(cls, db: Session) -> Goods:
        crafts = {slug: parent for slug, parent in db.execute(select(Craft.slug, Craft.parent_slug))}
        rows = db.execute(
            select(Product.id, Product.slug, Product.craft_slug, Group.country_code, Group.slug.label("group")).join(
                Group, Group.id == Product.group_id
            )
        ).all()
        slugs = {row.id: row.slug for row in rows}
        materials: dict[str, set[str]] = {slug: set() for slug in slugs.values()}
        used = select(ProductMaterial.product_id, Material.slug, Material.parent_slug).join(
            Material, Material.slug == ProductMaterial.material_slug
        )
        for product_id, slug, parent in db.execute(used):
            materials[slugs[product_id]] |= {slug, parent}
        return cls(
            {row.slug: {row.craft_slug, crafts[row.craft_slug] or ""} for row in rows},
            materials,
            {row.slug: (row.country_code, row.group) for row in rows},
            slugs,
        )

    def is_meant(self, slug: str, meant: Any) -> bool:
        if isinstance(meant, list):
            return slug in meant
        country, group = self.places[slug]
        told = {"craft": self.crafts[slug], "material": self.materials[slug], "country": {country}, "group": {group}}
        ((kind, value),) = meant.items()
        return value in told[kind]


def first(db: Session, q: str, goods: Goods) -> list[str]:
    found = listed(db, asked_for(db, ProductFilter(q=q)).question, sort=Sort.BEST, limit=FIRST)
    return [goods.slugs[item.product_id] for item in found.items]


def missed(db: Session, goods: Goods) -> list[tuple[str, list[str]]]:
    found = []
    for query in CORPUS["queries"]:
        answer = first(db, query["q"], goods)
        if not any(goods.is_meant(slug, query["meant"]) for slug in answer):
            found.append((query["q"], answer[:3]))
    return found


def fill_a_page(db: Session) -> list[tuple[str, matching.Count]]:
    counts = [(q, matching.count(db, asked_for(db, ProductFilter(q=q)).question)) for q in CORPUS["nonsense"]]
    return [(q, count) for q, count in counts if count.number >= PAGE_SIZE]


@pytest.fixture(scope="module")
def goods(sample: Any) -> Iterator[tuple[Session, Goods]]:
    database = Database(sample.database)
    with database.reading() as db:
        yield db, Goods.of(db)
    database.close()


def test_the_corpus_is_as_large_as_was_asked_for() -> None:
    kinds = {query["kind"] for query in CORPUS["queries"]}
    assert len(CORPUS["queries"]) >= 150
    assert len(CORPUS["nonsense"]) >= 40
    assert kinds >= {"right", "misspelled", "partial", "mixed", "two", "craft"}


def test_of_a_hundred_questions_ninety_five_find_what_is_meant_among_the_first(goods: tuple[Session, Goods]) -> None:
    lost = missed(*goods)
    assert len(lost) <= (1 - LEAST) * len(CORPUS["queries"]), lost


def test_no_nonsense_fills_a_page(goods: tuple[Session, Goods]) -> None:
    assert fill_a_page(goods[0]) == []
