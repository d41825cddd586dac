"""A stem of few letters is shared by words of many languages: a product is only what a text says in its own."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.catalog.finding.folding import fold
from app.catalog.finding.forms import are_forms
from app.catalog.finding.models import AskedAs, TermKind
from app.catalog.finding.names import rename
from app.catalog.listing import ProductFilter, Sort, asked_for, listed, product_count
from app.core.closing import settle
from app.core.db import Database
from tests.catalog.queried import Goods
from tests.factories.catalogue import a_group, a_product
from tests.factories.worlds import undone

ONE = [
    ("bowls", "bowl", "en"),
    ("berries", "berry", "en"),
    ("knitted", "knit", "en"),
    ("cojines", "cojín", "es"),
    ("rojas", "roja", "es"),
    ("balões", "balão", "pt"),
    ("bordada", "bordado", "pt"),
    ("vikapu", "kikapu", "sw"),
    ("ٹوکریاں", "ٹوکری", "ur"),
    ("чаши", "чаша", "ru"),
]
TWO = [
    ("hand", "handi", "en"),  # a pot in Hindi
    ("tell", "teller", "en"),  # a plate in German
    ("tela", "teller", "es"),
    ("antes", "anting", "pt"),  # an earring in Indonesian
    ("red", "rede", "en"),  # a hammock in Portuguese
    ("top", "topi", "en"),  # a hat in Hindi
    ("mudar", "mudai", "pt"),  # a basket in Amharic
]


def test_a_hand_in_kyrgyz_is_no_russian_necklace() -> None:
    assert not are_forms("кол", "колье", "ky")


@pytest.mark.parametrize(("word", "other", "lang"), ONE)
def test_number_and_gender_make_no_other_word(word: str, other: str, lang: str) -> None:
    word, other = fold(word), fold(other)
    assert are_forms(word, other, lang)
    assert are_forms(other, word)


@pytest.mark.parametrize(("word", "other", "lang"), TWO)
def test_words_that_only_begin_alike_are_two(word: str, other: str, lang: str) -> None:
    assert not are_forms(word, other, lang)
    assert not are_forms(word, other)


def test_a_product_that_says_hand_is_no_cooking_pot(still_world: Database) -> None:
    with undone(still_world) as db:
        _a_thing(db, "cooking-pot", "handi", "pot")
        group = a_group(db)
        a_product(db, group, "rug", title="Rug felted by hand")
        a_product(db, group, "pots", title="Three pots of clay")
        settle(db)
        assert _found(db, "pot") == ["pots"]
        assert _found(db, "handi") == ["pots"]
        assert _found(db, "hands") == ["rug"]


def test_a_part_of_what_makers_call_a_thing_is_no_other_thing(still_world: Database) -> None:
    with undone(still_world) as db:
        _a_thing(db, "mat", "mat", "tikar")
        group = a_group(db)
        a_product(db, group, "mat", title="Mat of reed")
        a_product(db, group, "shawl", title="Silk shawl", local_word="mat mi", local_word_lang="lo")
        settle(db)
        assert _found(db, "tikar") == ["mat"]
        assert _found(db, "mat")[0] == "mat"


def test_the_name_of_what_nobody_sells_is_no_beginning_of_another_word(still_world: Database) -> None:
    with undone(still_world) as db:
        _a_thing(db, "hat", "hat")
        a_product(db, a_group(db), title="Basket with a hatch")
        settle(db)
        assert _found(db, "hat") == []
        assert product_count(db, ProductFilter(q="hatc")).number == 1


def _a_thing(db: Session, slug: str, *words: str) -> None:
    db.add_all(AskedAs(kind=TermKind.CONCEPT, value=slug, word=word, asks=True) for word in words)
    db.flush()
    rename(db, TermKind.CONCEPT, [slug])
    settle(db)


def _found(db: Session, q: str) -> list[str]:
    page = listed(db, asked_for(db, ProductFilter(q=q)).question, sort=Sort.BEST)
    slugs = Goods.of(db).slugs
    return [slugs[stamp] for stamp in page.stamps]


FIRST = {  # what is asked for: what stands first; how many may stand there, those whose story speaks of it among them
    "earrings": ("fringed-disc-earrings", 3),
    "cooking pot": ("terracotta-planter-white-band", 4),
    "plate": ("painted-plate-and-bowl", 2),
    "hammock": ("crochet-net-bag-indigo", 4),  # "rede" is a net and a hammock in Portuguese
    "mat": ("felt-seat-mat-indigo-white", 11),
}


@pytest.mark.parametrize("q", FIRST)
def test_the_right_thing_stands_first_and_strangers_nowhere(sample_db: Session, q: str) -> None:
    first, most = FIRST[q]
    found = _found(sample_db, q)
    assert found[0] == first
    assert len(found) <= most, found


def test_no_hat_is_sold_in_the_sample(sample_db: Session) -> None:
    assert _found(sample_db, "hat") in ([], ["three-strand-necklace-sea"])  # whose story speaks of caps
