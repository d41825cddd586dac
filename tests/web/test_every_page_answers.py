"""Every address of the shop answers in every language, with the words of that language."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from app.core.i18n import languages
from tests.factories.asking import Answer
from tests.factories.crawling import pages

PAGES = [
    "/",
    "/products",
    "/products?sort=price",
    "/products?q=basket&region=africa",
    "/products/sisal-market-bag",
    "/groups",
    "/groups?region=south-asia",
    "/groups/machakos-cluster",
    "/groups/lodwar-cluster",
    "/affiliates",
    "/affiliates/homenet-kenya",
    "/affiliates/homenet-south-asia",
    "/regions/africa",
    "/countries/ke",
    "/countries/KE",
    "/crafts/basketry",
    "/crafts/coiled-basketry",
    "/about",
    "/about/ordering",
    "/about/joining",
    "/about/privacy",
    "/preferences",
    "/sample-contact/whatsapp?g=machakos-cluster",
    "/enquiries/new?product=sisal-market-bag",
    "/enquiries/new?group=machakos-cluster",
]


@pytest.mark.parametrize("lang", list(languages()))
@pytest.mark.parametrize("page", PAGES)
def test_a_page_answers_in_its_language(sample_client: TestClient, page: str, lang: str) -> None:
    language = languages()[lang]
    answer = sample_client.get(language.prefix + page)
    assert answer.status_code == 200
    assert f'<html lang="{lang}" dir="{language.dir}"' in answer.text
    assert "sample" in answer.text.lower() or lang != "en"


def test_every_link_of_the_sample_leads_somewhere(sample_client: TestClient) -> None:
    seen, waiting = {"/"}, {"/"}
    broken = []
    while waiting:
        answers = pages(sample_client, waiting)
        moved = {_path(answer.headers["location"]) for answer in answers.values() if answer.status in (303, 308)}
        answers = {a: answer for a, answer in answers.items() if answer.status not in (303, 308)}
        answers |= pages(sample_client, moved - seen)
        seen |= moved
        broken += [(address, answer.status) for address, answer in answers.items() if answer.status != 200]
        waiting = {link for answer in answers.values() for link in _links(answer)} - seen
        seen |= waiting
    assert broken == []
    assert len(seen) > 150  # the whole sample can be reached from the front page


def _path(location: str) -> str:
    return location.removeprefix("http://testserver")


def _links(answer: Answer) -> set[str]:
    """The addresses that a page leads to: those in its own language, and no list by words of its own."""
    if not answer.headers["content-type"].startswith("text/html"):
        return set()
    links = {href.replace("&amp;", "&") for href in re.findall(r'href="(/[^"#]*)', answer.body.decode())}
    return {
        link
        for link in links
        if link.split("/")[1] not in languages()
        and not ("?" in link and link.startswith(("/products", "/prefer")))
        and not link.startswith(("/static", "/media", "/enquiries"))
    }
