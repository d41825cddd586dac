"""The words that very many products are found by, written set by set.

`app.catalog.search.index_product` writes the same for one product, in some milliseconds: hours for a million.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.affiliates.models import Group, GroupText
from app.catalog.models import (
    Craft,
    CraftText,
    CraftWord,
    MaterialText,
    Product,
    ProductMaterial,
    ProductText,
    ProductWords,
)
from app.catalog.search import fold
from app.core.i18n import country_name, languages


def write_words(db: Session, ids: Sequence[UUID]) -> None:
    """Fill `product_words` for products that have no words yet."""
    parts: dict[UUID, list[str]] = {}
    products = select(Product.id, Product.local_word, Product.code, Product.group_id, Product.craft_slug)
    rows = db.execute(products.where(Product.id.in_(ids))).all()
    groups = _groups(db, {row.group_id for row in rows})
    crafts = _crafts(db)
    for row in rows:
        parts[row.id] = [fold(f"{row.local_word} {row.code}"), groups[row.group_id], crafts[row.craft_slug]]
    texts = select(ProductText.product_id, ProductText.title, ProductText.story)
    for id_, title, story in db.execute(texts.where(ProductText.product_id.in_(ids))):
        parts[id_].append(fold(f"{title} {story}"))
    materials = _folded(_joined(db.execute(select(MaterialText.material_slug, MaterialText.name))))
    uses = select(ProductMaterial.product_id, ProductMaterial.material_slug)
    for id_, slug in db.execute(uses.where(ProductMaterial.product_id.in_(ids))):
        parts[id_].append(materials.get(slug, ""))
    written = [{"product_id": id_, "folded": " ".join(words)} for id_, words in parts.items()]
    db.execute(insert(ProductWords), written)


def _joined(rows: Iterable[Any]) -> dict[Any, str]:
    found: dict[Any, str] = {}
    for key, word in rows:
        found[key] = f"{found.get(key, '')} {word}"
    return found


def _folded(said: dict[Any, str]) -> dict[Any, str]:
    """Folding is the dear part, so what many products share is folded once."""
    return {key: fold(words) for key, words in said.items()}


def _groups(db: Session, ids: set[UUID]) -> dict[UUID, str]:
    summaries = _joined(db.execute(select(GroupText.group_id, GroupText.summary).where(GroupText.group_id.in_(ids))))
    named = select(Group.id, Group.name, Group.district, Group.country_code).where(Group.id.in_(ids))
    said = {
        id_: " ".join([name, district, summaries.get(id_, ""), *(country_name(code, lang) for lang in languages())])
        for id_, name, district, code in db.execute(named)
    }
    return _folded(said)


def _crafts(db: Session) -> dict[str, str]:
    own = _joined(
        [
            *db.execute(select(CraftText.craft_slug, CraftText.name)).all(),
            *db.execute(select(CraftWord.craft_slug, CraftWord.word)).all(),
        ]
    )
    return _folded(
        {
            slug: f"{own.get(slug, '')} {own.get(parent, '') if parent else ''}"
            for slug, parent in db.execute(select(Craft.slug, Craft.parent_slug))
        }
    )
