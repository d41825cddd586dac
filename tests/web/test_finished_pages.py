"""Finished pages: kept for who asks alike, answered without any work, gone with the first changed word."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette_compress import CompressMiddleware

from app.affiliates.models import Group
from app.catalog.models import Product, Variant
from app.catalog.service import count_pieces, withdraw
from app.core.db import Database
from app.web.caching import ENTRY_BYTES
from app.web.headers import security_headers
from app.web.rendering import View
from app.web.wishes import encoding_of
from tests.factories.catalogue import a_group, a_product
from tests.factories.real_shop import a_real_shop, real_shop
from tests.factories.serving import client_for, settings_in

PAGES = ("/", "/products", "/products/basket", "/groups/machakos", "/products?q=basket", "/regions/africa")
ANSWERS = (*PAGES, "/api/v1/products", "/feeds/products.atom", "/suggestions?q=bas")
HERE = {"Sec-Fetch-Site": "same-origin"}  # "/" is negotiated for who comes from elsewhere


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[TestClient, Database]]:
    with real_shop(tmp_path) as opened:
        client, _database = opened
        client.headers.update(HERE)
        yield opened


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done for the requests so far: "rendered", "compressed"."""
    done: list[str] = []
    render, compress = View._html, CompressMiddleware.__call__

    def noted_render(self: View, *args: Any) -> str:
        done.append("rendered")
        return render(self, *args)

    async def noted_compress(self: CompressMiddleware, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            done.append("compressed")
        await compress(self, scope, receive, send)

    monkeypatch.setattr(View, "_html", noted_render)
    monkeypatch.setattr(CompressMiddleware, "__call__", noted_compress)
    return done


@pytest.mark.parametrize("address", ANSWERS)
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br", "gzip, deflate, br, zstd"])
def test_the_second_who_asks_alike_gets_the_same_bytes_without_any_work(
    shop: tuple[TestClient, Database], work: list[str], address: str, encoding: str
) -> None:
    client, _database = shop
    first = client.get(address, headers={"Accept-Encoding": encoding})
    work.clear()
    second = client.get(address, headers={"Accept-Encoding": encoding})
    assert work == []
    assert (second.status_code, second.content) == (200, first.content)
    theirs, ours = dict(first.headers), dict(second.headers)
    theirs.pop("x-request-id")
    assert ours == theirs


@pytest.mark.parametrize("address", ANSWERS)
def test_who_has_the_page_already_is_told_so_and_no_template_is_touched(
    shop: tuple[TestClient, Database], work: list[str], address: str
) -> None:
    client, _database = shop
    tag = client.get(address).headers["etag"]
    work.clear()
    again = client.get(address, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, work) == (304, b"", [])
    assert again.headers["etag"] == tag
    assert "content-type" not in again.headers


def test_even_a_page_that_is_kept_no_more_is_known_to_be_unchanged(tmp_path: Path, work: list[str]) -> None:
    settings = settings_in(tmp_path)
    database = Database(settings.database)
    a_real_shop(database)
    with client_for(settings) as client:
        tag = client.get("/products").headers["etag"]
    work.clear()
    with client_for(settings) as restarted:
        again = restarted.get("/products", headers={"If-None-Match": tag})
    assert (again.status_code, work) == (304, [])
    assert again.headers["cache-control"] == "public, max-age=0, s-maxage=30"
    database.close()


@pytest.mark.parametrize("address", ANSWERS)
def test_unchanged_is_said_under_the_headers_of_every_answer_kept_or_not(tmp_path: Path, address: str) -> None:
    settings = settings_in(tmp_path).model_copy(update={"base_url": "https://testserver"})
    database = Database(settings.database)
    a_real_shop(database)
    with client_for(settings) as client:
        whole = client.get(address, headers=HERE)
        asked = {**HERE, "If-None-Match": whole.headers["etag"]}
        kept = client.get(address, headers=asked)
    with client_for(settings) as restarted:
        unkept = restarted.get(address, headers=asked)
    for name in (*security_headers("", https=True), "Access-Control-Allow-Origin", "Cache-Control"):
        assert kept.headers.get(name) == unkept.headers.get(name) == whole.headers.get(name), name
    assert "content-security-policy" in unkept.headers
    assert "strict-transport-security" in unkept.headers
    database.close()


def test_a_changed_word_changes_every_page_at_once_and_its_tag(shop: tuple[TestClient, Database]) -> None:
    client, database = shop
    before = {address: client.get(address) for address in PAGES}
    with database.writing() as db:
        group = db.scalars(select(Group)).one()
        a_product(db, group, "tray", title="A brand new tray")
    for address, answer in before.items():
        again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 200, address
        assert again.headers["etag"] != answer.headers["etag"]
    assert "A brand new tray" in client.get("/products").text


def test_two_visitors_in_turn_never_get_each_others_page(shop: tuple[TestClient, Database], tmp_path: Path) -> None:
    client, _database = shop
    visitors = [(lang, currency) for lang in ("", "/ur", "/es") for currency in ("EUR", "USD", "INR")]
    with client_for(settings_in(tmp_path).model_copy(update={"page_cache_bytes": 0})) as afresh:
        for _round in range(2):
            for address in ("/products", "/products/basket", "/"):
                for lang, currency in visitors:
                    headers = {**HERE, "Cookie": f"currency={currency}"}
                    kept = client.get(f"{lang}{address}", headers=headers)
                    assert kept.text == afresh.get(f"{lang}{address}", headers=headers).text
                    assert f"· {currency}" in kept.text
                    assert kept.headers["cache-control"] == "private, no-cache"
    assert client.get("/products").headers["cache-control"] == "public, max-age=0, s-maxage=30"


def test_the_front_page_is_still_negotiated(shop: tuple[TestClient, Database]) -> None:
    client, _database = shop
    assert client.get("/").status_code == 200
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Accept-Language": "ur"}
    assert client.get("/", headers=elsewhere).headers["location"] == "/ur/"
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site", "Accept-Language": "en"}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/ur/", "/es/", "/products", "/ur/products"])
def test_only_the_front_page_without_a_language_is_kept_from_shared_caches(
    shop: tuple[TestClient, Database], address: str
) -> None:
    client, _database = shop
    whole = client.get(address)
    negotiated = address == "/"
    assert whole.headers["cache-control"] == ("private, no-cache" if negotiated else "public, max-age=0, s-maxage=30")
    assert ("Accept-Language" in whole.headers["vary"]) is negotiated
    unchanged = client.get(address, headers={"If-None-Match": whole.headers["etag"]})
    assert unchanged.status_code == 304
    for name in ("cache-control", "vary"):
        assert unchanged.headers[name] == whole.headers[name]


