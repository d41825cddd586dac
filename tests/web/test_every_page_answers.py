"""Every address of the shop answers in every language, with the words of that language."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from app.core.i18n import languages
from tests.factories.asking import Answer
from tests.factories.crawling import pages
from tests.factories.real_shop import DESK, REAL

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
    "/countries/ke",
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


@pytest.fixture(scope="module")
def crawled(sample_client: TestClient) -> dict[str, Answer]:
    """Every page of the sample that links lead to from the front page, in the first language, without other filters.

    That the contact of a product is not a real one is told alike for all products: once for each kind of contact.
    """
    found: dict[str, Answer] = {}
    waiting = {"/"}
    told: set[str] = set()
    while waiting:
        found |= (came := pages(sample_client, waiting))
        links = sorted({link for address, answer in came.items() for link in onward(answer)} - set(found))
        contacts = {
            link.partition("=")[0]: link for link in links if link.startswith("/sample-contact/") and "?p=" in link
        }
        waiting = {link for link in links if link.partition("=")[0] not in contacts}
        waiting |= {link for start, link in contacts.items() if start not in told}
        told |= set(contacts)
    return found


def onward(answer: Answer) -> set[str]:
    """Where an answer leads: its links, or the place it sends to."""
    if answer.status in (303, 308):
        return {answer.headers["location"].removeprefix("http://testserver")}
    if not answer.headers["content-type"].startswith("text/html"):
        return set()
    links = {html.unescape(href) for href in re.findall(r'href="(/[^"#]*)', answer.body.decode())}
    elsewhere = (
        "/static",
        "/media",
        "/enquiries",
        *(f"/{lang}/" for lang in languages()),
        "/products?",
        "/preferences?",
    )
    return {link for link in links if not link.startswith(elsewhere) and link.strip("/") not in languages()}


def test_every_link_of_the_sample_leads_somewhere(crawled: dict[str, Answer]) -> None:
    broken = {address: answer.status for address, answer in crawled.items() if answer.status not in (200, 303, 308)}
    assert broken == {}
    assert len(crawled) > 150  # the whole sample can be reached from the front page


def test_no_page_of_the_sample_opens_a_contact(crawled: dict[str, Answer]) -> None:
    real = [(address, href) for address, answer in crawled.items() for href in REAL.findall(answer.body.decode())]
    assert [(address, href) for address, href in real if not href.startswith(f"mailto:{DESK}")] == []
    assert sum(address.startswith("/products/") for address in crawled) > 60
