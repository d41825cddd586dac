"""From the file to all sizes and away again, through the real queue, on both databases."""

from __future__ import annotations

import pytest
from PIL import Image

from app.core import job_runner, jobs
from app.core.db import Base, Database
from app.core.job_runner import Pace
from app.core.jobs import JobContext
from app.media import tasks
from app.media.models import Photo
from app.media.service import add_photo, withdraw
from app.media.storage import Storage
from tests.media.make_corpus import saved

pytestmark = pytest.mark.waits

TABLES = ("photo", "photo_text", "worker_beat", "catalogue_revision")


def test_a_photo_is_cut_to_sizes_and_erased_by_a_worker(any_database: Database, folder_storage: Storage) -> None:
    assert jobs.registered("media.make_sizes"), tasks
    Base.metadata.create_all(any_database.engine, tables=[Base.metadata.tables[name] for name in TABLES])
    job_runner.prepare(any_database)
    file = saved(Image.linear_gradient("L").resize((400, 300)), "JPEG")
    with any_database.writing() as db:
        photo_id = add_photo(db, folder_storage, file).id
    worker = job_runner.start(JobContext(any_database, folder_storage), "test", pace=Pace(poll=0.1, beat=0.3))
    try:
        jobs.wait_until_idle(any_database, timeout=20)
        with any_database.writing() as db:
            photo = db.get_one(Photo, photo_id)
            assert photo.ready == 2
            assert len(folder_storage.keys("photos")) == 7
            withdraw(db, folder_storage, photo)
            folder_storage.put(f"photos/{photo_id}/320.jpg", b"written late")  # by a job in flight
        jobs.wait_until_idle(any_database, timeout=20)
    finally:
        assert worker.stop(grace=5)
    assert folder_storage.keys("photos") == []
    assert jobs.failures(any_database) == []
