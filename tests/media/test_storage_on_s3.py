"""The store keeps the same promises on S3, spoken over HTTP."""

from __future__ import annotations

import pytest

from app.media.errors import StorageUnavailable
from app.media.storage import Storage
from tests.media.conftest import open_bucket
from tests.media.storage_rules import StorageRules


class TestS3(StorageRules):
    @pytest.fixture
    def storage(self, s3_storage: Storage) -> Storage:
        return s3_storage


def test_a_missing_bucket_is_not_ready(s3_endpoint: str) -> None:
    with pytest.raises(StorageUnavailable):
        open_bucket(s3_endpoint, "s3://no-such-bucket").check()


def test_a_server_that_does_not_answer_is_not_ready() -> None:
    with pytest.raises(StorageUnavailable):
        open_bucket("http://127.0.0.1:9", "s3://photos").check()
