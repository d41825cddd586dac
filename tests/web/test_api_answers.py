"""What the API says is what the shop shows, and no more than the public may know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.i18n import languages
from tests.web.api_world import EMAIL, NOT_CONSENTED, PHONE, SAMPLE_PHONE, SOCIAL, api_client

PUBLIC = {"basket", "three-sizes", "on-request", "sold-out", "paused", "felt-mat"}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser over the small catalogue."""
    with api_client(tmp_path_factory.mktemp("api")) as client:
        yield client


def slugs(client: TestClient, query: str) -> set[str]:
    answer = client.get(f"/api/v1/products?{query}")
    assert answer.status_code == 200
    return {item["slug"] for item in answer.json()["items"]}


@pytest.mark.parametrize("sort", ["newest", "price", "best", "best&q=%20"])
@pytest.mark.parametrize("limit", [1, 2, 5, 6, 100])
def test_pages_hold_everything_once(asked: TestClient, sort: str, limit: int) -> None:
    seen: list[str] = []
    address = f"/api/v1/products?sort={sort}&limit={limit}&lang=sw"
    while address:
        page = asked.get(address).json()
        seen += [item["slug"] for item in page["items"]]
        address = page["next"]
        assert address is None or "lang=sw" in address
    assert len(seen) == len(set(seen))
    assert set(seen) == PUBLIC


def test_the_best_match_of_no_words_is_the_newest(asked: TestClient) -> None:
    newest, best, blank = (asked.get(f"/api/v1/products?{q}").json() for q in ("", "sort=best", "sort=best&q=%20"))
    assert newest["items"]
    assert best["items"] == blank["items"] == newest["items"]


def test_pages_of_groups_hold_everything_once(asked: TestClient) -> None:
    first = asked.get("/api/v1/groups?limit=1").json()
    second = asked.get(first["next"]).json()
    assert [item["slug"] for page in (first, second) for item in page["items"]] == ["machakos", "talas"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=lid", {"basket"}),
        ("q=kifuniko", {"basket"}),
        ("group=talas", {"felt-mat"}),
        ("country=kg", {"felt-mat"}),
        ("country=KG", {"felt-mat"}),
        ("craft=felt", {"felt-mat"}),
        ("craft=nothing", set()),
        ("region=africa", PUBLIC - {"felt-mat"}),
        ("material=sisal&q=lid", {"basket"}),
        ("wholesale=yes", {"three-sizes"}),
        ("ready=now&group=machakos", {"basket", "three-sizes"}),
        ("ready=one", {"three-sizes"}),
        ("price_max=1600&currency=KES&group=machakos", {"sold-out"}),
        ("price_min=99999999&currency=UGX&group=machakos", set()),
        ("rail=card", set()),
        ("nobody_knows_this=1&q=lid", {"basket"}),
    ],
)
def test_filters_are_those_of_the_shop(asked: TestClient, query: str, found: set[str]) -> None:
    assert slugs(asked, query) == found


def test_money_is_an_exact_decimal(asked: TestClient) -> None:
    prices = [one["price"] for one in asked.get("/api/v1/products/three-sizes").json()["variants"]]
    assert prices == [
        {"amount": "3200.00", "currency": "KES"},
        {"amount": "4500.50", "currency": "KES"},
        None,
    ]


def test_words_say_their_language_and_standing(asked: TestClient) -> None:
    told = asked.get("/api/v1/products/basket?lang=en").json()
    assert told["title"] == {"text": "Basket <with> lid & handle", "lang": "en", "standing": "checked"}
    assert told["original_title"] == {"text": "Kikapu chenye kifuniko", "lang": "sw", "standing": "original"}
    assert asked.get("/api/v1/products/basket?lang=sw").json()["title"] == told["original_title"]


def addresses(told: Any) -> Iterator[str]:
    """Every address of our own in an answer."""
    if isinstance(told, dict):
        for name, value in told.items():
            if name.endswith("url") and isinstance(value, str) and "testserver" in value:
                yield value
            yield from addresses(value)
    elif isinstance(told, list):
        for one in told:
            yield from addresses(one)


@pytest.mark.parametrize("lang", ["en", "sw"])
def test_every_address_in_an_answer_answers(asked: TestClient, lang: str) -> None:
    paths = ["products", "products/basket", "groups", "groups/machakos", "affiliates", "crafts", "crafts/basketry"]
    found = {one for path in paths for one in addresses(asked.get(f"/api/v1/{path}?lang={lang}").json())}
    pages = {one for one in found if "/media/" not in one}  # these pictures have no bytes here
    assert len(pages) > 20
    assert {one: asked.get(one).status_code for one in pages if asked.get(one).status_code not in (200, 303)} == {}


def test_a_group_shows_its_consented_channels_alone(asked: TestClient) -> None:
    answer = asked.get("/api/v1/groups/machakos")
    channels = [(one["kind"], one["address"]) for one in answer.json()["channels"]]
    assert channels == [("phone", PHONE), ("email", EMAIL), ("social", SOCIAL), ("visit", None)]
    assert NOT_CONSENTED not in answer.text
    assert "Mumbuni" not in answer.text


