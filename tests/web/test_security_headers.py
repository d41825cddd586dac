"""Every kind of answer carries the security headers; no inline script or style but the one allowed by its hash."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from starlette.testclient import TestClient

KINDS = {
    "page": ("GET", "/"),
    "page in another language": ("GET", "/ur/products"),
    "refusal": ("GET", "/no/such/page"),
    "bad filter": ("GET", "/products?sort=nope"),
    "wrong method": ("DELETE", "/products"),
    "impossible address": ("GET", "/%00"),
    "redirect": ("GET", "/en/products"),
    "short address": ("GET", "/p/AAAAAA"),
    "program": ("GET", "/api/v1/products"),
    "program's refusal": ("GET", "/api/v1/products/no-such"),
    "feed": ("GET", "/feeds/products.atom"),
    "feed's refusal": ("GET", "/feeds/groups/no-such.atom"),
    "health": ("GET", "/healthz"),
    "readiness": ("GET", "/readyz"),
    "sitemap": ("GET", "/sitemap.xml"),
    "photo that is not there": ("GET", "/media/abcdefghijkl/320.jpg"),
    "head": ("HEAD", "/groups"),
    "stranger's host": ("GET", "http://evil.example/"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_carries_them(sample_client: TestClient, kind: str) -> None:
    method, address = KINDS[kind]
    headers = sample_client.request(method, address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy  # no third party
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert re.fullmatch(r"[0-9a-f]{12}", headers["x-request-id"])
    assert "server" not in headers


@pytest.mark.parametrize("address", ["/", "/ur/products/sisal-market-bag", "/no/such/page", "/api"])
def test_the_only_inline_style_is_the_one_allowed_by_its_hash(sample_client: TestClient, address: str) -> None:
    answer = sample_client.get(address)
    styles = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert len(styles) == 1
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert not re.search(r"<[^>]+\sstyle=", answer.text)
    assert not re.search(r"<[^>]+\son\w+=", answer.text)


def test_scripts_come_from_here_or_are_data(sample_client: TestClient) -> None:
    page = sample_client.get("/products/sisal-market-bag").text
    scripts = re.findall(r"<script([^>]*)>", page)
    assert scripts
    for attributes in scripts:
        assert 'type="application/ld+json"' in attributes or re.search(r'src="/static/', attributes)
