"""/healthz says that the process lives, /readyz whether it can work: database, storage, jobs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.core import jobs
from app.core.errors import Unavailable
from app.media.storage import Storage
from tests.factories.real_shop import real_shop


def test_all_well(sample_client: TestClient) -> None:
    assert sample_client.get("/healthz").json() == {"ok": True}
    answer = sample_client.get("/readyz")
    told = answer.json()
    assert (answer.status_code, told["database"], told["storage"]) == (200, "ok", "ok")
    assert set(told["jobs"]) == {"queued", "running", "failed", "oldest_seconds"}
    assert answer.headers["cache-control"] == "no-store"


def test_the_oldest_job_is_told(tmp_path: Path) -> None:
    with real_shop(tmp_path) as (client, database):
        with database.writing() as db:
            jobs.enqueue(db, "media.erase", photo_id="abcdefghijkl")
        told = client.get("/readyz").json()["jobs"]
    assert told["queued"] == 1
    assert told["oldest_seconds"] >= 0


def test_without_its_tables_it_is_not_ready_but_alive(tmp_path: Path) -> None:
    with real_shop(tmp_path) as (client, database):
        client.app.state.database.close()  # type: ignore[attr-defined]
        database.close()
        for file in tmp_path.glob("bazaar.db*"):
            file.unlink()
        answer = client.get("/readyz")
        alive = client.get("/healthz")
        page = client.get("/es/products")
    assert answer.status_code == 503
    assert answer.json()["database"] != "ok"
    assert alive.status_code == 200
    assert page.status_code == 500
    assert "OperationalError" not in page.text
    assert page.headers["content-language"] == "es"


def test_without_its_storage_it_is_not_ready(sample_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_self: Storage) -> None:
        raise Unavailable()

    monkeypatch.setattr(Storage, "check", away)
    answer = sample_client.get("/readyz")
    assert (answer.status_code, answer.json()["storage"]) == (503, "unavailable")


def test_a_storage_folder_that_is_gone_is_noticed(tmp_path: Path) -> None:
    with real_shop(tmp_path) as (client, _database):
        assert client.get("/readyz").status_code == 200
        shutil.rmtree(tmp_path / "media")
        (tmp_path / "media").write_text("a file where the folder was")
        assert client.get("/readyz").status_code == 503
