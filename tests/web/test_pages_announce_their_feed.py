"""Pages on which new goods appear announce their feed, in their language; the feed answers and is called the same."""

from __future__ import annotations

from pathlib import Path

import feedparser
import pytest
from lxml import etree
from starlette.testclient import TestClient

from app.core.i18n import languages
from tests.factories.catalogue import a_group
from tests.factories.real_shop import real_shop

OWN = {
    "/": "/feeds/products.atom",
    "/products": "/feeds/products.atom",
    "/products?craft=basketry": "/feeds/products.atom",
    "/groups/machakos-cluster": "/feeds/groups/machakos-cluster.atom",
    "/countries/ke": "/feeds/countries/ke.atom",
    "/crafts/basketry": "/feeds/crafts/basketry.atom",
    "/crafts/coiled-basketry": "/feeds/crafts/coiled-basketry.atom",
}
OFFERED = [page for page, feed in OWN.items() if feed != "/feeds/products.atom"]


def announced(client: TestClient, address: str) -> list[dict[str, str]]:
    page = etree.HTML(client.get(address, headers={"sec-fetch-site": "same-origin"}).text)
    return [dict(link.attrib) for link in page.xpath("//head/link[@type='application/atom+xml']")]


@pytest.mark.parametrize("lang", list(languages()))
@pytest.mark.parametrize("page", OWN)
def test_a_page_announces_its_feed_in_its_language(sample_client: TestClient, page: str, lang: str) -> None:
    (link,) = announced(sample_client, languages()[lang].prefix + page)
    assert link["rel"] == "alternate"
    assert link["href"] == OWN[page] + ("" if lang == "en" else f"?lang={lang}")
    answer = sample_client.get(link["href"])
    assert (answer.status_code, answer.headers["content-language"]) == (200, lang)
    assert feedparser.parse(answer.content).feed.title == link["title"]


@pytest.mark.parametrize(
    "page", ["/about", "/groups", "/products/sisal-market-bag", "/regions/africa", "/no/such/page"]
)
def test_other_pages_announce_none(sample_client: TestClient, page: str) -> None:
    assert announced(sample_client, page) == []


@pytest.mark.parametrize("lang", list(languages()))
@pytest.mark.parametrize("page", OFFERED)
def test_the_feed_is_offered_to_people_under_the_goods(sample_client: TestClient, page: str, lang: str) -> None:
    text = sample_client.get(languages()[lang].prefix + page).text
    links = etree.HTML(text).xpath("//main//a[@type='application/atom+xml']")
    assert [link.get("href") for link in links] == [OWN[page] + ("" if lang == "en" else f"?lang={lang}")]
    assert "Atom" in links[0].text


def test_a_group_without_goods_announces_its_feed_and_offers_none(tmp_path: Path) -> None:
    with real_shop(tmp_path) as (client, database):
        with database.writing() as db:
            a_group(db, "beginners")
        assert [link["href"] for link in announced(client, "/groups/beginners")] == ["/feeds/groups/beginners.atom"]
        page = etree.HTML(client.get("/groups/beginners").text)
    assert page.xpath("//main//a[@type='application/atom+xml']") == []
