"""Goods to filter, as plain facts that a test can look at, and the same goods put into a shop."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.affiliates.models import GroupRail, Means, UsableFrom
from app.catalog.models import Material, MaterialText, PriceStep, StockKind, Variant
from app.core.db import uuid7
from app.core.texts import Standing
from tests.factories.catalogue import a_group, a_product, a_variant, an_affiliate

PARENT = {"coiled-basketry": "basketry", "sisal": "plant-fibre", "raffia": "plant-fibre"}
REGION = {"KE": "africa", "UG": "africa", "IN": "south-asia"}
WORDS = ("basket", "tray", "mat")


@dataclass(frozen=True)
class Maker:
    """A group to choose from: where, in what currency, paid how."""

    slug: str
    country: str
    currency: str
    affiliate: str
    rails: tuple[tuple[Means, bool], ...]  # and whether it is live


MAKERS = (
    Maker("machakos", "KE", "KES", "homenet", ((Means.MOBILE_MONEY, True), (Means.CARD, False))),
    Maker("kampala", "UG", "UGX", "homenet", ((Means.CARD, True), (Means.CASH, True))),
    Maker("kakori", "IN", "INR", "sewa", ()),
)


@dataclass(frozen=True)
class Kind:
    """A variant to sell: how it is kept, how many are there, for how much."""

    kind: StockKind
    free: int
    available: bool
    price: int | None
    wholesale: bool


@dataclass(frozen=True)
class Goods:
    """A product to choose from, as plain facts."""

    maker: Maker
    word: str
    craft: str
    materials: tuple[str, ...]
    kinds: tuple[Kind, ...]


kinds = st.builds(
    Kind,
    st.sampled_from(StockKind),
    st.integers(0, 1),
    st.sampled_from([True, True, False]),
    st.sampled_from([None, 100, 5000, 400000]),
    st.booleans(),
)
goods = st.builds(
    Goods,
    st.sampled_from(MAKERS),
    st.sampled_from(WORDS),
    st.sampled_from(["basketry", "coiled-basketry", "felt"]),
    st.lists(st.sampled_from(["plant-fibre", "sisal", "raffia", "clay"]), unique=True, max_size=3).map(tuple),
    st.lists(kinds, min_size=1, max_size=2).map(tuple),
)


def build(db: Session, catalogue: list[Goods]) -> dict[str, Goods]:
    """Put the goods into the shop; by slug."""
    for slug, parent in (("raffia", "plant-fibre"), ("clay", None)):
        text = MaterialText(material_slug=slug, lang="en", standing=Standing.ORIGINAL, name=slug)
        db.add(Material(slug=slug, parent_slug=parent, position=1, texts=[text]))
        db.flush()
    groups = {}
    owners = {slug: an_affiliate(db, slug) for slug in ("homenet", "sewa")}
    for maker in MAKERS:
        id_ = uuid7()
        rails = [_rail(id_, maker, means, live) for means, live in maker.rails]
        facts: dict[str, Any] = {
            "country": maker.country,
            "currency": maker.currency,
            "rails": rails,
            "name": maker.slug.title(),
        }
        groups[maker.slug] = a_group(db, maker.slug, id=id_, affiliate=owners[maker.affiliate], **facts)
    numbers = count()
    shop = {}
    for one in catalogue:
        slug = f"thing-{next(numbers)}"
        put(db, groups[one.maker.slug], slug, one)
        shop[slug] = one
    hidden = Goods(MAKERS[0], "basket", "felt", (), (Kind(StockKind.MADE_TO_ORDER, 0, True, 100, True),))
    put(db, groups["machakos"], "not-yet-shown", hidden, published_at=None)
    return shop


def _rail(group_id: Any, maker: Maker, means: Means, live: bool) -> GroupRail:
    return GroupRail(
        group_id=group_id,
        means=means,
        position=0,
        currency=maker.currency,
        usable_from=UsableFrom.COUNTRY,
        live=live,
    )


def put(db: Session, group: Any, slug: str, one: Goods, **facts: Any) -> None:
    id_ = uuid7()
    variants = [_variant(group, id_, place, kind) for place, kind in enumerate(one.kinds)]
    counted = zip(variants, one.kinds, strict=True)
    on_hand = {v.id: k.free for v, k in counted if k.kind is not StockKind.MADE_TO_ORDER}
    a_product(
        db,
        group,
        slug,
        id=id_,
        title=one.word,
        craft=one.craft,
        materials=one.materials,
        variants=variants,
        counted=on_hand,
        **facts,
    )


def _variant(group: Any, product_id: Any, place: int, kind: Kind) -> Variant:
    made: Variant = a_variant(
        product_id, group, price=kind.price, position=place, kind=kind.kind, available=kind.available
    )
    made.steps = [PriceStep(variant_id=made.id, from_quantity=10, price_amount=50)] if kind.wholesale else []
    return made