def test_a_sample_hands_on_no_address(asked: TestClient) -> None:
    answer = asked.get("/api/v1/groups/talas")
    assert answer.json()["sample"] is True
    assert [(one["kind"], one["address"]) for one in answer.json()["channels"]] == [("phone", None)]
    assert SAMPLE_PHONE not in answer.text
    assert asked.get("/api/v1/products/felt-mat").json()["own_shop_url"] is None


@pytest.mark.parametrize("slug", ["withdrawn", "unpublished", "of-nobody", "nothing"])
def test_what_is_not_public_is_not_found(asked: TestClient, slug: str) -> None:
    answer = asked.get(f"/api/v1/products/{slug}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("sort=dearest", "sort"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("lang=xx", "lang"),
        ("ready=", "ready"),
        ("wholesale=no", "wholesale"),
        ("price_min=-1", "price_min"),
        ("country=KEN", "country"),
        ("craft=A+b", "craft"),
        ("after=!", "after"),
    ],
)
def test_a_wrong_parameter_is_named(asked: TestClient, query: str, name: str) -> None:
    answer = asked.get(f"/api/v1/products?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [(one["in"], one["name"]) for one in answer.json()["errors"]] == [("query", name)]


@pytest.mark.parametrize("query", ["currency=XXX&price_min=1", "after=abc", "after=WyJhIl0"])
def test_what_means_nothing_here_is_refused(asked: TestClient, query: str) -> None:
    answer = asked.get(f"/api/v1/products?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("query", "status"), [("q=%00", 400), ("q=" + "a" * 5000, 414)])
def test_impossible_addresses_get_a_problem_too(asked: TestClient, query: str, status: int) -> None:
    answer = asked.get(f"/api/v1/products?{query}")
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/v1/crafts", "/api/v1/products?limit=0", "/api/v1/x", "/openapi.json"])
def test_any_site_may_read_the_api(asked: TestClient, path: str) -> None:
    answer = asked.get(path, headers={"origin": "https://elsewhere.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "access-control-allow-origin" not in asked.get("/about").headers


def test_answers_are_the_same_for_everybody(asked: TestClient) -> None:
    plain = asked.get("/api/v1/products")
    other = asked.get("/api/v1/products", headers={"cookie": "currency=INR; lang=ur", "accept-language": "ur"})
    assert plain.text == other.text
    assert plain.headers["cache-control"] == other.headers["cache-control"] == "public, max-age=0, s-maxage=30"
    assert "set-cookie" not in other.headers


def test_head_says_what_get_would_say(asked: TestClient) -> None:
    for path in ("/api/v1/crafts", "/products/basket", "/sitemap.xml"):
        answer = asked.head(path)
        assert answer.status_code == 200
        assert answer.content == b""
        assert answer.headers["content-type"] == asked.get(path).headers["content-type"]


def test_the_document_describes_the_api_and_nothing_else(asked: TestClient) -> None:
    document = asked.get("/openapi.json").json()
    assert all(path.startswith("/api/v1/") for path in document["paths"])
    assert len(document["paths"]) == 8
    (lang,) = [one for one in document["paths"]["/api/v1/crafts"]["get"]["parameters"] if one["name"] == "lang"]
    assert lang["schema"]["enum"] == list(languages())


@pytest.mark.parametrize("prefix", [language.prefix for language in languages().values()])
def test_the_page_about_the_api_names_every_address(asked: TestClient, prefix: str) -> None:
    page = asked.get(f"{prefix}/api")
    assert page.status_code == 200
    for path in asked.get("/openapi.json").json()["paths"]:
        assert f"GET {path}<" in page.text


def test_words_are_answered_by_best_match_and_say_what_they_were_read_as(asked: TestClient) -> None:
    plain, best = (asked.get(f"/api/v1/products?q=baskit{more}").json() for more in ("", "&sort=best"))
    newest = asked.get("/api/v1/products?q=baskit&sort=newest").json()
    assert plain["items"] == best["items"]
    stamps = [item["published_at"] for item in newest["items"]]
    assert stamps == sorted(stamps, reverse=True)
    assert newest["understood"]["taken"] == plain["understood"]["taken"]
    assert plain["understood"]["taken"] == [{"word": "baskit", "taken_for": "basket"}]
    exactly = asked.get(plain["understood"]["exactly_url"]).json()
    assert exactly["items"] == []


def test_words_that_are_plain_and_no_words_say_nothing(asked: TestClient) -> None:
    assert asked.get("/api/v1/products?q=basket").json()["understood"] is None
    assert asked.get("/api/v1/products").json()["understood"] is None


def test_what_is_code_is_marked_as_code_on_the_page(asked: TestClient) -> None:
    page = asked.get("/api").text
    assert "`" not in page
    assert "In <code>currency</code>; goods with a price on request are left out." in page


@pytest.mark.parametrize("prefix", ["", "/ur"])
def test_a_country_has_one_address(asked: TestClient, prefix: str) -> None:
    answer = asked.get(f"{prefix}/countries/KE?q=mat", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"{prefix}/countries/ke?q=mat")
