"""A job is part of the caller's transaction."""

from __future__ import annotations

import pytest

from app.core import jobs
from app.core.db import Database


def test_a_rollback_leaves_no_job(job_database: Database) -> None:
    with pytest.raises(ZeroDivisionError), job_database.writing() as db:
        jobs.enqueue(db, "test.anything", thing="a")
        raise ZeroDivisionError
    assert jobs.health(job_database) == jobs.JobHealth(0, 0, 0, None)


def test_a_job_is_queued_from_the_commit_on(job_database: Database) -> None:
    with job_database.writing() as db:
        jobs.enqueue(db, "test.anything", thing="a")
        if not job_database.is_sqlite:
            assert jobs.health(job_database).queued == 0
    assert jobs.health(job_database).queued == 1


def test_what_is_not_json_is_refused_at_once(job_database: Database) -> None:
    with pytest.raises(TypeError), job_database.writing() as db:
        jobs.enqueue(db, "test.anything", thing=object())
    assert jobs.health(job_database).queued == 0
