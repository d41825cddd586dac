"""Only our own host names are answered, and no request may carry more than a short form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "", "[::1"])
def test_a_stranger_host_is_refused(sample_client: TestClient, host: str) -> None:
    answer = sample_client.get("/products", headers={"host": host})
    assert answer.status_code == 400
    assert host not in answer.text or not host


@pytest.mark.parametrize("host", ["testserver", "localhost", "127.0.0.1:8000", "TESTSERVER"])
def test_our_own_hosts_are_answered(sample_client: TestClient, host: str) -> None:
    assert sample_client.get("/products", headers={"host": host}).status_code == 200


def test_the_refusal_of_a_host_is_in_the_language_of_the_address(sample_client: TestClient) -> None:
    said = {lang: sample_client.get(f"/{lang}/products", headers={"host": "evil.example"}) for lang in ("es", "ur")}
    assert {answer.headers["content-language"] for answer in said.values()} == {"es", "ur"}
    assert said["es"].text != said["ur"].text
    assert "Invalid host" not in said["es"].text


def test_too_big_a_body_is_refused_in_the_readers_language(sample_client: TestClient) -> None:
    answer = sample_client.post("/ur/preferences", content=b"next=/" + b"a" * 300_000, headers=FORM)
    assert answer.status_code == 413
    assert answer.headers["content-language"] == "ur"
    assert "Content Too Large" not in answer.text


def test_too_big_a_body_of_unknown_length_is_refused(sample_client: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(300):
            yield b"a" * 1024

    assert sample_client.post("/preferences", content=pieces(), headers=FORM).status_code == 413


def test_a_body_within_the_limit_is_read(sample_client: TestClient) -> None:
    answer = sample_client.post("/preferences", content=b"next=/" + b"a" * 100_000, headers=FORM)
    assert answer.status_code == 303


def test_too_long_an_address_is_refused_in_its_language(sample_client: TestClient) -> None:
    answer = sample_client.get("/es/products?q=" + "a" * 5000)
    assert (answer.status_code, answer.headers["content-language"]) == (414, "es")
