"""Photographs are kept a day at most, static files for ever: under an address that changes with their content."""

from __future__ import annotations

import gzip
import hashlib
import re
from io import BytesIO

import brotli
import pytest
from PIL import Image
from starlette.testclient import TestClient

FORMATS = {"jpg": ("image/jpeg", "JPEG"), "webp": ("image/webp", "WEBP")}


def _photo(client: TestClient) -> str:
    found = re.search(r'src="/media/([^/"]{12})/\d+\.jpg"', client.get("/products/sisal-market-bag").text)
    assert found
    return found[1]


def test_a_photo_is_served_as_what_it_is_and_kept_a_day(sample_client: TestClient) -> None:
    answer = sample_client.get(f"/media/{_photo(sample_client)}/320.jpg")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    picture = Image.open(BytesIO(answer.content))
    assert (picture.format, picture.width) == ("JPEG", 320)
    lifetime = re.fullmatch(r"public, max-age=(\d+)", answer.headers["cache-control"])
    assert lifetime
    assert int(lifetime[1]) <= 24 * 3600
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("rest", ["321.jpg", "320.png", "320.svg", "-320.jpg", "0.jpg", "99999999999999999999.jpg"])
def test_a_size_that_is_not_offered_is_not_there(sample_client: TestClient, rest: str) -> None:
    assert sample_client.get(f"/media/{_photo(sample_client)}/{rest}").status_code == 404


@pytest.mark.parametrize("address", ["abcdefghijkl/320.jpg", "..%2f..%2fbazaar/320.jpg", "ABC/320.jpg"])
def test_a_photo_that_is_not_there_is_not_found(sample_client: TestClient, address: str) -> None:
    assert sample_client.get(f"/media/{address}").status_code == 404


def _static(client: TestClient) -> list[str]:
    return re.findall(r'"(/static/[^"]+)"', client.get("/").text)


def test_static_files_are_kept_for_ever_under_the_hash_of_their_content(sample_client: TestClient) -> None:
    found = _static(sample_client)
    assert len(found) >= 4
    for address in found:
        answer = sample_client.get(address, headers={"accept-encoding": "identity"})
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert hashlib.sha256(answer.content).hexdigest()[:10] in address


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_static_files_are_compressed_ahead(sample_client: TestClient, encoding: str) -> None:
    address = next(one for one in _static(sample_client) if one.endswith(".css"))
    plain = sample_client.get(address, headers={"accept-encoding": "identity"}).content
    with sample_client.stream("GET", address, headers={"accept-encoding": encoding}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers.get("content-encoding", "identity") == encoding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}[encoding]
    assert unpack(raw) == plain


@pytest.mark.parametrize("address", ["rest.css", "rest.0000000000.css", "../app/main.py", "..%2fapp%2fmain.py", ""])
def test_nothing_else_is_served_as_static(sample_client: TestClient, address: str) -> None:
    assert sample_client.get(f"/static/{address}").status_code == 404
