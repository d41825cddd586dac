"""A real browser before a served sample, as a phone meets it when all picture sizes are made.

The pictures that pages load at once are made in earnest, in every size, in the one format this browser asks for.
The others, which a phone loads only when it scrolls to them, get one small stand-in, so that no test run waits
minutes for pictures nobody weighs.
"""

from __future__ import annotations

import fcntl
import re
import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser
from sqlalchemy import select

from app.cli.environment import storage_of
from app.core.db import Database
from app.media.models import Photo, Ready
from app.media.service import make_sizes, size_key
from app.media.sizes import LATER_FORMATS, widths_for
from app.ordering.sample import load_sample_trade
from app.settings import Settings
from tests.browser.weighed import PAGES
from tests.factories.nursery import nursery
from tests.factories.serving import client_for, sample_settings, settings_in
from tools.audit import axe
from tools.audit.stage import answers, free_port

IMG = re.compile(r'<img[^>]*src="/media/([^/"]{12})/[^>]*>')


@pytest.fixture(scope="session")
def pictured(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Settings:
    """The sample with its picture sizes, made once for all processes of a test run."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    sample = sample_settings(shared)
    settings = settings_in(shared / "pictured")
    with (shared / "pictured.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "pictured.done").exists():
            _copy(sample, settings)
            _make_pictures(settings)
            (shared / "pictured.done").touch()
    return settings


def _copy(sample: Settings, settings: Settings) -> None:
    with sqlite3.connect(sample.data / "bazaar.db") as source, sqlite3.connect(settings.data / "bazaar.db") as target:
        source.backup(target)
    shutil.copytree(sample.data / "media", settings.data / "media", dirs_exist_ok=True)


def _make_pictures(settings: Settings) -> None:
    with client_for(settings) as client:
        tags = [tag for path in PAGES.values() for tag in IMG.finditer(client.get(path).text)]
    at_once = {tag[1] for tag in tags if 'loading="lazy"' not in tag[0]}
    database, storage = Database(settings.database), storage_of(settings)
    flat = BytesIO()
    Image.new("RGB", (64, 64), "#a98").save(flat, "AVIF")
    with database.reading() as db:
        photos = db.scalars(select(Photo)).all()
    for photo in photos:
        if photo.id in at_once:
            make_sizes(database, storage, photo.id, LATER_FORMATS)
            continue
        for width in widths_for(photo.width):
            storage.put(size_key(photo.id, width, "avif"), flat.getvalue())
    with database.writing() as db:
        load_sample_trade(db)  # as the bazaar does when it serves its sample
        for photo in db.scalars(select(Photo)):
            photo.ready = int(Ready.ALL)
    database.close()


@pytest.fixture(scope="session")
def site(pictured: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over it, in a process of its own and without a worker beside it."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    environment = {"BAZAAR_DATA": str(pictured.data), "BAZAAR_BASE_URL": base, "BAZAAR_LOG_LEVEL": "WARNING"}
    log = tmp_path_factory.mktemp("site") / "log"
    server = nursery().begin("tests.proofs.crashing", ["web", str(port), "0"], environment, log)
    until = time.monotonic() + 120
    while not answers(port):
        assert server.poll() is None, log.read_text()
        assert time.monotonic() < until, "the server does not start"
        time.sleep(0.1)
    yield base
    server.send(signal.SIGTERM)


@pytest.fixture(scope="module")  # not longer: while it lives, no event loop of another test can run in this thread
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with axe.browser() as opened:
        yield opened
