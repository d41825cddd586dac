"""Feeds are Atom as RFC 4287 wants it, say what is new in the language asked for, and refuse what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import feedparser
import pytest
from lxml import etree
from starlette.testclient import TestClient

from app.core.i18n import languages
from tests.web.api_world import api_client
from tests.web.atom import ATOM, XHTML, faults_of

FEEDS = {
    "/feeds/products.atom": "/products",
    "/feeds/groups/machakos.atom": "/groups/machakos",
    "/feeds/countries/ke.atom": "/countries/ke",
    "/feeds/crafts/basketry.atom": "/crafts/basketry",
}
PUBLIC = {"basket", "on-request", "sold-out", "paused", "three-sizes", "felt-mat"}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser over the small catalogue."""
    with api_client(tmp_path_factory.mktemp("feeds")) as client:
        yield client


def parsed(client: TestClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    found = feedparser.parse(answer.content)
    assert found.bozo is False
    assert found.version == "atom10"
    return found


def slugs(found: Any) -> list[str]:
    return [entry.link.rsplit("/", 1)[1] for entry in found.entries]


@pytest.mark.parametrize("lang", list(languages()))
@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_has_what_the_standard_requires(asked: TestClient, address: str, lang: str) -> None:
    answer = asked.get(address, params={"lang": lang})
    assert answer.headers["content-type"] == "application/atom+xml"
    assert answer.headers["content-language"] == lang
    assert faults_of(etree.fromstring(answer.content)) == []
    assert parsed(asked, f"{address}?lang={lang}").entries


@pytest.mark.parametrize("address", FEEDS)
@pytest.mark.parametrize("lang", list(languages()))
def test_a_feed_leads_to_itself_and_to_its_page_in_its_language(asked: TestClient, address: str, lang: str) -> None:
    feed = parsed(asked, f"{address}?lang={lang}").feed
    links = {link.rel: link.href for link in feed.links}
    assert links["self"] == feed.id == f"http://testserver{address}" + (f"?lang={lang}" if lang != "en" else "")
    assert links["alternate"] == f"http://testserver{languages()[lang].prefix}{FEEDS[address]}"
    assert asked.get(links["alternate"]).status_code == 200


def test_english_is_the_language_where_none_is_asked_for(asked: TestClient) -> None:
    answers = {
        asked.get("/feeds/products.atom", params=params, headers={"accept-language": "ur", "cookie": "lang=ur"}).text
        for params in ({}, {"lang": "en"})
    }
    assert len(answers) == 1
    assert "<title>New goods of the HBW Bazaar</title>" in answers.pop()


def test_words_say_which_language_they_are_in(asked: TestClient) -> None:
    feed = etree.fromstring(asked.get("/feeds/groups/machakos.atom?lang=sw").content)
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    said = {entry.findtext(f"{ATOM}title"): entry.find(f"{ATOM}title").get(lang) for entry in feed.iter(f"{ATOM}entry")}
    assert feed.get(lang) == "sw"
    assert said["Kikapu chenye kifuniko"] == "sw"
    assert said["Three sizes"] == "en"
    told = {
        entry.findtext(f"{ATOM}summary"): entry.find(f"{ATOM}summary").get(lang) for entry in feed.iter(f"{ATOM}entry")
    }
    assert told["Tunashona."] == "sw"
    assert told["Small, large, or as you like."] == "en"


def test_a_feed_holds_what_is_public_and_nothing_else(asked: TestClient) -> None:
    assert set(slugs(parsed(asked, "/feeds/products.atom"))) == PUBLIC
    for address in ("/feeds/groups/machakos.atom", "/feeds/countries/ke.atom", "/feeds/crafts/basketry.atom"):
        assert set(slugs(parsed(asked, address))) == PUBLIC - {"felt-mat"}
    assert slugs(parsed(asked, "/feeds/crafts/felt.atom")) == ["felt-mat"]
    assert slugs(parsed(asked, "/feeds/groups/talas.atom")) == ["felt-mat"]


def test_an_entry_is_the_same_in_every_feed_and_language(asked: TestClient) -> None:
    ids: dict[str, set[str]] = {}
    for address in FEEDS:
        for lang in languages():
            found = parsed(asked, f"{address}?lang={lang}")
            assert len({entry.id for entry in found.entries}) == len(found.entries)
            for entry in found.entries:
                ids.setdefault(entry.link.rsplit("/", 1)[1], set()).add(entry.id)
    assert {len(of_one) for of_one in ids.values()} == {1}
    assert len(set.union(*ids.values())) == len(ids) == len(PUBLIC)


def test_an_entry_tells_who_made_it_and_of_what_craft_it_is(asked: TestClient) -> None:
    basket = next(e for e in parsed(asked, "/feeds/products.atom").entries if e.link.endswith("/basket"))
    assert basket.author_detail == {"name": "Machakos Baskets & Co", "href": "http://testserver/groups/machakos"}
    assert [(tag.term, tag.label) for tag in basket.tags] == [
        ("coiled-basketry", "Coiled basketry"),
        ("basketry", "Basketry"),
    ]
    assert asked.get(basket.link).status_code == 200


def test_a_cover_comes_along_and_answers_at_its_address(asked: TestClient) -> None:
    found = {e.link.rsplit("/", 1)[1]: e for e in parsed(asked, "/feeds/products.atom").entries}
    covers = [(cover.type, cover.href.rsplit("/", 1)[1]) for cover in found["basket"].enclosures]
    assert covers == [("image/jpeg", "640.jpg")]
    assert "length" not in found["basket"].enclosures[0]
    assert found["basket"].enclosures[0].href in found["basket"].content[0].value
    assert found["paused"].enclosures == []


@pytest.mark.parametrize(
    ("lang", "slug", "price"),
    [
        ("en", "basket", "KES\u00a03,200"),
        ("en", "three-sizes", "From KES\u00a03,200"),
        ("en", "on-request", "Price on request"),
        ("sw", "on-request", "Bei kwa maulizo"),
    ],
)
def test_the_price_is_told_in_words(asked: TestClient, lang: str, slug: str, price: str) -> None:
    feed = etree.fromstring(asked.get("/feeds/products.atom", params={"lang": lang}).content)
    entry = next(e for e in feed.iter(f"{ATOM}entry") if e.find(f"{ATOM}link").get("href").endswith(slug))
    assert price in "".join(entry.find(f"{ATOM}content/{XHTML}div").itertext())


def test_sample_goods_are_called_a_sample(asked: TestClient, sample_client: TestClient) -> None:
    told = parsed(sample_client, "/feeds/products.atom").feed.subtitle
    assert "Sample catalogue" in told
    assert "Nothing is for sale." in told
    assert "Sample" not in parsed(asked, "/feeds/products.atom").feed.subtitle


@pytest.mark.parametrize("lang", list(languages()))
def test_the_whole_sample_can_be_read_as_a_feed(sample_client: TestClient, lang: str) -> None:
    answer = sample_client.get("/feeds/products.atom", params={"lang": lang})
    assert faults_of(etree.fromstring(answer.content)) == []
    found = parsed(sample_client, f"/feeds/products.atom?lang={lang}")
    assert len(found.entries) == 30
    assert all(entry.summary for entry in found.entries)


def test_any_site_may_read_a_feed_and_a_cache_may_keep_it_for_moments(asked: TestClient) -> None:
    for address in [*FEEDS, "/feeds/groups/nobody.atom"]:
        assert asked.get(address).headers["access-control-allow-origin"] == "*"
    headers = asked.get("/feeds/products.atom", headers={"cookie": "lang=ur; currency=KES"}).headers
    assert headers["cache-control"] == "public, max-age=0, s-maxage=30"
    assert "set-cookie" not in headers
    assert "cookie" not in headers.get("vary", "").lower()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/feeds/groups/nobody.atom", 404),
        ("/feeds/groups/unpublished-group.atom", 404),
        ("/feeds/countries/zz.atom", 404),
        ("/feeds/crafts/nothing.atom", 404),
        ("/feeds/regions/africa.atom", 404),
        ("/feeds/products.atom?lang=xx", 422),
        ("/feeds/products.atom?lang=", 422),
        ("/feeds/crafts/basketry.atom?lang=EN", 422),
        ("/feeds/countries/kenya.atom", 422),
        ("/feeds/groups/Not%20a%20slug.atom", 422),
    ],
)
def test_what_is_not_there_is_refused_as_a_problem(asked: TestClient, address: str, status: int) -> None:
    answer = asked.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


def test_the_wrong_language_is_named_as_what_is_wrong(asked: TestClient) -> None:
    errors = asked.get("/feeds/products.atom?lang=xx").json()["errors"]
    assert [(error["in"], error["name"]) for error in errors] == [("query", "lang")]


def test_a_feed_has_no_address_with_a_language_in_front(asked: TestClient) -> None:
    assert asked.get("/sw/feeds/products.atom").status_code == 404
