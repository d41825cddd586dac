"""Where the bytes of photos are kept: a folder of this machine, or a bucket that speaks S3. One small class.

Keys are paths of lower-case words, e.g. `photos/k3v9.../640.webp`. Nothing is kept beside the bytes (no
content types, no attributes): a folder could not hold them, and the extension says it all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from app.media.errors import NoSuchFile, StorageUnavailable

if TYPE_CHECKING:
    from obstore.store import S3Config

TIMEOUT = timedelta(seconds=10)  # of one call over the network
_KEY = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)*(\.[a-z0-9]+)?")
_CHECK_KEY = "check/written"


class Storage:
    """Bytes by key. Built by `open_storage`; safe to share between threads."""

    def __init__(self, store: LocalStore | S3Store) -> None:
        self._store = store

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key, in place of what was there. Readers see all of it or nothing.

        Raises:
            StorageUnavailable: the store does not answer, or is full.
        """
        with _plain_errors(key):
            obstore.put(self._store, key, data)

    def get(self, key: str) -> bytes:
        """The bytes under a key.

        Raises:
            NoSuchFile: there are none.
            StorageUnavailable: the store does not answer.
        """
        with _plain_errors(key):
            return bytes(obstore.get(self._store, key).bytes())

    def exists(self, key: str) -> bool:
        """Whether there are bytes under a key."""
        try:
            with _plain_errors(key):
                obstore.head(self._store, key)
        except NoSuchFile:
            return False
        return True

    def delete(self, key: str) -> None:
        """Forget the bytes under a key. Nothing there is no error."""
        try:
            with _plain_errors(key):
                obstore.delete(self._store, key)
        except NoSuchFile:
            pass

    def keys(self, prefix: str) -> list[str]:
        """All keys below a prefix of whole path parts: `photos/a` has `photos/a/1`, not `photos/ab`."""
        with _plain_errors(prefix):
            found = [item["path"] for part in obstore.list(self._store, prefix=prefix) for item in part]
        return sorted(found)

    def delete_prefix(self, prefix: str) -> int:
        """Forget everything below a prefix of whole path parts; may run any number of times.

        Returns:
            How many files there were.
        """
        found = self.keys(prefix)
        for key in found:
            self.delete(key)
        return len(found)

    def check(self) -> None:
        """Write and read back a few bytes: for readiness.

        Raises:
            StorageUnavailable: that did not work, for want of access, room or an answer.
        """
        try:
            self.put(_CHECK_KEY, b"written")
            self.get(_CHECK_KEY)
        except NoSuchFile:
            raise StorageUnavailable from None


def open_storage(
    url: str, *, endpoint: str = "", region: str = "", access_key: str = "", secret_key: str = ""
) -> Storage:
    """The store at an address.

    Args:
        url: `file:///folder`, made if it is missing, or `s3://bucket/prefix`.
        endpoint: for S3 elsewhere than at Amazon, e.g. `http://127.0.0.1:9000`.
        region: of the bucket.
        access_key: empty: whatever the machine's own role or environment gives.
        secret_key: with `access_key`.

    Raises:
        ValueError: another kind of address.
        StorageUnavailable: the folder cannot be made.
    """
    if url.startswith("file://"):
        with _plain_errors(""):
            return Storage(LocalStore(Path(url.removeprefix("file://")), mkdir=True))
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc:
        raise ValueError(f"a storage address is file:///folder or s3://bucket/prefix, not {url!r}")
    config: S3Config = {"virtual_hosted_style_request": False}
    if endpoint:
        config["endpoint"] = endpoint
    if region:
        config["region"] = region
    if access_key:
        config["access_key_id"], config["secret_access_key"] = access_key, secret_key
    return Storage(
        S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            config=config,
            client_options={"timeout": TIMEOUT, "allow_http": endpoint.startswith("http://")},
            retry_config={"max_retries": 2, "retry_timeout": TIMEOUT},
        )
    )


@contextmanager
def _plain_errors(key: str) -> Iterator[None]:
    """Turn the library's errors into ours. A key that is no plain path is our own mistake: ValueError."""
    if key and not _KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key!r}")
    try:
        yield
    except FileNotFoundError:
        raise NoSuchFile from None
    except (BaseError, OSError) as trouble:
        raise StorageUnavailable from trouble
