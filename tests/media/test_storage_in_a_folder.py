"""The store keeps its promises in a folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.media.errors import StorageUnavailable
from app.media.storage import Storage, open_storage
from tests.media.storage_rules import StorageRules


class TestFolder(StorageRules):
    @pytest.fixture
    def storage(self, folder_storage: Storage) -> Storage:
        return folder_storage


def test_a_folder_that_cannot_be_written_is_not_ready(tmp_path: Path) -> None:
    storage = open_storage(f"file://{tmp_path / 'media'}")
    shutil.rmtree(tmp_path / "media")
    (tmp_path / "media").write_text("in the way")
    with pytest.raises(StorageUnavailable):
        storage.check()


def test_another_kind_of_address_is_refused() -> None:
    with pytest.raises(ValueError, match="ftp://host"):
        open_storage("ftp://host/folder")
