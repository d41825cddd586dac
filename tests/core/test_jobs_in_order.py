"""Patient jobs wait until nothing else does: money and letters do not stand behind pictures."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from app.core import jobs
from app.core.db import Database
from app.core.jobs import JobContext, job

pytestmark = pytest.mark.waits

did: list[str] = []


@job("test.picture", patient=True)
def picture(ctx: JobContext) -> None:
    did.append("picture")


@job("test.letter")
def letter(ctx: JobContext) -> None:
    did.append("letter")


def test_a_letter_overtakes_the_pictures_that_were_there_before_it(
    job_database: Database, working: Callable[[], AbstractContextManager[None]]
) -> None:
    did.clear()
    with job_database.writing() as db:
        for _picture in range(3):
            jobs.enqueue(db, "test.picture")
        jobs.enqueue(db, "test.letter")
    with working():
        jobs.wait_until_idle(job_database, timeout=20)
    assert did == ["letter", "picture", "picture", "picture"]
