"""Placing is compared with its own writes, and nothing that went wrong passes for a figure."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.core.db import Database
from bench.buyers import hidden
from bench.ordering import recorded, send
from bench.report import markdown
from bench.verdicts import Verdict, all_rows

ABOUT = {"measured_on": "2026-11-27", "revision": "abc", "processor": "two", "python": "3"}


def some_orders(*, slowest: float = 100, wrong: tuple[str, ...] = (), oversold: int = 0) -> dict[str, Any]:
    placing = {"rounds": [{"ours": 10.0, "bare": 3.0, "writes": 14}], "oversold": oversold}
    told = {"p50": 20.0, "p99": 40.0, "slowest": slowest, "placed": 9, "cpu": 5.0, "wrong": {}}
    buying = {"buyers": 8, "rounds": [{**told, "lists": {"right": 7, "wrong": {}}}]}
    return {"orders": {"goods": 10, "placing": placing, "buying": buying, "wrong": list(wrong), "about": ABOUT}}


def verdicts(section: dict[str, Any]) -> list[Verdict]:
    return [row.verdict for row in all_rows(section)]


def test_orders_are_judged_by_ratio_and_by_time() -> None:
    assert verdicts(some_orders()) == [Verdict.GOAL_MISSED, Verdict.OK, Verdict.OK]
    assert verdicts(some_orders(slowest=501))[2] is Verdict.MUST_MISSED


def test_what_was_oversold_is_no_figure() -> None:
    assert set(verdicts(some_orders(wrong=("I1 kiondo",)))) == {Verdict.WRONG_ANSWERS}
    assert verdicts(some_orders(oversold=1))[0] is Verdict.WRONG_ANSWERS


def test_the_page_tells_of_orders() -> None:
    page = markdown({"sections": some_orders(wrong=("I1 kiondo",))})
    assert "| 1 | 10 | 3 | 14 |" in page
    assert "- I1 kiondo" in page


def test_writes_are_kept_by_transaction_and_sent_again_bare(database: Database, tmp_path: Path) -> None:
    bare = sqlite3.connect(tmp_path / "bare.db", isolation_level=None)
    with database.writing() as db:
        db.execute(text("CREATE TABLE thing (id INTEGER, name TEXT)"))
    bare.execute("CREATE TABLE thing (id INTEGER, name TEXT)")
    with recorded(database) as writes:
        for number in range(2):
            with database.writing() as db:
                db.execute(text("INSERT INTO thing VALUES (:id, :name)"), {"id": number, "name": "a"})
                db.execute(text("SELECT name FROM thing"))
                db.execute(text("UPDATE thing SET name = 'b' WHERE id = :id"), {"id": number})
    assert [len(transaction) for transaction in writes] == [2, 2]
    for transaction in writes:
        send(bare, transaction)
    assert bare.execute("SELECT id, name FROM thing ORDER BY id").fetchall() == [(0, "b"), (1, "b")]
    bare.close()


def test_a_visitor_sends_what_the_page_hides() -> None:
    page = '<input type="hidden" name="seen.order" value="a&amp;b"><input type="radio" name="d" value="sent" checked>'
    assert hidden(page) == {"seen.order": "a&b", "d": "sent"}
