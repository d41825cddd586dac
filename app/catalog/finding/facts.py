"""What is true of products now, read from its sources, many products at a time. Changes nothing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.models import Affiliate, Country, Group, GroupRail
from app.catalog.finding.folding import fold, is_unspaced, pieces, words_of
from app.catalog.finding.models import TermKind
from app.catalog.finding.stopwords import STOP_WORDS
from app.catalog.models import Craft, Material, Product, ProductMaterial, ProductPhoto, ProductText, public_products
from app.catalog.offers import Offer, offers
from app.core.rates import band

Key = tuple[TermKind, str]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# How much a product is about a word, by where the word stands.
IN_LOCAL_WORD, IN_TITLE, IN_LOCAL_PHRASE, IN_CODE, IN_STORY = 10, 8, 6, 10, 1


@dataclass
class Facts:
    """A public product: its place among the newest, the terms it has, and a digest of what its card shows."""

    product_id: UUID
    moment: int  # of publication, in microseconds
    price_rank: int
    face: str
    facets: set[Key] = field(default_factory=set)
    words: dict[Key, int] = field(default_factory=dict)  # with their weights
    spoken: dict[tuple[str, str], int] = field(default_factory=dict)  # words of a language, with theirs
    unspaced: dict[str, int] = field(default_factory=dict)  # stretches of scripts without spaces, with theirs
    titles: list[str] = field(default_factory=list)  # folded

    def says(self, text: str, weight: int, lang: str = "") -> None:
        """Words stand in one of its texts; without a language they stand for themselves alone."""
        for word in words_of(text):
            if word in STOP_WORDS:
                continue
            if is_unspaced(word):
                self.unspaced[word] = max(weight, self.unspaced.get(word, 0))
                found = [(TermKind.PIECE, piece) for piece in pieces(word)]
            else:
                found = [(TermKind.WORD, word)]
                if lang:
                    self.spoken[word, lang] = max(weight, self.spoken.get((word, lang), 0))
            for key in found:
                self.words[key] = max(weight, self.words.get(key, 0))


def facts_of(db: Session, ids: Sequence[UUID]) -> dict[UUID, Facts]:
    """What is true of some products; those that are not public are left out. A bounded number of statements."""
    rows = {row.id: row for row in db.execute(_public(ids))}
    offered = offers(db, list(rows))
    texts = _texts(db, rows)
    covers = {product_id: photo_id for product_id, photo_id in db.execute(_covers(rows))}
    found = {id_: _plain_facts(row, offered.get(id_), texts[id_], covers.get(id_)) for id_, row in rows.items()}
    for product_id, slug, parent in db.execute(_materials(rows)):
        found[product_id].facets |= {(TermKind.MATERIAL, each) for each in (slug, parent) if each}
    rails = _rails(db, {row.group_id for row in rows.values()})
    for id_, row in rows.items():
        found[id_].facets |= {(TermKind.RAIL, means) for means in rails[row.group_id]}
    return found


def _public(ids: Iterable[UUID]) -> Any:
    columns = public_products(
        Product.id,
        Product.slug,
        Product.code,
        Product.local_word,
        Product.local_word_lang,
        Product.craft_slug,
        Product.price_rank,
        Product.published_at,
        Craft.parent_slug.label("above"),
        Product.group_id,
        Group.slug.label("group"),
        Group.country_code,
        Affiliate.slug.label("affiliate"),
        Country.region_slug,
    )
    return (
        columns.join(Affiliate, Affiliate.id == Group.affiliate_id)
        .join(Country, Country.code == Group.country_code)
        .join(Craft, Craft.slug == Product.craft_slug)
        .where(Product.id.in_(ids))
    )


def _texts(db: Session, ids: Iterable[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    columns = select(
        ProductText.product_id, ProductText.lang, ProductText.standing, ProductText.title, ProductText.story
    )
    for row in db.execute(columns.where(ProductText.product_id.in_(ids)).order_by(ProductText.lang)):
        found[row.product_id].append(row)
    return found


def _covers(ids: Iterable[UUID]) -> Any:
    return select(ProductPhoto.product_id, ProductPhoto.photo_id).where(
        ProductPhoto.product_id.in_(ids), ProductPhoto.position == 0
    )


def _materials(ids: Iterable[UUID]) -> Any:
    return (
        select(ProductMaterial.product_id, ProductMaterial.material_slug, Material.parent_slug)
        .join(Material, Material.slug == ProductMaterial.material_slug)
        .where(ProductMaterial.product_id.in_(ids))
    )


def _rails(db: Session, group_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    found = defaultdict(list)
    rows = select(GroupRail.group_id, GroupRail.means).where(GroupRail.group_id.in_(group_ids), GroupRail.live)
    for group_id, means in db.execute(rows):
        found[group_id].append(means.value)
    return found


def face_of(slug: str, offer: Offer | None, texts: list[Any], cover: str | None, group_id: UUID) -> str:
    """A digest of all that a product's card shows, but for its photograph. Its texts are in the order of languages."""
    shown = (slug, offer and offer.face, [(t.lang, t.standing, t.title) for t in texts], cover, str(group_id))
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def _plain_facts(row: Any, offer: Offer | None, texts: list[Any], cover: str | None) -> Facts:
    facts = Facts(
        product_id=row.id,
        moment=(row.published_at - _EPOCH) // _MICROSECOND,
        price_rank=row.price_rank,
        face=face_of(row.slug, offer, texts, cover, row.group_id),
    )
    facts.facets = {
        (TermKind.REGION, row.region_slug),
        (TermKind.COUNTRY, row.country_code),
        (TermKind.AFFILIATE, row.affiliate),
        (TermKind.GROUP, row.group),
        *((TermKind.CRAFT, slug) for slug in (row.craft_slug, row.above) if slug),
        *((TermKind.READY, soon) for soon in (offer.soon if offer else ())),
    }
    if offer and offer.wholesale:
        facts.facets.add((TermKind.WHOLESALE, "yes"))
    facts.words[TermKind.BAND, str(band(row.price_rank))] = 0
    for text in texts:
        facts.says(text.title, IN_TITLE, text.lang)
        facts.titles.append(fold(text.title))
        facts.says(text.story, IN_STORY, text.lang)
    _say_local(facts, row.local_word, row.local_word_lang or "und")
    facts.says(row.code, IN_CODE)
    return facts


def _say_local(facts: Facts, word: str, lang: str) -> None:
    """What its makers call it. Of several words, each alone means nothing: "mat mi" is no mat."""
    folded = fold(word)
    if " " in folded:
        facts.says(word, IN_LOCAL_PHRASE)
        facts.titles.append(folded)
    else:
        facts.says(word, IN_LOCAL_WORD, lang)
