"""A letter for each cause, once; a file without a mail server, SMTP with one; never a header of a stranger."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select

from app.core import job_runner
from app.core.db import Database
from app.core.jobs import JobContext
from app.core.mail import Letter, Mailer, Outbox, Smtp, Words, post, send
from tests.factories.worlds import with_a_world

WORDS = Words(
    "Order B7K3Q9: new", ("A <new> order waits.", "Total: 3,500"), "https://bazaar.example.org/o/B7K3Q9", "ur"
)


class Box:
    """A mail server's inbox."""

    def __init__(self) -> None:
        self.got: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # aiosmtpd's name
        self.got.append(envelope.content)
        return "250 OK"


@pytest.fixture
def server() -> Iterator[tuple[Box, str]]:
    box = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def letters(any_database: Database) -> Database:
    with_a_world(any_database)
    job_runner.prepare(any_database)
    return any_database


def written(database: Database, words: Words = WORDS, *, times: int = 1) -> str:
    with database.writing() as db:
        for _again in range(times):
            post(db, "B7K3Q9-1-group", to="rose@example.org", words=words)
        return str(db.scalars(select(Letter.id)).one())


def context(database: Database, mailer: Mailer) -> JobContext:
    return JobContext(database, None, mailer=mailer, sender="bazaar@example.org")


def test_a_letter_for_one_cause_is_written_and_sent_once(letters: Database, tmp_path: Path) -> None:
    id_ = written(letters, times=3)
    for _again in range(2):
        send(context(letters, Outbox(tmp_path)), id_)
    (file,) = tmp_path.glob("*.eml")
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert message["To"] == "rose@example.org"
    assert message.get_body(("plain",)).get_content().startswith("A <new> order waits.")  # type: ignore[union-attr]
    html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert 'dir="rtl"' in html
    assert "A &lt;new&gt; order" in html


def test_a_mail_server_gets_it_with_an_identity_that_stays(letters: Database, server: tuple[Box, str]) -> None:
    box, url = server
    id_ = written(letters)
    send(context(letters, Smtp(url)), id_)
    with letters.writing() as db:
        db.scalars(select(Letter)).one().sent_at = None  # it died before it could write down that it was sent
    send(context(letters, Smtp(url)), id_)
    first, second = (message_from_bytes(raw, policy=default) for raw in box.got)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["From"] == "bazaar@example.org"


def test_a_line_break_makes_no_header(letters: Database, tmp_path: Path) -> None:
    words = Words("Hello\r\nBcc: all@example.org", ("x",), "https://example.org", "en")
    send(context(letters, Outbox(tmp_path)), written(letters, words))
    (file,) = tmp_path.glob("*.eml")
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: all@example.org"


def test_a_letter_that_cannot_be_sent_stays_unsent(letters: Database) -> None:
    id_ = written(letters)
    with pytest.raises(OSError, match="refused"):
        send(context(letters, Smtp("smtp://127.0.0.1:9")), id_)
    with letters.reading() as db:
        assert db.scalar(select(func.count()).where(Letter.sent_at.is_not(None))) == 0
