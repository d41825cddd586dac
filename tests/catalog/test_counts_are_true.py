"""Whatever is put, sold, moved or withdrawn, in whatever order: every count is what counting by hand gives."""

from __future__ import annotations

from collections import Counter
from itertools import product as pairs_of
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.models import Group
from app.catalog.checks import findings
from app.catalog.choices import choices
from app.catalog.finding import matching
from app.catalog.listing import ProductFilter, Soon, product_count
from app.catalog.models import Product, StockKind, Variant
from app.catalog.service import count_pieces, group_changed, publish, set_available, withdraw, withdraw_group
from app.core.clock import now
from app.core.closing import settle
from app.core.db import Database
from tests.factories.catalogue import a_group, a_product
from tests.factories.worlds import READER, undone

GROUPS = (("machakos", "KE"), ("kampala", "UG"), ("kakori", "IN"))
REGION = {"KE": "africa", "UG": "africa", "IN": "south-asia"}
CRAFTS = ("basketry", "coiled-basketry", "felt")
ABOVE = {"coiled-basketry": "basketry"}
FEW = settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

steps = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 5), st.integers(0, 2), st.sampled_from(CRAFTS)),
    st.tuples(st.just("count"), st.integers(0, 5), st.integers(0, 2), st.none()),
    st.tuples(st.just("pause"), st.integers(0, 5), st.integers(0, 1), st.none()),
    st.tuples(st.just("withdraw"), st.integers(0, 5), st.just(0), st.none()),
    st.tuples(st.just("publish"), st.integers(0, 5), st.just(0), st.none()),
    st.tuples(st.just("group leaves"), st.just(0), st.integers(0, 2), st.none()),
    st.tuples(st.just("group returns"), st.just(0), st.integers(0, 2), st.none()),
)


def act(db: Session, step: tuple[str, int, int, str | None]) -> None:
    """One thing that happens; what it happens to may not be there, and then nothing does."""
    what, number, value, craft = step
    found = db.scalar(select(Product).where(Product.slug == f"thing-{number}"))
    variant = db.scalar(select(Variant).where(Variant.product_id == found.id)) if found else None
    group = db.scalars(select(Group).where(Group.slug == GROUPS[value % len(GROUPS)][0])).one()
    if what == "put":
        kind = {"kind": StockKind.COUNTED}
        facts = {"id": found.id} if found else {}
        a_product(db, group, f"thing-{number}", craft=craft or "felt", on_hand=1, variant=kind, **facts)
    elif what == "group leaves":
        withdraw_group(db, group)
    elif what == "group returns":
        group.withdrawn_at = None
        group_changed(db, group)
    elif found and variant:
        match what:
            case "count":
                count_pieces(db, variant, on_hand=value)
            case "pause":
                set_available(db, variant, available=bool(value))
            case "withdraw":
                withdraw(db, found)
            case "publish":
                publish(db, found)


def seen(db: Session) -> list[dict[str, Any]]:
    """The public products, looked at one by one."""
    rows = db.execute(
        select(Product, Group, Variant)
        .join(Group, Group.id == Product.group_id)
        .join(Variant, Variant.product_id == Product.id)
        .where(Product.withdrawn_at.is_(None), Group.withdrawn_at.is_(None), Product.published_at <= now())
    )
    return [
        {
            "region": REGION[group.country_code],
            "country": group.country_code,
            "group": group.slug,
            "craft": product.craft_slug,
        }
        for product, group, _variant in rows
    ]


def fits(one: dict[str, Any], field: str, value: str) -> bool:
    return value in (one[field], ABOVE.get(one[field]) if field == "craft" else None)


@FEW
@given(st.lists(steps, min_size=3, max_size=14))
def test_every_count_is_what_looking_at_every_product_gives(still_world: Database, happenings: list[Any]) -> None:
    with undone(still_world) as db:
        for slug, country in GROUPS:
            a_group(db, slug, country=country)
        for step in happenings:
            act(db, step)
            db.flush()
        settle(db)
        assert findings(db) == []
        there = seen(db)
        assert product_count(db, ProductFilter()).number == len(there)
        values = {
            "region": set(REGION.values()),
            "country": set(REGION),
            "group": {slug for slug, _country in GROUPS},
            "craft": set(CRAFTS),
        }
        for field, some in values.items():
            for value in some:
                number = sum(fits(one, field, value) for one in there)
                assert product_count(db, ProductFilter(**{field: value})).number == number, (field, value)
        for field, other in (("region", "craft"), ("country", "craft"), ("group", "region")):
            for value, beside in pairs_of(values[field], values[other]):
                number = sum(fits(one, field, value) and fits(one, other, beside) for one in there)
                asked = ProductFilter(**{field: value, other: beside})
                assert product_count(db, asked).number == number, asked


def test_many_results_are_counted_to_a_thousand_and_then_said_to_be_more(
    still_world: Database, monkeypatch: Any
) -> None:
    monkeypatch.setattr(matching, "MOST_COUNTED", 3)
    with undone(still_world) as db:
        group = a_group(db)
        for number in range(5):
            a_product(db, group, f"thing-{number}", on_hand=1)
        three = ProductFilter(group="machakos", ready=Soon.NOW, material="sisal")
        assert product_count(db, three) == matching.Count(3, more=True)
        assert product_count(db, ProductFilter(group="machakos")) == matching.Count(5)  # known from the tables
        found = choices(db, three, reader=READER)
        assert {choice.value: choice.count for choice in found.countries} == {"KE": None}
        withdraw(db, db.scalars(select(Product).where(Product.slug == "thing-0")).one())
        withdraw(db, db.scalars(select(Product).where(Product.slug == "thing-1")).one())
        settle(db)
        assert product_count(db, three) == matching.Count(3)
        assert {choice.value: choice.count for choice in choices(db, three, reader=READER).countries} == {"KE": 3}


def test_a_product_of_two_materials_of_one_kind_is_one_product_of_that_kind(still_world: Database) -> None:
    with undone(still_world) as db:
        a_product(db, a_group(db), materials=["sisal", "plant-fibre"])
        found = choices(db, ProductFilter(country="KE", ready=Soon.MADE), reader=READER)
        assert Counter({choice.value: choice.count for choice in found.materials}) == Counter({"plant-fibre": 1})
