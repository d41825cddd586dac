"""The sitemap is valid, lists every public page in every language, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree
from starlette.testclient import TestClient

from app.core.db import Database
from app.core.i18n import languages
from app.outreach import sitemap
from tests.factories import crawling
from tests.web.api_world import api_client

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "sitemap.xsd"))
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser over the small catalogue."""
    with api_client(tmp_path_factory.mktemp("sitemap")) as client:
        yield client


def read(client: TestClient, address: str) -> etree._Element:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/xml"
    document = etree.fromstring(answer.content)
    SCHEMA.assertValid(document)
    return document


def pages(client: TestClient) -> dict[str, etree._Element]:
    """All entries of all files by address."""
    files = [found.text for found in read(client, "/sitemap.xml").iter(f"{SITEMAP}loc")]
    entries = [entry for file in files for entry in read(client, file).iter(f"{SITEMAP}url")]
    found = {entry.findtext(f"{SITEMAP}loc"): entry for entry in entries}
    assert len(found) == len(entries)  # nothing twice
    return found


def test_every_address_answers(asked: TestClient) -> None:
    answers = crawling.pages(asked, [address.removeprefix("http://testserver") for address in pages(asked)])
    assert {address: answer.status for address, answer in answers.items() if answer.status != 200} == {}


def test_every_page_names_itself_in_all_languages_and_is_named_by_them(asked: TestClient) -> None:
    found = pages(asked)
    for address, entry in found.items():
        links = {link.get("hreflang"): link.get("href") for link in entry.iter(f"{XHTML}link")}
        assert set(links) == {*languages(), "x-default"}
        assert address in links.values()
        assert set(links.values()) <= set(found)
        assert links["x-default"] == links["en"]


def test_what_is_public_is_listed_and_nothing_else(asked: TestClient) -> None:
    paths = {urlsplit(address).path for address in pages(asked)}
    there = {"/", "/products", "/groups", "/about/privacy", "/api", "/regions/africa", "/countries/ke"}
    there |= {"/crafts/basketry", "/crafts/coiled-basketry", "/affiliates/homenet", "/groups/machakos"}
    there |= {f"/products/{slug}" for slug in ("basket", "three-sizes", "on-request", "sold-out", "paused", "felt-mat")}
    hidden = {"/products/withdrawn", "/products/unpublished", "/products/of-nobody", "/groups/unpublished-group"}
    hidden |= {"/preferences", "/countries/in", "/crafts/ceramics"}
    assert there <= paths
    assert hidden & paths == set()


def test_products_say_when_they_were_published(asked: TestClient) -> None:
    for address, entry in pages(asked).items():
        dated = "/products/" in address or "/groups/" in address
        assert (entry.find(f"{SITEMAP}lastmod") is not None) == dated


def test_a_part_that_is_not_there_is_not_found(asked: TestClient) -> None:
    assert asked.get("/sitemaps/0.xml").status_code == 404
    assert asked.get("/sitemaps/4.xml").status_code == 404
    assert asked.get(f"/sitemaps/{10**30}.xml").status_code == 404


@pytest.mark.parametrize("rows", [1, 2, 4, 5, 100])
def test_files_of_any_size_hold_everything_once(asked: TestClient, rows: int) -> None:
    database: Database = asked.app.state.database
    with database.reading() as db:
        parts = sitemap.parts(db, rows=rows)
        files = [sitemap.entries(db, number, among=parts) for number in range(1, parts.total + 1)]
    goods = [entry for file in files[1:] for entry in file]
    assert all(len(file) <= rows for file in files[1:])
    assert len(goods) == len(set(goods)) == 2 + 6


@pytest.mark.parametrize("count", [1, 2, 5, 12, 25, 60])
def test_a_file_never_grows_beyond_the_protocol(count: int) -> None:
    rows = sitemap.rows_in_a_file(count)
    assert rows * count <= 50_000
    assert rows * count * (count + 2) * 150 <= 50_000_000
