"""The committed questions, what each of them means, and whether an answer is that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.catalog.finding import matching
from app.catalog.finding.models import Listing
from app.catalog.listing import PAGE_SIZE, ProductFilter, Sort, asked_for, listed
from app.catalog.models import Craft, Material, Product, ProductMaterial

CORPUS = yaml.load((Path(__file__).parent / "queries.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
FIRST = 12
LEAST = 0.95
MADE_UP = re.compile(r"-\d+$")  # how the addresses of made-up goods end

# Things by the English words in addresses: a made-up basket answers a question for a basket as well as ours does.
THINGS = [
    set(words.split())
    for words in (
        "basket kiondo nest",
        "bag tote kiondo",
        "mat",
        "rug mat",
        "shawl stole scarf wrap",
        "cushion",
        "throw blanket quilt",
        "tablecloth",
        "runner",
        "napkin",
        "bowl",
        "jug",
        "cup",
        "teapot",
        "plate",
        "box",
        "tray",
        "necklace collar",
        "earring",
        "bracelet",
        "fan",
        "comb",
        "garland",
        "lampshade",
        "trivet",
        "toy top doll",
        "pouch purse",
        "belt",
        "skirt",
        "hanging panel",
        "planter pot",
        "doily",
        "star ornament",
        "yarn",
        "cloth",
        "towel",
        "spoon",
        "hammock net",
    )
]


@dataclass(frozen=True)
class Goods:
    """What can be meant by a question."""

    slugs: dict[int, str]  # by the stamp of a listing
    crafts: dict[str, set[str | None]]  # by the slug of a product: its craft and the one above it
    materials: dict[str, set[str | None]]
    places: dict[str, tuple[str, str]]  # country, group

    @classmethod
    def of(cls, db: Session) -> Goods:
        """All goods of a database."""
        above = {slug: parent for slug, parent in db.execute(select(Craft.slug, Craft.parent_slug))}
        columns = select(Product.id, Product.slug, Product.craft_slug, Group.country_code, Group.slug.label("group"))
        rows = db.execute(columns.join(Group, Group.id == Product.group_id)).all()
        names = {row.id: row.slug for row in rows}
        slugs = {stamp: names[id_] for id_, stamp in db.execute(select(Listing.product_id, Listing.stamp))}
        materials: dict[str, set[str | None]] = {slug: set() for slug in names.values()}
        used = select(ProductMaterial.product_id, Material.slug, Material.parent_slug)
        for product_id, slug, parent in db.execute(used.join(Material, Material.slug == ProductMaterial.material_slug)):
            materials[names[product_id]] |= {slug, parent}
        return cls(
            slugs,
            {row.slug: {row.craft_slug, above[row.craft_slug]} for row in rows},
            materials,
            {row.slug: (row.country_code, row.group) for row in rows},
        )

    def is_meant(self, slug: str, meant: Any) -> bool:
        """Whether a product is what a question means."""
        if isinstance(meant, list):
            made_up = bool(MADE_UP.search(slug))
            return slug in meant or (made_up and any(things(slug) & things(one) for one in meant))
        country, group = self.places[slug]
        told = {"craft": self.crafts[slug], "material": self.materials[slug], "country": {country}, "group": {group}}
        ((kind, value),) = meant.items()
        return value in told[kind]


def things(slug: str) -> frozenset[int]:
    """Which things an address speaks of."""
    words = {word if word in {"dress"} else word.removesuffix("s") for word in slug.split("-")}
    return frozenset(number for number, named in enumerate(THINGS) if words & named)


def missed(db: Session) -> list[tuple[str, list[str]]]:
    """The questions that do not find what they mean among the first, with what they find."""
    goods = Goods.of(db)
    found = []
    for query in CORPUS["queries"]:
        page = listed(db, asked_for(db, ProductFilter(q=query["q"])).question, sort=Sort.BEST, limit=FIRST)
        answer = [goods.slugs[stamp] for stamp in page.stamps]
        if not any(goods.is_meant(slug, query["meant"]) for slug in answer):
            found.append((query["q"], answer[:3]))
    return found


def pages_of_nonsense(db: Session) -> list[tuple[str, matching.Count]]:
    """Questions that mean nothing here and yet fill a page."""
    counts = [(q, matching.count(db, asked_for(db, ProductFilter(q=q)).question)) for q in CORPUS["nonsense"]]
    return [(q, count) for q, count in counts if count.number >= PAGE_SIZE]
