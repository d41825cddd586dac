"""The API does what its OpenAPI document says, also for requests that nobody would think of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from schemathesis import BaseSchema, openapi
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from starlette.testclient import TestClient

from app.core.i18n import languages
from tests.web.api_world import api_client

THERE = {
    "/api/v1/products/{slug}": ["basket", "three-sizes", "on-request", "felt-mat"],
    "/api/v1/groups/{slug}": ["machakos", "talas"],
    "/api/v1/affiliates/{slug}": ["homenet"],
    "/api/v1/crafts/{slug}": ["basketry", "coiled-basketry"],
}
CONFIG = {
    "seed": 1,
    "generation": {"deterministic": True, "max-examples": 8, "no-shrink": True},
    "phases": {"stateful": {"enabled": False}},
    # a slug may be well formed and still be nobody's
    "checks": {"positive_data_acceptance": {"expected-statuses": [200, 404]}},
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser over the small catalogue."""
    with api_client(tmp_path_factory.mktemp("schema")) as client:
        yield client


@pytest.fixture(scope="module")
def described(asked: TestClient) -> BaseSchema:
    """The document of the running application, without the cursors: only those the API gave mean something.

    One it did not give is refused, however well formed; test_api_answers.py asks with both.
    """
    schema = openapi.from_asgi("/openapi.json", asked.app, config=SchemathesisConfig.from_dict(CONFIG))
    for operations in schema.raw_schema["paths"].values():
        parameters = operations["get"]["parameters"]
        parameters[:] = [parameter for parameter in parameters if parameter["name"] != "after"]
    return schema


def test_every_answer_is_as_described(described: BaseSchema) -> None:
    requests, wrong, errors = 0, [], []
    for event in from_schema(described).execute():
        if isinstance(event, events.ScenarioFinished):
            requests += len(event.recorder.interactions)
            for id_, checks in event.recorder.checks.items():
                case = event.recorder.cases[id_].value
                wrong += [
                    f"{one.name} {case.method} {case.formatted_path} {case.query}: {one.failure_info.failure}"
                    for one in checks
                    if one.failure_info
                ]
        elif isinstance(event, events.NonFatalError):
            errors.append(f"{event.label}: {event.value}")
        elif isinstance(event, events.FatalError):
            raise event.exception
    assert errors == []
    assert wrong == []
    assert requests > 150


@pytest.mark.parametrize("lang", list(languages()))
def test_what_is_there_is_as_described(described: BaseSchema, lang: str) -> None:
    for path, slugs in THERE.items():
        for slug in slugs:
            case = described[path]["GET"].Case(path_parameters={"slug": slug}, query={"lang": lang})
            assert case.call_and_validate().status_code == 200
