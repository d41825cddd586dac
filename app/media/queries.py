"""Reads of photos, for the route that serves them and the seed that must not add one twice."""

from __future__ import annotations

import threading

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.media import workshop
from app.media.errors import Gone, NoSuchFile, NoSuchPhoto, PictureRefused, StorageUnavailable
from app.media.models import Photo
from app.media.service import folder, original_key, size_key
from app.media.sizes import MEDIA_TYPES, widths_for
from app.media.storage import Storage

_one_at_a_time = threading.Lock()  # a page whose sizes are not made yet must not start a child for each of them


def is_shown(db: Session, photo_id: str) -> bool:
    """Whether a photo is there and not withdrawn."""
    return db.scalar(select(Photo.id).where(Photo.id == photo_id, Photo.withdrawn_at.is_(None))) is not None


def photo_bytes(db: Session, storage: Storage, photo_id: str, width: int, ext: str) -> bytes:
    """The finished file of one size of a photo.

    A JPEG size whose job has not run yet is made now and kept. WebP and AVIF are not: pages list them only
    when they are ready (`sizes.ready_formats`).

    Args:
        db: of `Database.reading()`; its transaction is ended before a size is made.
        width: one of `sizes.widths_for` the photo.
        ext: jpg, webp or avif.

    Raises:
        NoSuchPhoto: there is no such photo, or it is not offered in that size.
        Gone: it was withdrawn.
        StorageUnavailable: the store does not answer, or has damaged the master.
    """
    own_width = _standing_width(db, photo_id)
    if ext not in MEDIA_TYPES or width not in widths_for(own_width):
        raise NoSuchPhoto
    db.rollback()
    key = size_key(photo_id, width, ext)
    try:
        return storage.get(key)
    except NoSuchFile:
        if ext != "jpg":
            raise NoSuchPhoto from None
    with _one_at_a_time:
        try:
            return storage.get(key)  # somebody else may have made it while we waited
        except NoSuchFile:
            made = _made_now(storage, photo_id, width)
            storage.put(key, made)
    try:
        _standing_width(db, photo_id)
    except (Gone, NoSuchPhoto):  # while we were at it
        storage.delete_prefix(folder(photo_id))
        raise
    return made


def _standing_width(db: Session, photo_id: str) -> int:
    """The master's width of a photo that is there and not withdrawn."""
    row = db.execute(select(Photo.width, Photo.withdrawn_at).where(Photo.id == photo_id)).one_or_none()
    if row is None:
        raise NoSuchPhoto
    if row.withdrawn_at is not None:
        raise Gone
    width: int = row.width
    return width


def _made_now(storage: Storage, photo_id: str, width: int) -> bytes:
    try:
        master = storage.get(original_key(photo_id))
    except NoSuchFile:
        raise NoSuchPhoto from None
    try:
        return workshop.render(master, ["jpeg"], [width])[width, "jpeg"]
    except PictureRefused as damaged:  # it was accepted once, so this is no fault of whoever sent it
        raise StorageUnavailable from damaged
