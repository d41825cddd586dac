"""Every statement behind a list is asked how it will be run: none may walk through a big table, on either database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.affiliates.models import Means
from app.catalog.choices import choices
from app.catalog.finding import matching
from app.catalog.listing import ProductFilter, Soon, Sort, asked_for, listed, product_list
from app.catalog.queries import published_product
from app.catalog.suggestions import suggestions
from app.core.db import Database
from bench.loading import load
from tests.factories.prepared import copy_into
from tests.factories.worlds import READER, with_reference

GOODS = 1500
BIG = {
    "product",
    "product_text",
    "variant",
    "stock",
    "posting",
    "listing",
    "term",
    "word_key",
    "product_material",
    "price_step",
}
# Along an order, ended by a LIMIT: but not where something must be true of each product, for then it may be of none.
ORDERED = re.compile(r"SCAN listing USING (COVERING )?INDEX|SCAN listing$")

LISTS = {
    "everything": ProductFilter(),
    "a region": ProductFilter(region="africa"),
    "a country": ProductFilter(country="KE"),
    "a craft": ProductFilter(craft="basketry"),
    "a material": ProductFilter(material="sisal"),
    "ready": ProductFilter(ready=Soon.NOW),
    "paid by": ProductFilter(rail=Means.BANK_TRANSFER),
    "wholesale": ProductFilter(wholesale=True),
    "a price": ProductFilter(rank_min=20_000, rank_max=50_000),
    "several": ProductFilter(region="africa", craft="basketry", ready=Soon.MADE, rank_max=90_000),
    "a word": ProductFilter(q="basket"),
    "words and filters": ProductFilter(q="blue baskit", region="asia", rank_min=1000),
    "a beginning": ProductFilter(q="bask"),
    "nonsense": ProductFilter(q="qzxwvk"),
}
APART = ProductFilter(country="KE", craft="chikan")  # common each, and no product is both


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def many(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """So many goods that a plan tells, with the statistics a planner wants."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('many') / 'bazaar.db'}"
    else:
        url = request.getfixturevalue("module_postgres_url")
    database = Database(url)
    copy_into(database, f"goods{GOODS}", _fill)  # for each process that has some of these tests
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    yield database
    database.close()


def _fill(database: Database) -> None:
    load(with_reference(database), GOODS)


def walked(database: Database, db: Session, doing: Any) -> list[str]:
    """What is walked through from end to end by the statements that `doing` sends."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    doing()
    event.remove(database.engine, "before_cursor_execute", note)
    assert sent
    plan = _of_sqlite if database.is_sqlite else _of_postgres
    return [f"{step}: {statement}" for statement, parameters in sent for step in plan(db, statement, parameters)]


def _of_sqlite(db: Session, statement: str, parameters: Any) -> list[str]:
    steps = db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    scans = [row[3] for row in steps if row[3].startswith("SCAN ")]
    ends = "LIMIT" in statement and "EXISTS" not in statement
    return [scan for scan in scans if scan.split()[1] in BIG and not (ends and ORDERED.match(scan))]


def _of_postgres(db: Session, statement: str, parameters: Any) -> list[str]:
    row = db.connection().exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    plan = row if isinstance(row, list) else json.loads(row)
    found: list[str] = []

    def look(node: dict[str, Any]) -> None:
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in BIG:
            found.append(f"Seq Scan on {node['Relation Name']}")
        for below in node.get("Plans", []):
            look(below)

    look(plan[0]["Plan"])
    return found


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("name", LISTS)
def test_a_list_and_its_count_walk_through_no_big_table(many: Database, name: str, sort: Sort) -> None:
    wanted = LISTS[name]
    with many.reading() as db:
        if not many.is_sqlite:  # small tables are read whole because they are small: ask for the other ways
            db.execute(text("SET LOCAL enable_seqscan = off"))

        def doing() -> None:
            question = asked_for(db, wanted).question
            page = listed(db, question, sort=sort, limit=5)
            if page.after:
                listed(db, question, sort=sort, limit=5, after=page.after)
            matching.count(db, question)
            product_list(db, wanted, reader=READER, sort=sort, limit=5)

        assert walked(many, db, doing) == []


@pytest.mark.parametrize("name", LISTS)
def test_the_choices_beside_a_list_walk_through_no_big_table(many: Database, name: str) -> None:
    with many.reading() as db:
        if not many.is_sqlite:
            db.execute(text("SET LOCAL enable_seqscan = off"))
        assert walked(many, db, lambda: choices(db, LISTS[name], reader=READER)) == []


def test_a_product_and_suggestions_walk_through_no_big_table(many: Database) -> None:
    with many.reading() as db:
        if not many.is_sqlite:
            db.execute(text("SET LOCAL enable_seqscan = off"))
        slug = product_list(db, ProductFilter(), reader=READER, limit=1).items[0].slug
        assert walked(many, db, lambda: published_product(db, slug, reader=READER)) == []
        assert walked(many, db, lambda: suggestions(db, "bas", reader=READER)) == []


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.PRICE])
def test_common_things_that_no_product_has_together_are_not_looked_for_in_all_products(
    many: Database, monkeypatch: pytest.MonkeyPatch, sort: Sort
) -> None:
    monkeypatch.setattr(matching, "FEW", 5)
    monkeypatch.setattr(matching, "STEPS", 20)
    if not many.is_sqlite:
        pytest.skip("only SQLite tells how many steps it took")
    with many.reading() as db:
        asked = [asked_for(db, wanted).question for wanted in (APART, APART.without("craft"), APART.without("country"))]
        assert all(unit.listed > matching.FEW for question in asked for unit in question.units)
        alone = min(unit.listed for unit in asked[0].units)
        steps = steps_of(db, lambda: listed(db, asked[0], sort=sort, limit=5))
        everything = steps_of(db, lambda: db.scalar(text("SELECT count(*) FROM listing WHERE price_rank <> 1")))
    assert alone < GOODS / 4
    assert steps < everything


def steps_of(db: Session, doing: Any) -> int:
    """How many instructions SQLite needs for the statements that `doing` sends."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection: Any = db.connection().connection.driver_connection
    connection.set_progress_handler(count, 1)
    doing()
    connection.set_progress_handler(None, 0)
    return steps


def test_the_page_by_price_is_the_same_whichever_way_it_is_found(
    many: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pages(few: int, steps: int) -> list[list[int]]:
        monkeypatch.setattr(matching, "FEW", few)
        monkeypatch.setattr(matching, "STEPS", steps)
        found, after = [], None
        with many.reading() as db:
            for wanted in (LISTS["a country"], LISTS["several"], APART, LISTS["words and filters"]):
                question = asked_for(db, wanted).question
                for _page in range(4):
                    page = listed(db, question, sort=Sort.PRICE, limit=7, after=after)
                    found.append(page.stamps)
                    if page.before:
                        back = listed(db, question, sort=Sort.PRICE, limit=7, before=page.before)
                        assert back.stamps == found[-2]
                    after = page.after
                    if after is None:
                        break
                after = None
        return found

    plain = pages(GOODS, GOODS)
    assert [pages(0, steps) for steps in (1, 10, 200, 10 * GOODS)] == [plain] * 4
    assert any(plain)
