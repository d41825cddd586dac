"""Whoever asks for a craft by any of its words, in any language of the interface, finds goods of that craft."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog.finding.models import Listing
from app.catalog.listing import ProductFilter, Sort, asked_for, listed, product_count
from app.catalog.models import CraftText
from app.catalog.seed.files import ROOT, CraftFile, SameWordsFile, read
from app.core.i18n import languages
from tests.catalog.queried import FIRST, Goods

CRAFTS = {craft.id for craft in read(ROOT / "reference" / "crafts.yaml", list[CraftFile])}
THINGS = read(ROOT / "reference" / "same_words.yaml", list[SameWordsFile])
JEWELLERY = {thing.id: thing for thing in THINGS}["jewellery"]


def test_what_a_thing_names_is_there() -> None:
    ids = {thing.id for thing in THINGS}
    assert [(thing.id, id_) for thing in THINGS for id_ in thing.things if id_ not in ids] == []
    assert [(thing.id, slug) for thing in THINGS for slug in thing.crafts if slug not in CRAFTS] == []


def test_a_craft_that_has_goods_is_found_by_its_name(sample_db: Session) -> None:
    goods = Goods.of(sample_db)
    made = {slug for crafts in goods.crafts.values() for slug in crafts}
    rows = sample_db.execute(select(CraftText.craft_slug, CraftText.lang, CraftText.name))
    lost = [
        (row.craft_slug, row.name)
        for row in rows
        if row.craft_slug in made and row.craft_slug not in _crafts_of(sample_db, goods, row.name)
    ]
    assert lost == []


@pytest.mark.parametrize("lang", [*languages(), "de", "fr"])
def test_a_craft_that_has_goods_is_found_by_the_words_of_its_thing(sample_db: Session, lang: str) -> None:
    goods = Goods.of(sample_db)
    lost = [
        (thing.id, word)
        for thing in THINGS
        for word in thing.words.get(lang, ())
        if thing.crafts and not _crafts_of(sample_db, goods, word) & set(thing.crafts)
    ]
    assert lost == []


@pytest.mark.parametrize("word", [word for words in JEWELLERY.words.values() for word in words])
def test_jewellery_is_found_by_every_word_for_it_and_stands_first(sample_db: Session, word: str) -> None:
    goods = Goods.of(sample_db)
    found = _found(sample_db, goods, word)
    assert len(found) >= 5
    assert all("bead-jewellery" in goods.crafts[slug] for slug in found[:5]), found


def test_everything_is_handmade(sample_db: Session) -> None:
    everything = sample_db.scalar(select(func.count()).select_from(Listing))
    for word in ("handmade", "handcrafted", "hecho a mano", "artesanal", "feito à mão", "fait main", "ہاتھ سے بنا"):
        assert product_count(sample_db, ProductFilter(q=word)).number == everything, word


def _found(db: Session, goods: Goods, q: str) -> list[str]:
    page = listed(db, asked_for(db, ProductFilter(q=q)).question, sort=Sort.BEST, limit=FIRST)
    return [goods.slugs[stamp] for stamp in page.stamps]


def _crafts_of(db: Session, goods: Goods, q: str) -> set[str]:
    return {craft for slug in _found(db, goods, q) for craft in goods.crafts[slug] if craft}
