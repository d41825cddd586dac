"""What every store must do, whatever it is built on. Each store's own test file runs these."""

from __future__ import annotations

import pytest

from app.media.errors import NoSuchFile
from app.media.storage import Storage


class StorageRules:
    """Tests over a fixture `storage`, which the subclass provides."""

    def test_what_was_put_comes_back(self, storage: Storage) -> None:
        data = bytes(range(256)) * 500
        storage.put("photos/abc/640.webp", data)
        assert storage.get("photos/abc/640.webp") == data
        assert storage.exists("photos/abc/640.webp")

    def test_a_second_put_replaces_the_first(self, storage: Storage) -> None:
        storage.put("photos/abc/original", b"one")
        storage.put("photos/abc/original", b"two")
        assert storage.get("photos/abc/original") == b"two"

    def test_a_missing_key_is_said_to_be_missing(self, storage: Storage) -> None:
        assert not storage.exists("photos/abc/original")
        with pytest.raises(NoSuchFile):
            storage.get("photos/abc/original")

    def test_deleting_twice_is_no_error(self, storage: Storage) -> None:
        storage.put("photos/abc/original", b"one")
        storage.delete("photos/abc/original")
        storage.delete("photos/abc/original")
        assert not storage.exists("photos/abc/original")

    def test_a_prefix_is_deleted_whole_and_nothing_beside_it(self, storage: Storage) -> None:
        for key in ("photos/abc/original", "photos/abc/320.jpg", "photos/abcd/original"):
            storage.put(key, b"x")
        assert storage.delete_prefix("photos/abc") == 2
        assert storage.delete_prefix("photos/abc") == 0
        assert storage.keys("photos") == ["photos/abcd/original"]

    @pytest.mark.parametrize("key", ["../secret", "/etc/passwd", "a//b", "a/../b", "A b", "a/.hidden", "a\0b"])
    def test_a_key_that_is_no_plain_path_is_our_mistake(self, storage: Storage, key: str) -> None:
        with pytest.raises(ValueError, match="not a storage key"):
            storage.put(key, b"x")

    def test_a_working_store_is_ready(self, storage: Storage) -> None:
        storage.check()
