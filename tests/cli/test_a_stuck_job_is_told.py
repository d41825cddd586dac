"""I8: no job is stuck unseen. `bazaar check` tells of one that nobody works off."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from uuid import uuid4

import pytest

from app.core.jobs import enqueue
from tests.cli.conftest import Bazaar
from tests.factories.serving import migrated, settings_in

pytestmark = pytest.mark.waits


def test_a_job_that_waits_for_hours_is_told(bazaar: Bazaar, data: Path) -> None:
    database = migrated(settings_in(data))
    with database.writing() as db:
        enqueue(db, "payments.look", event=str(uuid4()))
    database.close()
    assert bazaar("check").returncode == 0
    with sqlite3.connect(data / "bazaar.db") as raw:
        raw.execute("UPDATE workflow_status SET created_at = created_at - 7200000")
    done = bazaar("check")
    assert done.returncode == 1
    assert re.search(r"I8 a job has waited for 12\d minutes", done.stderr)  # the command itself takes a while
