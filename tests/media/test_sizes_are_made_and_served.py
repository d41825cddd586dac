"""A photo that was added is soon there in all sizes, and as a JPEG even before that."""

from __future__ import annotations

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image
from sqlalchemy import select

from app.core.db import Database
from app.core.texts import Standing, Words
from app.media import workshop
from app.media.errors import NoSuchPhoto, NotAPicture, StorageUnavailable
from app.media.models import Photo, PhotoText
from app.media.queries import photo_bytes
from app.media.service import add_photo
from app.media.storage import Storage
from tests.media.conftest import Ordered
from tests.media.make_corpus import saved

FILE = saved(Image.linear_gradient("L").resize((800, 600)), "JPEG")


@pytest.fixture
def photo_id(media_database: Database, folder_storage: Storage, ordered: Ordered) -> str:
    """A photo just added."""
    with media_database.writing() as db:
        return add_photo(db, folder_storage, FILE, texts=[Words("A grey cloth", "en")]).id


def _row(database: Database, photo_id: str) -> Photo:
    with database.reading() as db:
        return db.get_one(Photo, photo_id)


def test_a_new_photo_is_described_by_its_row(media_database: Database, folder_storage: Storage, photo_id: str) -> None:
    photo = _row(media_database, photo_id)
    master = folder_storage.get(f"photos/{photo_id}/original")
    assert (photo.width, photo.height, photo.ready, photo.withdrawn_at) == (800, 600, 0, None)
    assert photo.digest == hashlib.sha256(master).hexdigest()
    assert len(photo_id) == 12
    with media_database.reading() as db:
        text = db.scalars(select(PhotoText)).one()
    assert (text.photo_id, text.lang, text.standing, text.alt) == (
        photo_id,
        "en",
        Standing.ORIGINAL,
        "A grey cloth",
    )


def test_two_jobs_make_all_sizes(
    media_database: Database, folder_storage: Storage, ordered: Ordered, photo_id: str
) -> None:
    assert ordered.run_all() == ["media.make_sizes", "media.make_avif"]
    assert _row(media_database, photo_id).ready == 2
    files = {f"photos/{photo_id}/{width}.{ext}" for width in (320, 640, 800) for ext in ("jpg", "webp", "avif")}
    assert set(folder_storage.keys("photos")) == files | {f"photos/{photo_id}/original"}


def test_a_job_that_runs_twice_changes_nothing(
    media_database: Database, folder_storage: Storage, ordered: Ordered, photo_id: str
) -> None:
    ordered.run_all()
    before = {key: folder_storage.get(key) for key in folder_storage.keys("photos")}
    ordered.enqueue(None, "media.make_sizes", photo_id=photo_id)  # type: ignore[arg-type]
    ordered.run_all()
    assert {key: folder_storage.get(key) for key in folder_storage.keys("photos")} == before
    assert _row(media_database, photo_id).ready == 2


def test_every_size_is_served(
    media_database: Database, folder_storage: Storage, ordered: Ordered, photo_id: str
) -> None:
    ordered.run_all()
    with media_database.reading() as db:
        starts = {ext: photo_bytes(db, folder_storage, photo_id, 640, ext)[:12] for ext in ("jpg", "webp", "avif")}
    assert starts["jpg"].startswith(b"\xff\xd8")
    assert starts["webp"].endswith(b"WEBP")
    assert starts["avif"].endswith(b"ftypavif")


def test_a_jpeg_asked_for_before_its_job_is_made_at_once_and_kept(
    media_database: Database, folder_storage: Storage, photo_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with media_database.reading() as db:
        made = photo_bytes(db, folder_storage, photo_id, 320, "jpg")
        monkeypatch.setattr("app.media.workshop.render", None)  # a second time would fail
        assert photo_bytes(db, folder_storage, photo_id, 320, "jpg") == made
    assert _row(media_database, photo_id).ready == 0


@pytest.mark.parametrize(("width", "ext"), [(640, "webp"), (1280, "jpg"), (321, "jpg"), (640, "png"), (640, "")])
def test_sizes_that_are_not_offered_are_not_found(
    media_database: Database, folder_storage: Storage, photo_id: str, width: int, ext: str
) -> None:
    with media_database.reading() as db, pytest.raises(NoSuchPhoto):
        photo_bytes(db, folder_storage, photo_id, width, ext)


def test_a_damaged_master_is_our_fault_and_not_the_readers(
    media_database: Database, folder_storage: Storage, photo_id: str
) -> None:
    folder_storage.put(f"photos/{photo_id}/original", b"\xff\xd8\xff")
    with media_database.reading() as db, pytest.raises(StorageUnavailable):
        photo_bytes(db, folder_storage, photo_id, 320, "jpg")


def test_readers_who_come_at_once_have_a_size_made_once(
    media_database: Database, folder_storage: Storage, photo_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    render, made = workshop.render, []

    def slowly(*arguments: object) -> object:
        made.append(arguments)
        time.sleep(0.2)  # the others arrive meanwhile
        return render(*arguments)  # type: ignore[arg-type]

    def ask(_reader: int) -> bytes:
        with media_database.reading() as db:
            return photo_bytes(db, folder_storage, photo_id, 320, "jpg")

    monkeypatch.setattr(workshop, "render", slowly)
    with ThreadPoolExecutor(4) as readers:
        assert len(set(readers.map(ask, range(4)))) == 1
    assert len(made) == 1


def test_an_unknown_address_is_not_found(media_database: Database, folder_storage: Storage) -> None:
    with media_database.reading() as db, pytest.raises(NoSuchPhoto):
        photo_bytes(db, folder_storage, "nosuchphoto2", 320, "jpg")


def test_a_refused_file_leaves_nothing_behind(
    media_database: Database, folder_storage: Storage, ordered: Ordered
) -> None:
    with pytest.raises(NotAPicture), media_database.writing() as db:
        add_photo(db, folder_storage, b"not a picture")
    with media_database.reading() as db:
        assert db.scalars(select(Photo)).all() == []
    assert folder_storage.keys("photos") == []
    assert ordered.waiting == []
