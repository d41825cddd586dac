"""A small world to test in: made with the verbs of the house, never with bare inserts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.affiliates.channels import Channel, ChannelKind, put_channel
from app.affiliates.models import (
    Affiliate,
    AffiliateText,
    Country,
    Group,
    GroupRail,
    GroupText,
    Means,
    Region,
    RegionText,
    UsableFrom,
)
from app.affiliates.service import put_affiliate, put_country, put_group, put_region
from app.catalog.codes import code_for
from app.catalog.models import (
    Craft,
    CraftText,
    Material,
    MaterialText,
    Product,
    ProductMaterial,
    ProductText,
    StockKind,
    Variant,
)
from app.catalog.service import put_product
from app.core.clock import now
from app.core.closing import settle
from app.core.db import uuid7
from app.core.rates import Rate
from app.core.texts import Standing

CONSENTED = date(2026, 1, 1)


def a_world(db: Session) -> None:
    """Two regions, three countries, a few crafts and materials, rates."""
    for position, (slug, name) in enumerate([("africa", "Africa"), ("south-asia", "South Asia")]):
        text = RegionText(region_slug=slug, lang="en", standing=Standing.ORIGINAL, name=name, about="Far away.")
        put_region(db, Region(slug=slug, position=position, texts=[text]))
    for code, region in (("KE", "africa"), ("UG", "africa"), ("IN", "south-asia")):
        put_country(db, Country(code=code, region_slug=region, texts=[]))
    for slug, parent in (("basketry", None), ("coiled-basketry", "basketry"), ("felt", None)):
        words = CraftText(craft_slug=slug, lang="en", standing=Standing.ORIGINAL, name=slug.replace("-", " "), about="")
        db.add(Craft(slug=slug, parent_slug=parent, position=0, texts=[words], local_words=[]))
        db.flush()
    for slug, above in (("plant-fibre", None), ("sisal", "plant-fibre")):
        named = MaterialText(material_slug=slug, lang="en", standing=Standing.ORIGINAL, name=slug)
        db.add(Material(slug=slug, parent_slug=above, position=0, texts=[named]))
        db.flush()
    for currency, per_eur in (("KES", "150"), ("INR", "100"), ("UGX", "4000"), ("USD", "1.1")):
        db.add(Rate(currency=currency, per_eur=Decimal(per_eur), as_of=date(2026, 11, 20), source="test"))


def an_affiliate(db: Session, slug: str = "homenet", *, country: str = "KE") -> Affiliate:
    """A member organisation."""
    id_ = uuid7()
    text = AffiliateText(affiliate_id=id_, lang="en", standing=Standing.ORIGINAL, about="We stand together.")
    region = db.scalar(select(Country.region_slug).where(Country.code == country))
    affiliate = Affiliate(
        id=id_, slug=slug, name=slug.title(), country_code=country, region_slug=region, texts=[text], sample=False
    )
    return put_affiliate(db, affiliate)


def a_group(db: Session, slug: str = "machakos", *, country: str = "KE", currency: str = "KES", **facts: Any) -> Group:
    """A published group without channels, paid by mobile money; its affiliate is made with it."""
    affiliate = (
        facts.pop("affiliate", None) or db.scalar(select(Affiliate).limit(1)) or an_affiliate(db, country=country)
    )
    id_ = facts.pop("id", None) or uuid7()
    text = GroupText(
        group_id=id_,
        lang="en",
        standing=Standing.ORIGINAL,
        summary="We coil.",
        about=f"We are {slug}. We coil baskets.",
    )
    rail = GroupRail(
        group_id=id_, means=Means.MOBILE_MONEY, position=0, currency=currency, usable_from=UsableFrom.COUNTRY, live=True
    )
    told: dict[str, Any] = {
        "name": slug.replace("-", " ").title(),
        "district": "Machakos County",
        "timezone": "Africa/Nairobi",
        "languages": ["sw", "en"],
        "texts": [text],
        "rails": [rail],
        "published_at": now(),
        "sample": False,
    }
    group = Group(
        id=id_, slug=slug, affiliate_id=affiliate.id, country_code=country, currency=currency, **{**told, **facts}
    )
    return put_group(db, group)


def a_channel(
    db: Session, group: Group, kind: ChannelKind, address: str, *, consent: date | None = CONSENTED, **facts: Any
) -> Channel:
    """A channel of a group, consented unless told otherwise."""
    position = len(db.scalars(select(Channel.id).where(Channel.group_id == group.id)).all())
    return put_channel(
        db, group, Channel(id=uuid7(), position=position, kind=kind, address=address, **facts), consent_on=consent
    )


def a_variant(product_id: UUID, group: Group, *, price: int | None = 320000, **facts: Any) -> Variant:
    """A variant with a price in minor units; made to order unless told otherwise."""
    id_ = uuid7()
    told: dict[str, Any] = {
        "position": 0,
        "sku": id_.hex[-12:],
        "kind": StockKind.MADE_TO_ORDER,
        "lead_days": 14,
        "available": True,
        "texts": [],
        "steps": [],
    }
    return Variant(
        id=id_, product_id=product_id, price_amount=price, price_currency=group.currency, **{**told, **facts}
    )


def a_product(
    db: Session,
    group: Group,
    slug: str = "basket",
    *,
    title: str = "Sisal basket",
    craft: str = "coiled-basketry",
    on_hand: int | None = None,
    texts: dict[str, tuple[Standing, str, str]] | None = None,
    variant: dict[str, Any] | None = None,
    materials: Sequence[str] = ("sisal",),
    **facts: Any,
) -> Product:
    """A published product of one variant; with `on_hand` its variant is counted.

    `variants` brings variants of one's own, and `counted` their pieces by id.
    """
    id_ = facts.pop("id", None) or uuid7()
    said = texts or {"en": (Standing.ORIGINAL, title, f"How we made {title}.")}
    kind: dict[str, Any] = {} if on_hand is None else {"kind": StockKind.COUNTED}
    variants = facts.pop("variants", None) or [a_variant(id_, group, **{**kind, **(variant or {})})]
    counted = facts.pop("counted", None) or ({} if on_hand is None else {variants[0].id: on_hand})
    product = Product(
        id=id_,
        slug=slug,
        code=facts.pop("code", None) or code_for(id_),
        group_id=group.id,
        craft_slug=craft,
        texts=[
            ProductText(product_id=id_, lang=lang, standing=standing, title=words, story=story)
            for lang, (standing, words, story) in said.items()
        ],
        variants=variants,
        pictures=[],
        shares=[],
        materials=[
            ProductMaterial(product_id=id_, material_slug=material, position=place, origin="Machakos")
            for place, material in enumerate(materials)
        ],
        **{"published_at": now(), **facts},
    )
    put = put_product(db, product, on_hand=counted)
    settle(db)  # many tests look before they commit
    return put
