"""I8: no job is stuck unseen. `bazaar check` tells of one that nobody works off."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

import pytest

from app.core.jobs import Ticket, client, enqueue, options
from app.core.mail import WAITS
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


def test_a_letter_that_is_tried_again_tomorrow_is_no_fault(bazaar: Bazaar, data: Path) -> None:
    database = migrated(settings_in(data))
    letter = Ticket("a", "mail.send", {"letter_id": str(uuid4())}, tried=len(WAITS) - 1)
    client(database.writing_engine).enqueue(options(letter, wait=WAITS[-1]), asdict(letter))
    database.close()
    two_hours = "created_at = created_at - 7200000, delay_until_epoch_ms = delay_until_epoch_ms - 7200000"
    with sqlite3.connect(data / "bazaar.db") as raw:
        raw.execute(f"UPDATE workflow_status SET {two_hours}")
    assert bazaar("check").returncode == 0
