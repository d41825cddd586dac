"""Each kind of refusal has its status, its page and its words in the reader's language; a fault tells nothing."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.errors import NotFound
from app.core.i18n import catalogue, languages
from app.core.paging import BadCursor
from app.media.errors import Gone
from app.media.models import Photo
from app.media.service import withdraw
from app.media.storage import open_storage
from app.web.errors import WORDS
from app.web.shop.preferences import UnknownPreference
from app.web.shop.sample_contact import NoSampleContact
from app.web.templating import environment
from tests.factories.real_shop import real_shop

REFUSALS = {
    "/no/such/page": (404, WORDS[404]),
    "/products/no-such-thing": (404, None),
    "/groups/no-such-group": (404, None),
    "/countries/zz": (404, None),
    "/sample-contact/whatsapp?g=no-such-group": (404, None),
    "/sample-contact/nonsense?g=machakos-cluster": (404, NoSampleContact.words),
    "/products?after=x": (422, BadCursor.words),
    "/groups?after=x": (422, BadCursor.words),
    "/products?sort=nope": (422, None),
    "/products?wholesale=nope": (422, None),
    "/products?price_min=cheap": (422, None),
}


@pytest.mark.parametrize("lang", list(languages()))
@pytest.mark.parametrize("address", REFUSALS)
def test_a_refusal_is_a_page_in_the_readers_language(sample_client: TestClient, address: str, lang: str) -> None:
    status, words = REFUSALS[address]
    answer = sample_client.get(languages()[lang].prefix + address)
    assert (answer.status_code, answer.headers["content-language"]) == (status, lang)
    assert f'<html lang="{lang}"' in answer.text
    assert answer.headers["cache-control"] == "private, no-cache"
    assert '<meta name="robots" content="noindex">' in answer.text
    heading = _heading(answer.text)
    assert heading
    if words:
        assert heading == catalogue(lang).gettext(words)


def _heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return found[1].strip() if found else ""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_method_nobody_offers_is_refused_with_the_ones_that_are(sample_client: TestClient, method: str) -> None:
    answer = sample_client.request(method, "/ur/products")
    assert (answer.status_code, answer.headers["content-language"]) == (405, "ur")
    assert answer.headers["allow"] == "GET"
    assert _heading(answer.text) == catalogue("ur").gettext(WORDS[405])


def test_an_unknown_preference_says_so(sample_client: TestClient) -> None:
    answer = sample_client.post("/es/preferences", data={"lang": "xx"})
    assert answer.status_code == 422
    assert _heading(answer.text) == catalogue("es").gettext(UnknownPreference.words)


def test_what_is_not_found_comes_with_suggestions(sample_client: TestClient) -> None:
    page = sample_client.get("/ur/products/qqzzxx").text
    assert len(re.findall(r'class="product-card"', page)) == 4
    assert 'href="/ur/products/' in page
    assert 'role="search"' in page


CARD = re.compile(r'<h3><a href="([^"]+)"')


@pytest.mark.parametrize("address", ["/products/kiondo-baskt", "/products/kiondo_rust_indgo", "/groups/kiondo-makers"])
def test_a_mistyped_address_suggests_what_its_words_name(sample_client: TestClient, address: str) -> None:
    answer = sample_client.get(address)
    assert answer.status_code == 404
    found = CARD.findall(answer.text)
    assert "/products/kiondo-rust-indigo" in found
    assert len(found) <= 4


def test_an_address_that_means_nothing_suggests_the_newest(sample_client: TestClient) -> None:
    newest = CARD.findall(sample_client.get("/products/qqzzxx").text)
    assert len(newest) == 4
    for address in ("/wp-login.php", "/products/%2e%2e", "/kiondo", "/products/" + "x" * 900):
        assert CARD.findall(sample_client.get(address).text) == newest


def test_an_error_page_breaks_on_no_second_error(sample_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.web import errors

    newest = CARD.findall(sample_client.get("/products/qqzzxx").text)

    def broken(*_args: Any, **_wanted: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(errors, "asked_for", broken)
    answer = sample_client.get("/products/kiondo-baskt")
    assert answer.status_code == 404
    assert CARD.findall(answer.text) == newest


def test_a_bad_filter_is_named_and_never_echoed_as_markup(sample_client: TestClient) -> None:
    page = sample_client.get("/products", params={"sort": "<script>x</script>"}).text
    assert "&lt;script&gt;x" in page
    assert "<script>x" not in page


def test_programs_are_refused_in_their_own_format(sample_client: TestClient) -> None:
    for address, status in (("/api/v1/products/no-such", 404), ("/api/v1/nothing", 404), ("/api/v1/%00", 400)):
        answer = sample_client.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert answer.json()["status"] == status


def test_a_withdrawn_photo_is_gone_in_the_readers_words(tmp_path: Path) -> None:
    with real_shop(tmp_path) as (client, database):
        with database.writing() as db:
            photo = Photo(id="abcdefghijkl", digest="0" * 64, width=640, height=480, colour="c00", sample=False)
            db.add(photo)
            db.flush()
            withdraw(db, open_storage(f"file://{tmp_path / 'media'}"), photo)
        answer = client.get("/media/abcdefghijkl/320.jpg")
    assert answer.status_code == 410
    assert _heading(answer.text) == Gone.words
    assert 'href="/products/basket"' in answer.text  # others make things like it


def test_two_different_rules_speak_differently() -> None:
    assert len({NotFound.words, Gone.words, BadCursor.words, NoSampleContact.words}) == 4


@dataclass(frozen=True)
class BrokenPage:
    """Lacks everything its template asks for."""

    secret: str = "do not tell"


@pytest.mark.parametrize("lang", ["en", "ur"])
def test_a_fault_of_ours_gives_a_number_and_tells_nothing(
    sample_client: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    from app.web.shop import home

    def broken(*_args: Any, **_facts: Any) -> BrokenPage:
        return BrokenPage()

    monkeypatch.setattr(home, "HomePage", broken)
    sample_client.app.state.kept.clear()  # type: ignore[attr-defined]  # or the page is there already
    capsys.readouterr()
    answer = sample_client.get(f"{languages()[lang].prefix}/", headers={"sec-fetch-site": "same-origin"})
    assert (answer.status_code, answer.headers["content-language"]) == (500, lang)
    assert _heading(answer.text) == catalogue(lang).gettext(WORDS[500])
    assert answer.headers["x-request-id"] in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for telling in ("Traceback", "jinja2", "Undefined", "do not tell", ".py"):
        assert telling not in answer.text
    assert answer.headers["x-request-id"] in "".join(capsys.readouterr())  # whoever looks for it finds it in the log


def test_a_fault_under_the_api_is_a_problem_document(
    sample_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_facts: Any) -> None:
        raise RuntimeError("do not tell")

    monkeypatch.setattr("app.web.api.products.product_list", broken)
    answer = sample_client.get("/api/v1/products")
    if answer.status_code == 200:
        pytest.fail("the API does not pass through the broken part; break another one")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "do not tell" not in answer.text
    assert json.loads(answer.text)["instance"] == f"urn:request:{answer.headers['x-request-id']}"


def test_templates_are_strict() -> None:
    assert environment("en").undefined.__name__ == "StrictUndefined"
