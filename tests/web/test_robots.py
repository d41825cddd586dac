"""Crawlers are told what to leave alone, and where the sitemap is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.core.i18n import languages
from tests.web.api_world import api_client


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser over the small catalogue."""
    with api_client(tmp_path_factory.mktemp("robots")) as client:
        yield client


def closed(robots: str, path: str) -> bool:
    """Whether a path may not be read, by the rules of RFC 9309."""
    rules = re.findall(r"^Disallow: (\S+)$", robots, re.MULTILINE)
    return any(re.match(re.escape(rule).replace(r"\*", ".*"), path) for rule in rules)


def test_robots_name_the_sitemap(asked: TestClient) -> None:
    answer = asked.get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "\nSitemap: http://testserver/sitemap.xml\n" in answer.text


@pytest.mark.parametrize("prefix", [language.prefix for language in languages().values()])
def test_only_what_is_for_one_visitor_and_combinations_of_filters_are_closed(asked: TestClient, prefix: str) -> None:
    robots = asked.get("/robots.txt").text
    shut = ["/preferences", "/preferences?next=/", "/sample-contact/whatsapp?p=B", "/products?q=basket"]
    shut += ["/products?region=africa&craft=felt", "/products?craft=felt&q=mat"]
    open_ = ["/", "/products", "/products?region=africa", "/products?after=abc", "/products/basket", "/api", "/groups"]
    assert [path for path in shut if not closed(robots, prefix + path)] == []
    assert [path for path in open_ if closed(robots, prefix + path)] == []
