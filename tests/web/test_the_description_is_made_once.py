"""The document of the API takes half a second to make: it is made when somebody asks, and not after every change."""

from __future__ import annotations

from pathlib import Path

from app.core.revision import raise_revision
from app.web.api.document import openapi
from tests.web.api_world import api_client


def test_a_change_in_the_catalogue_makes_no_other_description(tmp_path: Path) -> None:
    with api_client(tmp_path) as client:
        first = client.get("/openapi.json")
        kept = client.app.state.described  # type: ignore[attr-defined]
        with client.app.state.database.writing() as db:  # type: ignore[attr-defined]
            raise_revision(db)
        assert client.get("/openapi.json").json() == first.json()
        assert client.app.state.described is kept  # type: ignore[attr-defined]


def test_other_currencies_make_another_one(tmp_path: Path) -> None:
    with api_client(tmp_path) as client:
        few, more = (openapi(client.app, told) for told in (("EUR",), ("EUR", "KES")))  # type: ignore[arg-type]
        again = openapi(client.app, ("EUR",))  # type: ignore[arg-type]
    assert few == again != more
    assert '["EUR", "KES"]' in str(more).replace("'", '"')
