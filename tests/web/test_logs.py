"""One JSON line a request, with an id and without anything of a person."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from app.logs import set_up_logs


@pytest.fixture
def lines(sample_client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    """The log as it is set up in production, of an application that runs already."""
    set_up_logs("INFO")


def _logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.strip()]


@pytest.mark.usefixtures("lines")
def test_a_request_is_one_line_of_json_with_the_id_of_its_answer(
    sample_client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = sample_client.get("/ur/products/sisal-market-bag")
    (line,) = _logged(capsys)
    assert line["id"] == answer.headers["x-request-id"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "shop.product", 200)
    assert float(str(line["ms"])) > 0
    assert line["timestamp"]


@pytest.mark.usefixtures("lines")
@pytest.mark.parametrize("address", ["/products?q=amina+secretword", "/secretword", "/products?price_min=secretword"])
def test_nothing_of_a_person_is_written_down(
    sample_client: TestClient, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    headers = {
        "cookie": "lang=en; token=secretword",
        "x-forwarded-for": "203.0.113.77",
        "user-agent": "secretword/1.0",
        "referer": "http://testserver/secretword",
    }
    sample_client.get(address, headers=headers)
    written = capsys.readouterr()
    assert '"event":' in written.err
    for private in ("secretword", "203.0.113.77", "testclient", "cookie"):
        assert private not in (written.err + written.out).lower()
