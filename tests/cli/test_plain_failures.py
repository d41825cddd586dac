"""A command that cannot do its work says so in one plain line and exits with 1, never with a traceback."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
from pathlib import Path

import pytest

from app.core.db import Database
from tests.cli.conftest import Bazaar
from tests.factories.catalogue import a_group
from tests.factories.serving import settings_in


def _plain(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("bazaar: ")
    return lines[0]


def test_a_folder_that_cannot_be_made(bazaar: Bazaar, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert "file" in _plain(bazaar("migrate", "--data", str(tmp_path / "file" / "data")))


def test_a_folder_one_may_not_write_to(bazaar: Bazaar, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    if os.geteuid() == 0:
        closed = Path("/proc")  # root may write everywhere else
    _plain(bazaar("migrate", "--data", str(closed / "data")))


@pytest.mark.parametrize(
    ("name", "value"),
    [("BODY_LIMIT", "much"), ("ALLOWED_HOSTS", "not json"), ("DATABASE_URL", "nonsense")],
)
def test_a_setting_that_cannot_be(bazaar: Bazaar, name: str, value: str) -> None:
    _plain(bazaar("stats", **{f"BAZAAR_{name}": value}))


@pytest.mark.parametrize("command", [("stats",), ("check",), ("seed",), ("photos", "rebuild"), ("work",)])
def test_a_database_without_the_tables_of_this_release(bazaar: Bazaar, command: tuple[str, ...]) -> None:
    assert "bazaar migrate" in _plain(bazaar(*command))


def test_a_database_of_another_release(bazaar: Bazaar, migrated_data: Path) -> None:
    assert bazaar("stats").returncode == 0
    with sqlite3.connect(migrated_data / "bazaar.db") as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "bazaar migrate" in _plain(bazaar("stats"))


def test_a_file_that_is_no_database(bazaar: Bazaar, data: Path) -> None:
    data.mkdir()
    (data / "bazaar.db").write_bytes(b"this is no database" * 100)
    _plain(bazaar("stats"))


@pytest.mark.usefixtures("migrated_data")
def test_rates_that_are_no_text(bazaar: Bazaar, tmp_path: Path) -> None:
    (tmp_path / "rates.csv").write_bytes(b"currency,per_eur,as_of,source\n\xff\xfe\x00")
    _plain(bazaar("rates", "import", str(tmp_path / "rates.csv")))


def test_a_file_that_is_not_there(bazaar: Bazaar, tmp_path: Path) -> None:
    done = bazaar("rates", "import", str(tmp_path / "none.csv"))
    assert done.returncode != 0
    assert "none.csv" in done.stderr.replace("\n", "")
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken(bazaar: Bazaar) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        told = _plain(bazaar("serve", "--port", port))
    assert f"Port {port} is taken" in told
    assert "make run" in told
    assert "Errno" not in told


def test_an_address_that_is_not_this_machines(bazaar: Bazaar) -> None:
    told = _plain(bazaar("serve", "--host", "192.0.2.1", "--port", "8000"))
    assert "192.0.2.1" in told
    assert "Errno" not in told


@pytest.mark.usefixtures("migrated_data")
@pytest.mark.parametrize("content", ["", "currency,per_eur,as_of,source\n", "colour,taste\n"])
def test_rates_of_which_there_are_none(bazaar: Bazaar, tmp_path: Path, content: str) -> None:
    (tmp_path / "rates.csv").write_text(content)
    assert "no rate in this file" in _plain(bazaar("rates", "import", str(tmp_path / "rates.csv")))


@pytest.fixture
def groups(migrated_data: Path) -> Path:
    """The data folder with a group in it."""
    database = Database(settings_in(migrated_data).database)
    with database.writing() as db:
        a_group(db, "machakos")
    database.close()
    return migrated_data


@pytest.mark.usefixtures("groups")
@pytest.mark.parametrize(
    "nonsense",
    [("--days", "x-y"), ("--days", "4-"), ("--days", "7-3"), ("--days", "1000"), ("--to", "ZZZ"), ("--to", "KE,ZZ")],
)
def test_a_rule_of_delivery_that_says_nothing(bazaar: Bazaar, nonsense: tuple[str, str]) -> None:
    _plain(bazaar("delivery", "machakos", "sent", "--price", "5", *nonsense))
    kept = bazaar("delivery", "machakos", "sent", "--price", "5", "--days", "2-4", "--to", "ke, UG")
    assert kept.stdout.strip() == "1 rules of delivery."


def test_a_card_that_cannot_be_written_makes_no_key(bazaar: Bazaar, groups: Path) -> None:
    assert "no/such/card.svg" in _plain(bazaar("group-key", "machakos", "--card", str(groups / "no/such/card.svg")))
    assert bazaar("group-key", "machakos", "--list").stdout == ""
    done = bazaar("group-key", "machakos", "--card", str(groups / "card.svg"))
    assert done.returncode == 0
    assert "<svg" in (groups / "card.svg").read_text()
    assert len(bazaar("group-key", "machakos", "--list").stdout.splitlines()) == 1
