"""The verbs of photos: add, cut to sizes, withdraw, remove the samples. None commits a caller's transaction.

Bytes and rows cannot change in one transaction. The order is always such that a row never promises bytes that
are not there: bytes are stored before their row is written, and a file left behind by a rollback is only
litter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import Database
from app.core.jobs import enqueue
from app.core.revision import raise_revision
from app.core.texts import Words
from app.media import workshop
from app.media.errors import NoSuchFile, StorageUnavailable
from app.media.models import Photo, PhotoText, Ready, new_photo_id
from app.media.sizes import EXTENSIONS, FIRST_FORMATS, Accepted, Format, widths_for
from app.media.storage import Storage


def folder(photo_id: str) -> str:
    """The prefix under which all files of a photo are stored."""
    return f"photos/{photo_id}"


def original_key(photo_id: str) -> str:
    """Where a photo's master is stored."""
    return f"{folder(photo_id)}/original"


def size_key(photo_id: str, width: int, extension: str) -> str:
    """Where one size of a photo is stored."""
    return f"{folder(photo_id)}/{width}.{extension}"


def add_photo(
    db: Session,
    storage: Storage,
    data: bytes | Accepted,
    *,
    sample: bool = False,
    seed_id: str | None = None,
    texts: Iterable[Words] = (),
) -> Photo:
    """Take a photograph in and order its sizes.

    Cleaning takes half a second, and comes before the first statement: call this first in a transaction, or
    hand over what `workshop.clean` made before the transaction began, so that no lock is held meanwhile.

    Args:
        data: the file as it was sent, or the cleaned photo.
        sample: belongs to the sample catalogue, and goes with it.
        seed_id: a sample photo's stable name.
        texts: what the photo shows, one for each language; cut at 300 characters.

    Raises:
        PictureRefused: the file does not become a photo.
        StorageUnavailable: the master could not be stored.
    """
    cleaned = data if isinstance(data, Accepted) else workshop.clean(data)
    photo = _row(cleaned, sample=sample, seed_id=seed_id)
    storage.put(original_key(photo.id), cleaned.master)
    db.add(photo)
    db.flush()
    db.add_all(
        PhotoText(photo_id=photo.id, lang=words.lang, standing=words.standing, alt=words.text[:300]) for words in texts
    )
    db.flush()
    enqueue(db, "media.make_sizes", photo_id=photo.id)
    return photo


def make_sizes(database: Database, storage: Storage, photo_id: str, formats: Sequence[Format]) -> bool:
    """Cut a photo to all its widths and store them. May run twice; holds no transaction while it works.

    Args:
        database: both its doors are used, one after the other.
        formats: `FIRST_FORMATS`, or `LATER_FORMATS` once those are made.

    Returns:
        Whether the photo has these sizes now; False when it is unknown or withdrawn, before or meanwhile.

    Raises:
        NoSuchFile: the store has lost the master of a photo that is not withdrawn.
        StorageUnavailable: the store does not answer.
    """
    with database.reading() as db:
        photo = db.get(Photo, photo_id)
    if photo is None or photo.withdrawn_at is not None:
        return False
    try:
        master = storage.get(original_key(photo_id))
    except NoSuchFile:
        if _mark_ready(database, photo_id, Ready.ORIGINAL):
            raise
        return False
    for (width, format_), file in workshop.render(master, formats, widths_for(photo.width)).items():
        storage.put(size_key(photo_id, width, EXTENSIONS[format_]), file)
    if _mark_ready(database, photo_id, Ready.FIRST if set(formats) <= set(FIRST_FORMATS) else Ready.ALL):
        return True
    storage.delete_prefix(folder(photo_id))  # withdrawn while the sizes were made
    return False


def withdraw(db: Session, storage: Storage, photo: Photo) -> None:
    """Take a photo away for good: its bytes are deleted, its address answers that it is gone. May run twice.

    The bytes go at once, even though the caller could still roll back: whoever withdraws a photo wants it
    gone. They are looked for again by a job after the commit, for a size that was just being made, or a store
    that did not answer.
    """
    if photo.withdrawn_at is None:
        photo.withdrawn_at = now()
    photo.ready = int(Ready.ORIGINAL)
    raise_revision(db)
    with suppress(StorageUnavailable):
        storage.delete_prefix(folder(photo.id))
    db.flush()
    enqueue(db, "media.erase", photo_id=photo.id)


def remove_sample_photos(db: Session, *, keep: Collection[str] = ()) -> list[str]:
    """Delete photos of the sample catalogue: rows and words now, bytes by a job after the commit.

    Whatever shows them must be gone before.

    Args:
        keep: ids of those that stay.

    Returns:
        Ids of those that went.
    """
    found = db.scalars(select(Photo.id).where(Photo.sample, Photo.id.not_in(keep))).all()
    db.execute(delete(PhotoText).where(PhotoText.photo_id.in_(found)))
    db.execute(delete(Photo).where(Photo.id.in_(found)))
    for photo_id in found:
        enqueue(db, "media.erase", photo_id=photo_id)
    raise_revision(db)
    return list(found)


def erase(storage: Storage, photo_ids: Iterable[str]) -> None:
    """Delete the bytes of photos whose rows are gone; what the store does not do now, the job does later."""
    for photo_id in photo_ids:
        with suppress(StorageUnavailable):
            storage.delete_prefix(folder(photo_id))


def _row(cleaned: Accepted, *, sample: bool, seed_id: str | None) -> Photo:
    return Photo(
        id=new_photo_id(),
        digest=hashlib.sha256(cleaned.master).hexdigest(),
        width=cleaned.width,
        height=cleaned.height,
        colour=cleaned.colour,
        sample=sample,
        seed_id=seed_id,
    )


def _mark_ready(database: Database, photo_id: str, ready: Ready) -> bool:
    """Write down what is made; False when the photo is not to be had any more."""
    with database.writing() as db:
        photo = db.get(Photo, photo_id, with_for_update=True)
        if photo is None or photo.withdrawn_at is not None:
            return False
        if photo.ready < int(ready):
            photo.ready = int(ready)
            raise_revision(db)  # pages offer the new formats from now on
        return True