def test_a_page_has_another_tag_once_groups_can_be_paid_by_card(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    database = Database(settings.database)
    a_real_shop(database)
    keys = {"stripe_key": SecretStr("sk_test_0"), "stripe_secret": SecretStr("whsec_0")}
    tags = []
    for now in (settings, settings.model_copy(update=keys), settings):
        with client_for(now) as client:
            page = client.get("/about/privacy")
            tags.append(page.headers["etag"])
            assert ("Stripe" in page.text) is now.paid_by_card
    assert tags[0] == tags[2] != tags[1]
    database.close()


def test_what_no_page_reads_makes_no_page_of_its_own(shop: tuple[TestClient, Database], work: list[str]) -> None:
    client, _database = shop
    plain = client.get("/products?q=basket&sort=price").text
    work.clear()
    assert client.get("/products?utm_source=x&sort=price&q=basket").text == plain
    assert client.get("/products?sort=newest&q=basket&sort=price").text == plain
    assert work == []
    assert "utm_source" not in plain


@pytest.mark.parametrize("address", ["/products/no-such", "/products?price_min=cheap", "/products?after=x", "/nowhere"])
def test_a_refusal_is_never_kept(shop: tuple[TestClient, Database], work: list[str], address: str) -> None:
    client, _database = shop
    for _twice in range(2):
        work.clear()
        refused = client.get(address)
        assert refused.status_code >= 400
        assert "rendered" in work
        assert "etag" not in refused.headers


def test_posts_and_strange_hosts_get_no_kept_page(shop: tuple[TestClient, Database]) -> None:
    client, _database = shop
    assert client.get("/products").status_code == 200
    assert client.post("/products").status_code == 405
    assert client.get("/products", headers={"Host": "evil.example"}).status_code == 400


def test_a_question_about_a_page_gets_its_headers_and_no_body(shop: tuple[TestClient, Database]) -> None:
    client, _database = shop
    cold = client.head("/products")
    full = client.get("/products")
    warm = client.head("/products")
    assert cold.headers["etag"] == full.headers["etag"] == warm.headers["etag"]
    assert (cold.content, warm.content) == (b"", b"")
    assert warm.headers["content-length"] == full.headers["content-length"]


def test_the_kept_pages_never_take_more_bytes_than_they_may(tmp_path: Path) -> None:
    a_real_shop(database := Database(settings_in(tmp_path).database))
    most = 60_000
    with client_for(settings_in(tmp_path).model_copy(update={"page_cache_bytes": most})) as client:
        for number in range(12):
            client.get(f"/products?q=basket&price_min={number}", headers={"Accept-Encoding": "br"})
            told = client.get("/readyz").json()["pages"]
            assert told["bytes"] <= most
        assert told["pages"] >= 3
        assert told["bytes"] >= told["pages"] * ENTRY_BYTES
    database.close()


def test_a_sale_that_leaves_pieces_empties_nothing_and_the_last_piece_does(tmp_path: Path, work: list[str]) -> None:
    with real_shop(tmp_path) as (client, database):
        with database.writing() as db:
            product = a_product(db, db.scalars(select(Group)).one(), "counted", on_hand=3)
            variant_id = product.variants[0].id
        pages = ("/products/counted", "/products", "/api/v1/products/counted")
        before = [client.get(page).text for page in pages]
        for left, changes in ((2, False), (1, False), (0, True)):
            with database.writing() as db:
                count_pieces(db, db.get_one(Variant, variant_id), on_hand=left)
            work.clear()
            after = [client.get(page).text for page in pages]
            assert (after != before) is changes
            assert ("rendered" in work) is changes


@pytest.mark.parametrize("shared", [False, True], ids=["one process", "two processes"])
def test_a_change_is_seen_within_a_second_on_both_databases(
    any_database_url: str, tmp_path: Path, shared: bool
) -> None:
    settings = settings_in(tmp_path, any_database_url)
    database = Database(settings.database)
    a_real_shop(database)
    with client_for(settings) as one, client_for(settings) as other:
        asked = other if shared else one
        assert "Second basket" not in asked.get("/products").text
        with database.writing() as db:
            a_product(db, a_group(db, "second"), "second", title="Second basket")
        changed = time.monotonic()
        while "Second basket" not in asked.get("/products").text:
            assert time.monotonic() - changed < 1
            time.sleep(0.02)
        with database.writing() as db:
            withdraw(db, db.scalars(select(Product).where(Product.slug == "second")).one())
        changed = time.monotonic()
        while "Second basket" in asked.get("/products").text:
            assert time.monotonic() - changed < 1
            time.sleep(0.02)
    database.close()


ACCEPTED = [
    "",
    "*",
    "gzip",
    "br",
    "zstd",
    "gzip, deflate, br",
    "br;q=0",
    "gzip;q=0.5, br;q=0",
    "*;q=0",
    "GZIP",
    "deflate",
]


@pytest.mark.parametrize("accepted", [*ACCEPTED, "identity", "*, zstd;q=0", "br;q=0.0, *;q=0.1", "zstd;q=1.0"])
def test_an_encoding_is_foretold_as_the_compression_will_choose_it(
    shop: tuple[TestClient, Database], accepted: str
) -> None:
    client, _database = shop
    answer = client.get("/products", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding", "") == encoding_of(accepted)
