"""For the tests of photos: a workshop for all of them, a database and a store for each, an S3 server."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.core.db import Base, Database
from app.core.jobs import JobContext
from app.media import service, tasks, workshop
from app.media.models import Photo, PhotoText
from app.media.storage import Storage, open_storage
from app.media.workshop import Workshop

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def shop() -> Iterator[Workshop]:
    """One workshop for all tests."""
    with Workshop() as opened:
        yield opened


@pytest.fixture
def media_database(database: Database) -> Database:
    """A database with the tables of photos."""
    Base.metadata.create_all(
        database.engine, tables=[Photo.metadata.tables[t] for t in ("photo", "photo_text", "catalogue_revision")]
    )
    assert PhotoText.__tablename__ == "photo_text"
    return database


@pytest.fixture
def folder_storage(tmp_path: Path) -> Storage:
    """A store in a folder of its own."""
    return open_storage(f"file://{tmp_path / 'with a space' / 'media'}")


@dataclass
class Ordered:
    """The jobs enqueued so far, and a way to run them without the job library."""

    ctx: JobContext
    waiting: list[tuple[str, str]] = field(default_factory=list)

    def enqueue(self, db: Session, name: str, /, *, photo_id: str) -> None:
        """Stands in for `jobs.enqueue`."""
        self.waiting.append((name, photo_id))

    def run_all(self) -> list[str]:
        """Run what waits, and what that enqueues; the names in order."""
        done = []
        while self.waiting:
            name, photo_id = self.waiting.pop(0)
            getattr(tasks, name.removeprefix("media."))(self.ctx, photo_id)
            done.append(name)
        return done


@pytest.fixture
def ordered(
    media_database: Database, folder_storage: Storage, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> Ordered:
    """What the services enqueue, kept here; they share one workshop, which saves a second a test."""
    jobs = Ordered(JobContext(media_database, folder_storage))
    monkeypatch.setattr(workshop, "clean", shop.clean)
    monkeypatch.setattr(workshop, "render", shop.render)
    for module in (service, tasks):
        monkeypatch.setattr(module, "enqueue", jobs.enqueue)
    return jobs


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """The address of a running S3 server (moto, over HTTP)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [_moto_server(), "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def s3_storage(s3_endpoint: str) -> Storage:
    """A store in a new bucket."""
    bucket = f"photos-{uuid4().hex[:8]}"
    urllib.request.urlopen(urllib.request.Request(f"{s3_endpoint}/{bucket}", method="PUT"), timeout=10).close()
    return open_bucket(s3_endpoint, f"s3://{bucket}/some/prefix")


def open_bucket(endpoint: str, url: str) -> Storage:
    """A store on the test server, whether or not its bucket exists."""
    keys: dict[str, Any] = {"access_key": "testing", "secret_key": "testing"}
    return open_storage(url, endpoint=endpoint, region="us-east-1", **keys)


def _moto_server() -> str:
    beside = ROOT / ".venv-s3" / "bin" / "moto_server"
    found = str(beside) if beside.exists() else shutil.which("moto_server")
    if not found:
        pytest.fail("There is no S3 server to test against. Type: make setup")
    return found


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(f"{address}/moto-api/", timeout=5).close()
        except (urllib.error.URLError, OSError):
            assert server.poll() is None, "the S3 server ended by itself"
            assert time.monotonic() < until, "the S3 server did not start within 30 s"
            time.sleep(0.1)
        else:
            return
