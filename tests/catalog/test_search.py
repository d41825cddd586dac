"""Words find products in every language, with or without the marks that people leave out; typed signs do no magic."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.finding import matching
from app.catalog.finding.folding import fold, keys, sound
from app.catalog.finding.models import Listing
from app.catalog.finding.understanding import MAX_WORDS, MOST_NAMED, query_words, understand
from app.catalog.listing import ProductFilter, Sort, asked_for, product_list
from app.catalog.listing import product_count as count_of
from app.catalog.models import Product, ProductText
from app.catalog.service import group_changed
from app.core.closing import settle
from app.core.db import Database
from app.core.texts import Standing
from tests.factories.catalogue import a_group, a_product
from tests.factories.worlds import READER, undone

SAME = {
    "es, accents": ("Ñandutí, tejido a mano", "nanduti tejido a mano"),
    "es, capitals": ("CESTA DE PALMA", "cesta de palma"),
    "sw": ("Kikapu cha ukindu — rangi’ya", "kikapu cha ukindu rangi ya"),
    "pt, composed or not": ("algodão", "algoda\u0303o"),
    "hi, nukta composed or not": ("क़ालीन", "क\u093cालीन"),
    "ur, vowel marks": ("ٹوکْری سِیسَل کی", "ٹوکری سیسل کی"),
    "ur, doubling mark": ("چٹّائی", "چٹائی"),
    "ru, yo": ("шёлковый ВОЙЛОК", "шелковый войлок"),
    "si, joiner": ("ශ්\u200dරී", "ශ්රී"),
    "bn, joiner": ("র\u200d্যাক", "র্যাক"),
    "ur, direction marks": ("\u200fٹوکری\u200e", "ٹوکری"),
    "de, sharp s": ("Straße", "STRASSE"),
    "letters as signs": ("𝐁𝐚𝐬𝐤𝐞𝐭 ﬁne", "basket fine"),
    "full width": ("Ｓｉｓａｌ", "sisal"),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME.keys())
def test_what_people_take_for_the_same_word_is_the_same(pair: tuple[str, str]) -> None:
    assert fold(pair[0]) == fold(pair[1])


KEPT = {
    "hi, vowel signs": ("टोकरी", "टकर"),
    "hi, virama": ("वस्त्र", "वसतर"),
    "bn, vowel signs": ("ঝুড়ি", "ঝড"),
    "th, tones and vowels": ("ผ้าไหมทอมือ", "ผาไหมทอมอ"),
    "th, sara u": ("ถุง", "ถง"),
    "lo": ("ຜ້າໄໝ", "ຜາໄໝ"),
    "am": ("ቅርጫት", "ቁርጫት"),
    "ru, letters": ("войлок", "ваилак"),
}


@pytest.mark.parametrize("pair", KEPT.values(), ids=KEPT.keys())
def test_signs_that_make_the_word_are_kept(pair: tuple[str, str]) -> None:
    assert fold(pair[0]) != fold(pair[1])
    assert fold(pair[0]) == unicodedata.normalize("NFC", unicodedata.normalize("NFKD", fold(pair[0])))


@pytest.mark.parametrize("word", ["टोकरी", "ঝুড়ি", "ผ้าไหมทอมือ", "ຜ້າໄໝ", "ቅርጫት", "ටෝකරිය", "កន្ត្រក", "ხალიჩა"])
def test_a_word_stays_one_word(word: str) -> None:
    assert len(query_words(word)) == 1


@settings(deadline=None, max_examples=400)
@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert once == once.strip()
    assert "  " not in once


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=40), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_it_does_not_matter_how_the_keyboard_composes(text: str, form: str) -> None:
    assert fold(unicodedata.normalize(form, text)) == fold(text)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=100)
@given(st.text())
def test_a_question_has_a_bounded_number_of_words(q: str) -> None:
    assert len(query_words(q * 50)) <= MAX_WORDS


def test_every_word_of_every_title_of_the_sample_finds_its_product(sample_db: Session) -> None:
    titles = sample_db.execute(
        select(ProductText.title, ProductText.lang, Listing.stamp).join(
            Listing, Listing.product_id == ProductText.product_id
        )
    ).all()
    assert len({row.lang for row in titles}) >= 8
    words = {word for row in titles for word in query_words(row.title)}  # many stand in many titles
    found = {
        word: set(matching.newest(sample_db, asked_for(sample_db, literal(word)).question, limit=1000))
        for word in words
    }
    lost = [(row.title, word) for row in titles for word in query_words(row.title) if (row.stamp,) not in found[word]]
    assert lost == []


def literal(word: str) -> ProductFilter:
    return ProductFilter(q=f'"{word}"')


def product_count(db: Session, asked: ProductFilter) -> int:
    return count_of(db, asked).number


def test_whole_titles_find_their_products_through_the_list(sample_db: Session) -> None:
    rows = sample_db.execute(
        select(ProductText.lang, ProductText.title, Product.slug).join(Product, Product.id == ProductText.product_id)
    )
    one_each = {row.lang: row for row in rows}
    assert len(one_each) >= 8
    for row in one_each.values():
        wanted = ProductFilter(q=" ".join(query_words(row.title)[:4]))
        found = product_list(sample_db, wanted, reader=READER, limit=100)
        assert row.slug in [card.slug for card in found.items], row


def test_words_may_stand_anywhere_and_in_any_order(still_world: Database) -> None:
    with undone(still_world) as db:
        a_product(db, a_group(db), title="Sisal basket with indigo rim")
        for q in ("basket sisal", "INDIGO", "indig", "kenya sisal", "machakos", "rim  ,basket", "क"):
            assert product_count(db, ProductFilter(q=q)) == (q != "क"), q
        assert product_count(db, ProductFilter(q="sisal", country="IN")) == 0


@pytest.mark.parametrize("q", ["s%l", "sis_l", "%sal", r"sisal\\", "sis%", "_isal"])
def test_signs_of_the_database_are_plain_characters(still_world: Database, q: str) -> None:
    with undone(still_world) as db:
        group = a_group(db)
        a_product(db, group, "one", title="Sisal basket")
        a_product(db, group, "two", title="Woollen rug", materials=["plant-fibre"])
        plain = "".join(c if c.isalnum() else " " for c in q)
        assert product_count(db, ProductFilter(q=q)) == product_count(db, ProductFilter(q=plain))
    assert not any(sign in word for word in query_words(q) for sign in r"%_\ ")


def test_a_sign_between_letters_parts_words_and_joins_none(still_world: Database) -> None:
    with undone(still_world) as db:
        a_product(db, a_group(db), title="Sisal basket")
        assert query_words("sis_sal") == ["sis", "sal"]
        assert product_count(db, ProductFilter(q="s%ii")) == 0
        assert product_count(db, ProductFilter(q="sis_bas")) == 1  # what begins with sis and with bas


def test_a_question_of_signs_alone_finds_nothing_and_none_asks_nothing(still_world: Database) -> None:
    with undone(still_world) as db:
        a_product(db, a_group(db))
        assert [product_count(db, ProductFilter(q=q)) for q in ("%", " _ ", "…", "")] == [0, 0, 0, 1]


def test_changed_words_are_found_and_old_ones_are_not(still_world: Database) -> None:
    with undone(still_world) as db:
        group = a_group(db)
        product = a_product(db, group, title="Sisal basket")
        fresh = {"en": (Standing.ORIGINAL, "Woven tray", "")}
        a_product(db, group, id=product.id, texts=fresh)
        group.name = "Jyluu circle"
        group_changed(db, group)
        settle(db)
        assert product_count(db, ProductFilter(q="tray jyluu")) == 1
        assert product_count(db, literal("basket")) == 0
        assert product_count(db, literal("machakos")) == 1  # its district; the name is gone
        assert product_count(db, ProductFilter(q="made")) == 0


def test_a_product_is_found_by_its_short_code(still_world: Database) -> None:
    with undone(still_world) as db:
        product = a_product(db, a_group(db))
        a_product(db, a_group(db, "other"), "other")
        found = product_list(db, ProductFilter(q=product.code.lower()), reader=READER).items
        assert [card.slug for card in found] == ["basket"]


def test_a_word_that_very_many_groups_say_stands_for_those_that_are_called_by_it_and_not_for_all(
    still_world: Database,
) -> None:
    with undone(still_world) as db:
        for number in range(MOST_NAMED + 5):  # each of them says "we coil"
            a_product(db, a_group(db, f"makers-{number}"), f"thing-{number}", texts=MAT)
        a_product(db, a_group(db, "coil-club"), "thing-of-the-club", texts=MAT)
        (unit,) = understand(db, "coil").units
        assert len(unit.terms) == MOST_NAMED
        found = product_list(db, ProductFilter(q="coil"), reader=READER, sort=Sort.BEST, limit=1).items
        assert [card.slug for card in found] == ["thing-of-the-club"]


MAT = {"en": (Standing.ORIGINAL, "Mat", "Of grass.")}


def test_codes_are_not_among_the_words_that_a_misspelt_one_is_compared_with() -> None:
    assert keys("b2kd7w") == {"+b2kd7w"}
    assert {"=ba", "+basket", f"^{sound('basket')}"} <= keys("basket")
