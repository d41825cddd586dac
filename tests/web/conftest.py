"""Browsers for tests: one over the sample catalogue, one over a small world of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.settings import Settings
from tests.factories.serving import client_for, sample_settings


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def sample(shared_folder: Path) -> Settings:
    """The sample catalogue, to be read and never written."""
    return sample_settings(shared_folder)


@pytest.fixture(scope="session")
def sample_client(sample: Settings) -> Iterator[TestClient]:
    """A browser over the sample catalogue, every page made afresh. It keeps no cookies: who sets one clears it."""
    with client_for(sample.model_copy(update={"page_cache_bytes": 0})) as client:
        yield client


@pytest.fixture(autouse=True)
def no_cookies(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test inherits the preferences of another."""
    yield
    if "sample_client" in request.fixturenames:
        request.getfixturevalue("sample_client").cookies.clear()
