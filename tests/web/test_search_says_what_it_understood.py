"""A search says what it took the words for, leads to the words as typed, and helps where nothing was found."""

from __future__ import annotations

import html
import re

from starlette.testclient import TestClient


def said(page: str) -> str:
    """The text of a page without its tags."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_a_misspelled_word_is_said_and_the_word_as_typed_is_one_click_away(sample_client: TestClient) -> None:
    page = sample_client.get("/products?q=baskit").text
    assert "Showing basket for baskit ." in said(page)
    onward = re.search(r'<a href="([^"]+)">Search for exactly what I typed', page)
    assert onward
    exact = sample_client.get(html.unescape(onward[1])).text
    assert "Nothing here is called baskit ." in said(exact)
    assert 'class="product-card"' not in exact


def test_a_plain_word_needs_no_explanation(sample_client: TestClient) -> None:
    assert 'class="heard' not in sample_client.get("/products?q=basket").text


def test_words_that_nothing_has_together_are_left_out_and_that_is_said(sample_client: TestClient) -> None:
    text = said(sample_client.get("/products?q=kiondo+peru").text)
    assert "Nothing has all of these words. This is without" in text


def test_too_little_to_go_by_shows_nothing_and_offers_the_rest(sample_client: TestClient) -> None:
    page = sample_client.get("/products?q=red+ferrari").text
    assert 'class="product-card"' not in page
    onward = re.search(r'<a href="([^"]+)">Search only for', page)
    assert onward
    assert 'class="product-card"' in sample_client.get(html.unescape(onward[1])).text


def test_a_thing_is_shown_though_another_word_is_unknown_and_that_is_said(sample_client: TestClient) -> None:
    page = sample_client.get("/products?q=coffee+cups").text
    assert "glazed-cups-set-of-four" in page
    assert "Nothing here is called coffee" in said(page)
    assert "Search only for" not in page


def test_an_empty_list_says_what_one_filter_less_would_find(sample_client: TestClient) -> None:
    page = sample_client.get("/products?craft=felt&country=PE").text
    assert "With one filter less there is something:" in said(page)
    ways = re.findall(r'<li><a class="chip" href="([^"]+)">Without <bdi>([^<]+)</bdi> <small>\s*(\d+)', page)
    assert ways
    for href, _name, number in ways:
        assert f"{number} product" in said(sample_client.get(html.unescape(href)).text)


def test_best_match_is_the_usual_order_of_words_and_no_order_without_them(sample_client: TestClient) -> None:
    assert '<option value="">Best match</option>' in sample_client.get("/products?q=basket").text
    assert "Best match" not in sample_client.get("/products").text
    assert sample_client.get("/products?sort=best").status_code == 200
    assert sample_client.get("/products?q=basket&sort=price").status_code == 200


def test_a_word_of_another_language_finds_what_is_told_in_english_alone(sample_client: TestClient) -> None:
    assert "kiondo-rust-indigo" in sample_client.get("/products?q=टोकरी").text
    assert "kiondo-rust-indigo" in sample_client.get("/products?q=kiondo+baskit").text


def test_what_is_typed_is_text_and_never_markup(sample_client: TestClient) -> None:
    page = sample_client.get("/products", params={"q": '<script>alert(1)</script> "><b>'}).text
    assert "<script>alert" not in page
    assert '"><b>' not in page


def test_a_word_taken_apart_is_said_and_never_where_exactly_that_was_asked_for(sample_client: TestClient) -> None:
    page = sample_client.get("/products?q=totebag").text
    assert "Showing tote bag for totebag ." in said(page)
    assert "Search for exactly what I typed" in page
    exact = sample_client.get("/products", params={"q": "“totebag”"}).text
    assert "Nothing here is called totebag ." in said(exact)
    assert 'class="product-card"' not in exact


def test_a_misspelled_word_is_not_taken_apart_into_words_that_nothing_has_together(sample_client: TestClient) -> None:
    text = said(sample_client.get("/products?q=neckless").text)
    assert "Showing necklaces for neckless ." in text
    assert "Nothing has all of these words" not in text


def test_an_adjective_of_a_country_without_goods_is_no_misspelling(sample_client: TestClient) -> None:
    text = said(sample_client.get("/products?q=alfombra+turca").text)
    assert "Nothing here is called turca ." in text
    assert "7 products" in text  # the rugs there are
