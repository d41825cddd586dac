"""A reader's language and currency: kept in two cookies, set only from our own pages, leading back to where one was."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from app.core.i18n import languages

EVIL = [
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    " /a",
    "/a\r\nSet-Cookie: x=1",
    "/" + "a" * 3000,
]


def test_they_are_kept_and_lead_back_in_the_chosen_language(sample_client: TestClient) -> None:
    answer = sample_client.post("/preferences", data={"lang": "ur", "currency": "KES", "next": "/products?q=a"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/ur/products?q=a"
    assert {name: answer.cookies[name] for name in ("lang", "currency")} == {"lang": "ur", "currency": "KES"}
    for cookie in answer.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Max-Age=31536000" in cookie


def test_the_currency_shows_in_prices_afterwards(sample_client: TestClient) -> None:
    sample_client.post("/preferences", data={"currency": "INR"})
    page = sample_client.get("/products/sisal-market-bag")
    assert "about ₹" in page.text.replace("<bdi>", "").replace("\u00a0", "")
    assert page.headers["cache-control"] == "private, no-cache"


def test_without_a_choice_the_present_language_stays(sample_client: TestClient) -> None:
    answer = sample_client.post("/es/preferences", data={"currency": "KES", "next": "/about"})
    assert answer.headers["location"] == "/es/about"


@pytest.mark.parametrize("chosen", [{"lang": "ur"}, {"currency": "KES"}])
def test_only_what_was_chosen_is_kept(sample_client: TestClient, chosen: dict[str, str]) -> None:
    assert dict(sample_client.post("/preferences", data=chosen).cookies) == chosen


@pytest.mark.parametrize("page", ["/", "/products?q=basket", "/groups/machakos-cluster", "/no/such/page"])
def test_a_language_can_be_chosen_at_the_foot_of_every_page(sample_client: TestClient, page: str) -> None:
    shown = sample_client.get(page)
    assert "set-cookie" not in shown.headers  # a page may be kept for everybody
    foot = html.unescape(shown.text.partition("<footer")[2])
    assert f'<input type="hidden" name="next" value="{page}">' in foot
    assert re.findall(r'<button name="lang" value="(\w+)"', foot) == list(languages())
    assert re.findall(r'value="(\w+)"[^>]* aria-current="true"', foot) == ["en"]


@pytest.mark.parametrize("where", EVIL)
def test_nobody_is_led_to_another_site(sample_client: TestClient, where: str) -> None:
    answer = sample_client.post("/preferences", data={"lang": "en", "next": where})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "x=1" not in str(answer.headers.get_list("set-cookie"))


def test_the_form_shows_no_foreign_way_back(sample_client: TestClient) -> None:
    page = sample_client.get("/preferences", params={"next": "//evil.example"}).text.partition("<footer")[0]
    assert re.findall(r'<input[^>]* name="next"[^>]*>', page)
    assert not re.search(r'<input[^>]* name="next"[^>]*evil', page)


@pytest.mark.parametrize("chosen", [{"lang": "xx"}, {"currency": "XXX"}, {"lang": "EN"}, {"currency": "eur"}])
def test_what_the_bazaar_does_not_have_is_refused_in_the_readers_language(
    sample_client: TestClient, chosen: dict[str, str]
) -> None:
    answer = sample_client.post("/ur/preferences", data=chosen)
    assert (answer.status_code, answer.headers["content-language"]) == (422, "ur")
    assert "set-cookie" not in answer.headers


CROSS = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "http://[bad"},
    {"referer": "http://evil.example/testserver"},
    {"cookie": "lang=en"},
]
OURS = [
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"origin": "http://testserver"},
    {"referer": "http://testserver/products"},
    {"sec-fetch-site": "same-origin", "cookie": "lang=en"},
    {},
]


@pytest.mark.parametrize("headers", CROSS)
def test_a_post_from_another_site_is_refused(sample_client: TestClient, headers: dict[str, str]) -> None:
    answer = sample_client.post("/preferences", data={"lang": "ur"}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert "another site" in answer.text


@pytest.mark.parametrize("headers", OURS)
def test_a_post_from_our_own_page_is_taken(sample_client: TestClient, headers: dict[str, str]) -> None:
    assert sample_client.post("/preferences", data={"lang": "ur"}, headers=headers).status_code == 303
