"""Each filter, and any of them together, leave what looking at every product leaves; a choice's number is a promise.

`tests/proofs/test_filters_at_length.py` is the long form.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.affiliates.models import Means
from app.catalog.choices import choices
from app.catalog.finding.matching import Count
from app.catalog.listing import ProductFilter, Soon, Sort, product_count, product_list
from app.catalog.models import NO_RANK, StockKind
from app.catalog.views import Choice
from app.core.db import Database
from app.core.rates import current_rates
from tests.catalog.filtered_goods import MAKERS, PARENT, REGION, WORDS, Goods, Kind, build, goods
from tests.factories.catalogue import a_group, a_product
from tests.factories.worlds import READER, undone

# Most fields stay empty, or hardly anything would ever be found.
asked_fields: dict[str, Any] = {
    "q": st.sampled_from(["", "", "", *(f'"{word}"' for word in (*WORDS, "wool"))]),  # exactly these
    "craft": st.sampled_from(["", "", "basketry", "coiled-basketry", "felt", "no-such"]),
    "material": st.sampled_from(["", "", "plant-fibre", "sisal", "raffia", "clay"]),
    "region": st.sampled_from(["", "", "africa", "south-asia"]),
    "country": st.sampled_from(["", "", "KE", "UG", "IN"]),
    "group": st.sampled_from(["", "", "machakos", "kampala", "kakori"]),
    "affiliate": st.sampled_from(["", "", "homenet", "sewa", "no-such"]),
    "rank_min": st.sampled_from([None, None, 1, 6, 300, 26666]),
    "rank_max": st.sampled_from([None, None, 6, 500, 26666]),
    "ready": st.sampled_from([None, None, *Soon]),
    "rail": st.sampled_from([None, None, *Means]),
    "wholesale": st.sampled_from([False, False, True]),
}
anything = st.builds(ProductFilter, **asked_fields)
single = st.sampled_from(sorted(asked_fields)).flatmap(
    lambda name: asked_fields[name].map(lambda value: replace(ProductFilter(), **{name: value}))
)
PROPERTY = settings(
    deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def naive(one: Goods, asked: ProductFilter, rank: int) -> bool:
    """Whether a product is meant, by looking at it."""
    offered = [kind for kind in one.kinds if kind.available]
    there = [k for k in offered if k.kind is not StockKind.MADE_TO_ORDER and k.free]
    soon = {
        None: True,
        Soon.NOW: bool(there),
        Soon.ONE: any(k.kind is StockKind.ONE_OF_A_KIND for k in there),
        Soon.MADE: any(k.kind is StockKind.MADE_TO_ORDER for k in offered),
    }
    above = {PARENT.get(material) for material in one.materials} | set(one.materials)
    return all(
        [
            asked.q.strip('"') in ("", one.word),
            asked.craft in ("", one.craft, PARENT.get(one.craft)),
            not asked.material or asked.material in above,
            asked.region in ("", REGION[one.maker.country]),
            asked.country in ("", one.maker.country),
            asked.group in ("", one.maker.slug),
            asked.affiliate in ("", one.maker.affiliate),
            asked.rank_min is None or asked.rank_min <= rank < NO_RANK,
            asked.rank_max is None or rank <= asked.rank_max,
            soon[asked.ready],
            asked.rail is None or (asked.rail, True) in one.maker.rails,
            not asked.wholesale or any(kind.wholesale for kind in offered),
        ]
    )


def rank_of(db: Session, one: Goods) -> int:
    rates = current_rates(db).per_eur
    places = {"KES": 100, "INR": 100, "UGX": 1}[one.maker.currency]
    offered = [kind for kind in one.kinds if kind.available]
    there = [kind for kind in offered if kind.kind is StockKind.MADE_TO_ORDER or kind.free]
    prices = [kind.price for kind in there or offered or one.kinds if kind.price is not None]
    return min((int(1000 * price / places / float(rates[one.maker.currency])) for price in prices), default=NO_RANK)


def expected(db: Session, shop: dict[str, Goods], asked: ProductFilter) -> set[str]:
    return {slug for slug, one in shop.items() if naive(one, asked, rank_of(db, one))}


ASKING = given(st.lists(goods, min_size=3, max_size=6), st.lists(single, max_size=30), st.lists(anything, max_size=30))
CLICKING = given(st.lists(goods, min_size=2, max_size=5), st.lists(anything, min_size=1, max_size=3))


@PROPERTY
@ASKING
def test_filters_leave_what_looking_at_every_product_leaves(
    still_world: Database, catalogue: list[Goods], alone: list[ProductFilter], together: list[ProductFilter]
) -> None:
    filters_leave(still_world, catalogue, [ProductFilter(), *alone, *together])


def filters_leave(still_world: Database, catalogue: list[Goods], asking: list[ProductFilter]) -> None:
    """What looking at every product leaves."""
    with undone(still_world) as db:
        shop = build(db, catalogue)
        for asked in asking:
            wanted = expected(db, shop, asked)
            found = {card.slug for card in product_list(db, asked, reader=READER, sort=Sort.PRICE, limit=100).items}
            assert found == wanted, asked
            assert product_count(db, asked) == Count(len(wanted))


TWO_FIBRES = Goods(MAKERS[0], "basket", "basketry", ("sisal", "raffia"), (Kind(StockKind.COUNTED, 1, True, 100, True),))
CLICKS = {
    "regions": "region",
    "countries": "country",
    "crafts": "craft",
    "materials": "material",
    "groups": "group",
    "ready": "ready",
    "rails": "rail",
    "wholesale": "wholesale",
}
VALUES: dict[str, list[Any]] = {
    "region": ["africa", "south-asia"],
    "country": ["KE", "UG", "IN"],
    "craft": ["basketry", "coiled-basketry", "felt"],
    "material": ["plant-fibre", "sisal", "raffia", "clay"],
    "group": [maker.slug for maker in MAKERS],
    "ready": list(Soon),
    "rail": list(Means),
    "wholesale": [True],
}


def flat(offered: list[Choice]) -> list[Choice]:
    return [one for choice in offered for one in (choice, *choice.children)]


@PROPERTY
@example([TWO_FIBRES], [ProductFilter()])
@example([TWO_FIBRES, replace(TWO_FIBRES, maker=MAKERS[2])], [ProductFilter(country="KE")])
@CLICKING
def test_the_number_beside_a_choice_is_what_a_click_gives(
    still_world: Database, catalogue: list[Goods], asking: list[ProductFilter]
) -> None:
    clicks_give(still_world, catalogue, asking)


def clicks_give(still_world: Database, catalogue: list[Goods], asking: list[ProductFilter]) -> None:
    """What the numbers beside the choices promise."""
    with undone(still_world) as db:
        shop = build(db, catalogue)
        for asked in asking:
            found = choices(db, asked, reader=READER)
            for name, field in CLICKS.items():
                offered = {choice.value: choice for choice in flat(getattr(found, name))}
                assert len(offered) == len(flat(getattr(found, name))), f"{name}: the same choice twice"
                for value in VALUES[field]:
                    clicked = replace(asked, **{field: value})
                    given_ = offered.pop("yes" if value is True else str(value), None)
                    number = len(expected(db, shop, clicked))
                    assert (given_.count if given_ else 0) == number, (name, value, asked)
                    if given_:
                        assert given_.chosen == (getattr(asked, field) == value)
                assert not offered


def test_of_too_many_groups_only_the_chosen_one_is_offered_and_few_that_a_filter_leaves(
    still_world: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.catalog.choices.MOST_GROUPS", 2)
    with undone(still_world) as db:
        for number in range(4):
            group = a_group(db, f"makers-{number}")
            a_product(db, group, f"thing-{number}", craft="felt" if number else "coiled-basketry")
        assert choices(db, ProductFilter(), reader=READER).groups == []
        chosen = choices(db, ProductFilter(group="makers-3"), reader=READER).groups
        assert [(group.value, group.count, group.chosen) for group in chosen] == [("makers-3", 1, True)]
        left = choices(db, ProductFilter(craft="coiled-basketry"), reader=READER).groups
        assert [(group.value, group.count) for group in left] == [("makers-0", 1)]


def test_every_filter_is_among_the_tried_ones() -> None:
    assert {field.name for field in fields(ProductFilter)} == set(asked_fields)
