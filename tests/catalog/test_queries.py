"""Questions as people type them: who asks finds what is meant. Among ten thousand other goods: `tests/proofs`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.core.db import Database
from app.settings import Settings
from bench.loading import load
from tests.catalog.queried import CORPUS, LEAST, missed, pages_of_nonsense

SOME = 500


@pytest.fixture(scope="module", params=[0, SOME], ids=["the sample", "the sample among 500 other goods"])
def asked(
    request: pytest.FixtureRequest, sample: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    path = among(sample.data / "bazaar.db", tmp_path_factory.mktemp("queries") / "bazaar.db", request.param)
    database = Database(f"sqlite:///{path}")
    with database.reading() as db:
        yield db
    database.close()


def among(sample: Path, copy: Path, others: int) -> Path:
    """The sample in a file of its own with so many made-up goods beside it."""
    with sqlite3.connect(sample) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    database = Database(f"sqlite:///{copy}")
    if others:
        load(database, others)
    database.close()
    return copy


def test_the_corpus_is_as_large_as_was_asked_for() -> None:
    kinds = {query["kind"] for query in CORPUS["queries"]}
    assert len(CORPUS["queries"]) >= 150
    assert len(CORPUS["nonsense"]) >= 40
    assert kinds >= {"right", "misspelled", "partial", "mixed", "two", "craft"}


def test_of_a_hundred_questions_ninety_five_find_what_is_meant_among_the_first(asked: Session) -> None:
    lost = missed(asked)
    assert len(lost) <= (1 - LEAST) * len(CORPUS["queries"]), lost


def test_no_nonsense_fills_a_page(asked: Session) -> None:
    assert pages_of_nonsense(asked) == []
