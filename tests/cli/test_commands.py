"""Every command does what its help says, tells what it did, and does nothing twice."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Bazaar
from tests.factories.real_shop import real_shop

COMMANDS = ["serve", "work", "migrate", "seed", "check", "stats"]


def test_help_names_every_command(program: Bazaar) -> None:
    told = program("--help").stdout
    for command in (*COMMANDS, "rates", "photos"):
        assert re.search(rf"\b{command}\b", told)


@pytest.mark.parametrize("command", [("serve",), ("seed",), ("rates", "import"), ("photos", "rebuild")])
def test_every_command_explains_itself(bazaar: Bazaar, command: tuple[str, ...]) -> None:
    done = bazaar(*command, "--help")
    assert done.returncode == 0
    assert "--data" in done.stdout


def test_the_life_of_a_database(bazaar: Bazaar, data: Path, tmp_path: Path) -> None:
    """One after the other, because each needs what the one before it made."""
    first = bazaar("migrate")
    assert (first.returncode, first.stderr) == (0, "")
    assert "creating" in first.stdout
    again = bazaar("migrate")
    assert (again.returncode, again.stdout.strip()) == (0, "The database is at this release.")

    empty = bazaar("stats")
    assert re.search(r"products +0\b", empty.stdout)
    assert re.search(r"jobs +0 queued, 0 running, 0 failed", empty.stdout)
    assert bazaar("check").stdout.strip() == "Everything agrees."

    good = tmp_path / "rates.csv"
    good.write_text("currency,per_eur,as_of,source\nKES,151.5,2026-11-19,test\nUSD,1.1,2026-11-19,test\n")
    read = bazaar("rates", "import", str(good))
    assert (read.returncode, read.stderr) == (0, "")
    assert "2 rates read" in read.stdout
    assert _rows(data, "SELECT per_eur FROM rate WHERE currency = 'KES' AND as_of = '2026-11-19'") == [(151.5,)]

    bad = tmp_path / "bad.csv"
    bad.write_text("currency,per_eur,as_of,source\nUSD,1.2,2026-11-17,test\nKES,many,2026-11-17,test\n")
    refused = bazaar("rates", "import", str(bad))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "Line 3" in refused.stderr
    assert _rows(data, "SELECT count(*) FROM rate WHERE as_of = '2026-11-17'") == [(0,)]  # not even the good line

    rebuilt = bazaar("photos", "rebuild")
    assert rebuilt.returncode == 0
    assert "The sizes of 0 photographs are ordered" in rebuilt.stdout

    cleared = bazaar("seed", "--clear")
    assert cleared.returncode == 0
    assert "The sample catalogue is gone" in cleared.stdout


def test_check_finds_what_does_not_agree(bazaar: Bazaar, data: Path) -> None:
    with real_shop(data) as (_client, _database):
        pass
    assert bazaar("check").returncode == 0
    with sqlite3.connect(data / "bazaar.db") as db:
        db.execute("UPDATE product SET price_rank = price_rank + 5")
    done = bazaar("check")
    assert done.returncode == 1
    assert "wrong:" in done.stderr
    assert "Traceback" not in done.stderr


def _rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(data / "bazaar.db") as db:
        return db.execute(query).fetchall()
