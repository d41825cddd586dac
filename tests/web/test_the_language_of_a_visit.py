"""Only `/` is negotiated, only for who comes from elsewhere; a choice wins over the browser's list; no loops."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from app.core.i18n import catalogue, languages

MATRIX = {
    "": "en",
    "en": "en",
    "en-GB,en;q=0.9": "en",
    "ur": "ur",
    "ur-PK": "ur",
    "UR-pk": "ur",
    "pt-BR": "pt",
    "es-419,es;q=0.9": "es",
    "sw-KE": "sw",
    "de": "en",
    "de,es;q=0.8": "es",
    "es;q=0.4,ur;q=0.8": "ur",
    "en;q=0.1, sw;q=0.2": "sw",
    "ur;q=0, es": "es",
    "*": "en",
    "xx-YY;q=nonsense,ur": "ur",
    ",,;q=,": "en",
    "ur" + "-x" * 4000: "ur",
}


def _lands_in(client: TestClient, headers: dict[str, str]) -> str:
    answer = client.get("/", headers=headers)
    if answer.status_code == 200:
        assert answer.headers["content-language"] == "en"
        return "en"
    assert answer.status_code == 303
    assert "no-store" in answer.headers["cache-control"]
    there = answer.headers["location"]
    after = client.get(there, headers=headers)
    assert after.status_code == 200  # and not one step further
    return after.headers["content-language"]


@pytest.mark.parametrize("wanted", MATRIX)
def test_the_browsers_list_is_followed(sample_client: TestClient, wanted: str) -> None:
    assert _lands_in(sample_client, {"accept-language": wanted}) == MATRIX[wanted]


@pytest.mark.parametrize(("cookie", "lands"), [("lang=ur", "ur"), ("lang=en", "en"), ("lang=xx", "es"), ("lang", "es")])
def test_a_choice_wins_over_the_browsers_list(sample_client: TestClient, cookie: str, lands: str) -> None:
    assert _lands_in(sample_client, {"accept-language": "es", "cookie": cookie}) == lands


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "same-origin"}, {"referer": "http://testserver/ur/products"}],
)
def test_who_comes_from_the_site_itself_gets_what_was_asked(sample_client: TestClient, headers: dict[str, str]) -> None:
    answer = sample_client.get("/", headers={**headers, "accept-language": "ur", "cookie": "lang=ur"})
    assert (answer.status_code, answer.headers["content-language"]) == (200, "en")


@pytest.mark.parametrize("wanted", ["en", "ur"])
def test_the_front_page_says_what_its_answer_depends_on(sample_client: TestClient, wanted: str) -> None:
    vary = sample_client.get("/", headers={"accept-language": wanted}).headers["vary"].lower()
    assert {"accept-language", "cookie"} <= {part.strip() for part in vary.split(",")}


@pytest.mark.parametrize("page", ["/products", "/groups/machakos-cluster", "/about"])
def test_no_other_page_is_negotiated(sample_client: TestClient, page: str) -> None:
    answer = sample_client.get(page, headers={"accept-language": "ur", "cookie": "lang=ur"})
    assert (answer.status_code, answer.headers["content-language"]) == (200, "en")


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("/en", "/"),
        ("/en/", "/"),
        ("/en/products?q=a%20b", "/products?q=a%20b"),
        ("/ur", "/ur/"),
        ("/en//evil.example", "/evil.example"),
        ("/en/%5Cevil.example", "/evil.example"),
    ],
)
def test_there_is_one_address_for_each_page(sample_client: TestClient, asked: str, there: str) -> None:
    answer = sample_client.get(asked)
    assert (answer.status_code, answer.headers["location"]) == (308, there)


@pytest.mark.parametrize("prefix", ["/xx", "/UR", "/ur-PK", "/pt_BR", "/de"])
def test_a_language_that_is_not_there_is_not_found(sample_client: TestClient, prefix: str) -> None:
    assert sample_client.get(f"{prefix}/products").status_code == 404


@pytest.mark.parametrize("address", ["/healthz", "/api/v1/products", "/media/abcdefghijkl/320.jpg", "/robots.txt"])
def test_addresses_of_machines_have_no_language(sample_client: TestClient, address: str) -> None:
    assert sample_client.get(f"/ur{address}").status_code == 404


@pytest.mark.parametrize("page", ["/", "/products", "/products/sisal-market-bag", "/groups/machakos-cluster"])
@pytest.mark.parametrize("lang", list(languages()))
def test_every_page_names_itself_in_all_languages(sample_client: TestClient, page: str, lang: str) -> None:
    prefix = languages()[lang].prefix
    text = sample_client.get(prefix + page, headers={"sec-fetch-site": "same-origin"}).text
    found = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', text))
    expected = {code: f"http://testserver{language.prefix}{page}" for code, language in languages().items()}
    assert found == {**expected, "x-default": f"http://testserver{page}"}
    assert f'<link rel="canonical" href="{expected[lang]}">' in text


@pytest.mark.parametrize("address", ["/%5Cevil.example", "/%09/evil.example", "/%5C%5Cevil.example", "/.%09/evil%22"])
@pytest.mark.parametrize("prefix", ["", "/ur"])
def test_no_address_makes_a_page_link_to_another_site(sample_client: TestClient, prefix: str, address: str) -> None:
    page = sample_client.get(prefix + address)
    assert page.status_code == 404
    foot = page.text[page.text.index("</main>") :]
    assert f'name="next" value="{address}"' in foot
    prefs = re.search(r'<a class="prefs" href="([^"]+)"', page.text)
    assert prefs
    form = sample_client.get(html.unescape(prefs[1])).text
    assert f'name="next" value="{address}"' in form
    back = sample_client.post("/preferences", data={"lang": "ur", "next": address})
    assert back.headers["location"] == f"/ur{address}"


@pytest.mark.parametrize("lang", list(languages()))
def test_a_draft_says_so_in_the_footer(sample_client: TestClient, lang: str) -> None:
    language = languages()[lang]
    said = catalogue(lang).gettext("This translation is a draft. Please tell us what sounds wrong.")
    footer = sample_client.get(f"{language.prefix}/about").text.partition("<footer")[2]
    assert (said in footer) is (language.standing == "draft")


def test_a_broken_address_of_where_one_comes_from_breaks_nothing(sample_client: TestClient) -> None:
    assert sample_client.get("/", headers={"referer": "http://[::1"}).status_code == 200
