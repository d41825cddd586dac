"""Writers of a SQLite file come to their turn, those too that have waited long."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import text

from app.core.db import Database

WRITERS, SECONDS, HELD, MOST = 6, 5.0, 0.02, 3.0


def test_a_writer_that_waits_is_not_overtaken_again_and_again(tmp_path: Path) -> None:
    """The file's own waiting looks ever less often, and who came later was served first: some never were."""
    address = f"sqlite:///{tmp_path / 'bazaar.db'}"
    with Database(address).writing() as db:
        db.execute(text("CREATE TABLE done (writer INTEGER)"))
    until = time.monotonic() + SECONDS

    def write(number: int) -> float:
        database, longest = Database(address), 0.0
        while time.monotonic() < until:
            began = time.monotonic()
            with database.writing() as db:
                db.execute(text("INSERT INTO done VALUES (:number)"), {"number": number})
                longest = max(longest, time.monotonic() - began)
                time.sleep(HELD)
        database.close()
        return longest

    with ThreadPoolExecutor(WRITERS) as hands:
        waits = list(hands.map(write, range(WRITERS)))
    assert max(waits) < MOST, waits
