"""Every address of the shop answers in every language, with the words of that language."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from app.core.i18n import languages

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
    seen, waiting = {"/"}, ["/"]
    broken = []
    while waiting:
        address = waiting.pop()
        answer = sample_client.get(address)
        if answer.status_code in (303, 308):
            answer = sample_client.get(answer.headers["location"].removeprefix("http://testserver"))
        if answer.status_code != 200:
            broken.append((address, answer.status_code))
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        for href in re.findall(r'href="(/[^"#]*)', answer.text):
            found = href.replace("&amp;", "&")
            foreign = found.split("/")[1] in languages() or (
                "?" in found and found.startswith(("/products", "/prefer"))
            )
            if found not in seen and not foreign and not found.startswith(("/static", "/media", "/enquiries")):
                seen.add(found)
                waiting.append(found)
    assert broken == []
    assert len(seen) > 150  # the whole sample can be reached from the front page
