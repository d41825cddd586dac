"""What a list can be narrowed to further, and how many products each choice leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.affiliates.models import Country, Group, GroupRail, Means
from app.affiliates.places import region_lines
from app.catalog.cards import public_products
from app.catalog.crafts import CraftNames, craft_names, material_names
from app.catalog.listing import ProductFilter, Soon, narrowed, product_count
from app.catalog.models import Material, Product, ProductMaterial
from app.catalog.views import Choice
from app.core.i18n import Reader, country_name
from app.core.texts import LAST, Words


@dataclass(frozen=True)
class Choices:
    """Every filter of a list. A choice that would leave nothing is not offered."""

    regions: list[Choice]
    countries: list[Choice]
    crafts: list[Choice]
    materials: list[Choice]
    groups: list[Choice]
    ready: list[Choice]
    rails: list[Choice]
    wholesale: list[Choice]


def choices(db: Session, asked: ProductFilter, *, reader: Reader) -> Choices:
    """The choices beside a list: each counted under the other filters in force, so that a click never disappoints."""
    by_region = _counts(db, asked.without("region"), Country.region_slug)
    by_country = _counts(db, asked.without("country"), Group.country_code)
    by_material, by_top_material = _material_counts(db, asked)
    names = region_lines(db, {*by_region, asked.region} - {""}, reader=reader)
    return Choices(
        regions=_plain(by_region, asked.region, lambda slug: names[slug].name),
        countries=_plain(by_country, asked.country, lambda code: Words(country_name(code, reader.lang), reader.lang)),
        crafts=_tree(_counts(db, asked.without("craft"), Product.craft_slug), craft_names(db, reader), asked.craft),
        materials=_tree(by_material, material_names(db, reader), asked.material, tops=by_top_material),
        groups=_groups(db, asked),
        ready=_enum(Soon, asked.ready, lambda v: product_count(db, _with(asked, ready=v))),
        rails=_rails(db, asked),
        wholesale=_wholesale(db, asked),
    )


def _with(asked: ProductFilter, **changes: Any) -> ProductFilter:
    return ProductFilter(**{**asked.__dict__, **changes})


def _counts(db: Session, asked: ProductFilter, column: Any) -> dict[str, int]:
    query = narrowed(public_products(), asked).with_only_columns(column, func.count(Product.id)).group_by(column)
    return {value: count for value, count in db.execute(query)}


def _material_counts(db: Session, asked: ProductFilter) -> tuple[dict[str, int], dict[str, int]]:
    """By material, and by the one above it: a thing of two fibres is one thing of fibre."""
    query = narrowed(public_products(), asked.without("material"))
    query = query.join(ProductMaterial, ProductMaterial.product_id == Product.id)
    query = query.join(Material, Material.slug == ProductMaterial.material_slug)
    found = []
    for column in (Material.slug, func.coalesce(Material.parent_slug, Material.slug)):
        counted = query.with_only_columns(column, func.count(Product.id.distinct())).group_by(column)
        found.append({slug: count for slug, count in db.execute(counted)})
    return found[0], found[1]


def _plain(counts: dict[str, int], chosen: str, name: Callable[[str], Words]) -> list[Choice]:
    if chosen:
        counts.setdefault(chosen, 0)  # what is chosen is shown, even when it leaves nothing
    found = [Choice(value, name(value), count, value == chosen) for value, count in counts.items()]
    return sorted(found, key=lambda choice: choice.name.text)


def _tree(
    counts: dict[str, int], names: CraftNames, chosen: str, *, tops: dict[str, int] | None = None
) -> list[Choice]:
    if chosen in names.names:
        counts.setdefault(chosen, 0)  # what is chosen is shown, even when it leaves nothing
    below: dict[str, list[Choice]] = {}
    sums: dict[str, int] = {}
    for slug, count in counts.items():
        top = names.parents.get(slug) or slug
        sums[top] = sums.get(top, 0) + count
        children = below.setdefault(top, [])
        if slug != top:
            children.append(Choice(slug, names.names[slug], count, slug == chosen))
    found = [
        Choice(
            top,
            names.names[top],
            (tops or sums).get(top, 0),
            top == chosen,
            tuple(sorted(children, key=lambda child: child.name.text)),
        )
        for top, children in below.items()
    ]
    return sorted(found, key=lambda choice: choice.name.text)


def _groups(db: Session, asked: ProductFilter) -> list[Choice]:
    counts = _counts(db, asked.without("group"), Group.slug)
    named = select(Group.slug, Group.name).where(Group.slug.in_([*counts, asked.group]))
    names = {slug: name for slug, name in db.execute(named)}
    return _plain(counts, asked.group, lambda slug: Words(names.get(slug, slug), LAST))


def _enum(values: Iterable[Any], chosen: Any, count: Callable[[Any], int]) -> list[Choice]:
    found = [Choice(value.value, Words("", "en"), count(value), value == chosen) for value in values]
    return [choice for choice in found if choice.count or choice.chosen]


def _rails(db: Session, asked: ProductFilter) -> list[Choice]:
    query = narrowed(public_products(), asked.without("rail")).join(GroupRail, GroupRail.group_id == Group.id)
    counted = query.where(GroupRail.live).with_only_columns(GroupRail.means, func.count(Product.id))
    counts = {means: count for means, count in db.execute(counted.group_by(GroupRail.means))}
    return _enum(Means, asked.rail, lambda means: counts.get(means, 0))


def _wholesale(db: Session, asked: ProductFilter) -> list[Choice]:
    count = product_count(db, _with(asked, wholesale=True))
    return [Choice("yes", Words("", "en"), count, asked.wholesale)] if count or asked.wholesale else []
