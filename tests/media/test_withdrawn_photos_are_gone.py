"""A photo that was withdrawn is gone: its bytes, its sizes in the making, and its address says so."""

from __future__ import annotations

import pytest
from PIL import Image
from sqlalchemy import select

from app.core.db import Database
from app.core.texts import Words
from app.media import workshop
from app.media.errors import Gone, NoSuchFile, NoSuchPhoto, StorageUnavailable
from app.media.models import Photo, PhotoText
from app.media.queries import photo_bytes
from app.media.service import add_photo, make_sizes, remove_sample_photos, withdraw
from app.media.storage import Storage
from tests.media.conftest import Ordered
from tests.media.make_corpus import saved

FILE = saved(Image.linear_gradient("L").resize((400, 300)), "JPEG")


def _add(database: Database, storage: Storage, *, sample: bool = False) -> str:
    with database.writing() as db:
        return add_photo(db, storage, FILE, sample=sample, texts=[Words("A cloth", "en")]).id


def _withdraw(database: Database, storage: Storage, photo_id: str) -> None:
    with database.writing() as db:
        withdraw(db, storage, db.get_one(Photo, photo_id))


def test_its_bytes_go_and_its_address_says_so(
    media_database: Database, folder_storage: Storage, ordered: Ordered
) -> None:
    photo_id = _add(media_database, folder_storage)
    ordered.run_all()
    _withdraw(media_database, folder_storage, photo_id)
    assert folder_storage.keys("photos") == []
    with media_database.reading() as db, pytest.raises(Gone):
        photo_bytes(db, folder_storage, photo_id, 320, "jpg")


def test_withdrawing_twice_keeps_the_first_moment(
    media_database: Database, folder_storage: Storage, ordered: Ordered
) -> None:
    photo_id = _add(media_database, folder_storage)
    moments = []
    for _ in range(2):
        _withdraw(media_database, folder_storage, photo_id)
        with media_database.reading() as db:
            moments.append(db.get_one(Photo, photo_id).withdrawn_at)
    assert moments[0] is not None
    assert moments[0] == moments[1]


def test_jobs_of_a_withdrawn_photo_make_nothing(
    media_database: Database, folder_storage: Storage, ordered: Ordered
) -> None:
    photo_id = _add(media_database, folder_storage)
    _withdraw(media_database, folder_storage, photo_id)
    assert ordered.run_all() == ["media.make_sizes", "media.erase"]
    assert folder_storage.keys("photos") == []


def test_a_size_made_while_the_photo_is_withdrawn_does_not_stay(
    media_database: Database, folder_storage: Storage, ordered: Ordered, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = workshop.render
    photo_id = _add(media_database, folder_storage)

    def meanwhile(*arguments: object) -> object:
        _withdraw(media_database, folder_storage, photo_id)
        return render(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(workshop, "render", meanwhile)
    assert not make_sizes(media_database, folder_storage, photo_id, ["jpeg"])
    assert folder_storage.keys("photos") == []


def test_a_jpeg_made_on_demand_while_the_photo_is_withdrawn_is_not_served(
    media_database: Database, folder_storage: Storage, ordered: Ordered, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = workshop.render
    photo_id = _add(media_database, folder_storage)

    def meanwhile(*arguments: object) -> object:
        made = render(*arguments)  # type: ignore[arg-type]
        _withdraw(media_database, folder_storage, photo_id)
        return made

    monkeypatch.setattr(workshop, "render", meanwhile)
    with media_database.reading() as db, pytest.raises(Gone):
        photo_bytes(db, folder_storage, photo_id, 320, "jpg")
    assert folder_storage.keys("photos") == []


def test_a_store_that_is_down_does_not_keep_a_photo_in_public(
    media_database: Database, folder_storage: Storage, ordered: Ordered, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(_prefix: str) -> int:
        raise StorageUnavailable

    photo_id = _add(media_database, folder_storage)
    ordered.run_all()
    with monkeypatch.context() as patch:
        patch.setattr(folder_storage, "delete_prefix", down)
        _withdraw(media_database, folder_storage, photo_id)
    with media_database.reading() as db, pytest.raises(Gone):
        photo_bytes(db, folder_storage, photo_id, 320, "jpg")
    ordered.run_all()
    assert folder_storage.keys("photos") == []


def test_a_lost_master_of_a_living_photo_is_an_error_to_be_seen(
    media_database: Database, folder_storage: Storage, ordered: Ordered
) -> None:
    photo_id = _add(media_database, folder_storage)
    folder_storage.delete_prefix("photos")
    with pytest.raises(NoSuchFile):
        make_sizes(media_database, folder_storage, photo_id, ["jpeg"])


def test_sample_photos_are_removed_and_others_stay(
    media_database: Database, folder_storage: Storage, ordered: Ordered
) -> None:
    real, sample = (_add(media_database, folder_storage, sample=is_sample) for is_sample in (False, True))
    ordered.run_all()
    with media_database.writing() as db:
        assert remove_sample_photos(db) == [sample]
    with media_database.reading() as db:
        assert db.scalars(select(Photo.id)).all() == [real]
        assert db.scalars(select(PhotoText.photo_id)).all() == [real]
        with pytest.raises(NoSuchPhoto):
            photo_bytes(db, folder_storage, sample, 320, "jpg")
    assert ordered.run_all() == ["media.erase"]
    assert all(key.startswith(f"photos/{real}/") for key in folder_storage.keys("photos"))
