"""The application over a database: in this process, asked as a browser would."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
from pydantic import SecretStr
from starlette.testclient import TestClient

from app.catalog.seed.sample import load_sample
from app.cli.environment import storage_of
from app.core.db import Database
from app.main import create_app
from app.settings import Settings
from tests.factories.worlds import with_reference

WAITS = 60.0  # seconds for an answer


def settings_in(folder: Path, database_url: str = "", *, secret: str = "") -> Settings:
    """Settings for a folder of a test's own."""
    folder.mkdir(parents=True, exist_ok=True)
    told = {"data": folder, "database_url": database_url, "base_url": "http://testserver"}
    return Settings(**told, secret=SecretStr(secret))


@contextmanager
def client_for(settings: Settings) -> Iterator[TestClient]:
    """A browser without memory of redirects, talking to the application."""
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


@contextmanager
def client_at(port: int) -> Iterator[httpx2.Client]:
    """The same over real HTTP; each request is a connection of its own, so that a door gives it to the next server."""
    one_each = httpx2.Limits(max_keepalive_connections=0)
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=WAITS, limits=one_each, trust_env=False) as client:
        yield client


def migrated(settings: Settings) -> Database:
    """The database of these settings with all tables and the reference data."""
    return with_reference(Database(settings.database), with_jobs=True)


def sample_settings(shared: Path) -> Settings:
    """Settings over the sample catalogue, loaded once for all processes of a test run. Read it, never write."""
    settings = settings_in(shared / "sample")
    with (shared / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "sample.done").exists():
            database = migrated(settings)
            load_sample(database, storage_of(settings), lambda _line: None)
            database.close()
            (shared / "sample.done").touch()
    return settings
