"""Finding products by words: every public word of a product, folded the same way for both databases."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

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
from app.core.i18n import country_name, languages

MAX_WORDS = 8  # a longer question is cut; nobody means the ninth word
MAX_QUERY_CHARS = 120


def fold(text: str) -> str:
    """Words without case, accents and marks, parted by single spaces.

    Marks are stripped only where they are accents on a letter (Latin, Greek, Cyrillic, vocalised Arabic), never
    the vowel signs of Devanagari, Bengali or Thai, which are marks too.

    >>> fold("Ñandutí, Ōkina!")
    'nanduti okina'
    """
    out = []
    plain = unicodedata.normalize("NFKD", text).casefold()  # in this order: compatibility letters may be capitals
    for char in unicodedata.normalize("NFKD", plain):
        kind = unicodedata.category(char)
        if kind == "Cf" and char != "\u200b":  # joiners and marks of direction stand inside words; that space does not
            continue
        if kind == "Mn" and unicodedata.combining(char) not in (0, 7, 9, 103, 107, 118, 122):
            continue
        out.append(char if kind[0] in "LNM" else " ")
    return unicodedata.normalize("NFC", " ".join("".join(out).split()))


def query_words(q: str) -> list[str]:
    """What a question is looked up by: its folded words, a bounded number of them."""
    return fold(q[:MAX_QUERY_CHARS]).split()[:MAX_WORDS]


def matches(q: str) -> list[ColumnElement[bool]]:
    """Conditions on `ProductWords`: each word of the question stands somewhere in the product's words."""
    return [ProductWords.folded.contains(word, autoescape=True) for word in query_words(q)]


def _craft_words(db: Session, slug: str) -> Iterable[str]:
    craft = db.get(Craft, slug)
    slugs = [s for s in (slug, craft.parent_slug if craft else None) if s]
    yield from db.scalars(select(CraftText.name).where(CraftText.craft_slug.in_(slugs)))
    yield from db.scalars(select(CraftWord.word).where(CraftWord.craft_slug.in_(slugs)))


def index_product(db: Session, product_id: object) -> None:
    """Write down anew the words one product is found by. Call it in the transaction that changed them."""
    product = db.scalar(select(Product).where(Product.id == product_id).options(selectinload(Product.group)))
    if product is None:
        return
    group: Group = product.group
    parts: list[str] = [product.local_word, product.code, group.name, group.district]
    for title, story in db.execute(
        select(ProductText.title, ProductText.story).where(ProductText.product_id == product.id)
    ):
        parts += [title, story]
    parts += db.scalars(select(GroupText.summary).where(GroupText.group_id == group.id))
    parts += _craft_words(db, product.craft_slug)
    materials = select(ProductMaterial.material_slug).where(ProductMaterial.product_id == product.id)
    parts += db.scalars(select(MaterialText.name).where(MaterialText.material_slug.in_(materials)))
    parts += [country_name(group.country_code, lang) for lang in languages()]
    db.merge(ProductWords(product_id=product.id, folded=fold(" ".join(parts))))


def index_all(db: Session) -> None:
    """Write down anew the words of every product."""
    for product_id in list(db.scalars(select(Product.id))):
        index_product(db, product_id)
