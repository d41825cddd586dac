"""From the lines of a basket to its parts, one for each group and currency: prices, delivery, route, reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.affiliates.channels import ChannelKind, public_channels
from app.affiliates.models import Group, Means
from app.affiliates.queries import group_line
from app.catalog import capacity
from app.catalog.models import Product, StockKind, Variant
from app.catalog.stock import free_pieces
from app.core.money import Money
from app.core.texts import Standing, Words, words
from app.media.views import PhotoView, photo_views
from app.ordering.delivery import choices_for, rules_of
from app.ordering.models import Delivery, DeliveryRule
from app.ordering.pricing import first_part, together, unit_price
from app.ordering.views import DeliveryChoice, Missing, Part, PartLine, Route, Trouble
from app.payments.service import ways_to_pay

Lines = Sequence[tuple[UUID, int]]  # variant, pieces


def parts_of(
    db: Session,
    lines: Lines,
    *,
    lang: str,
    country: str,
    wished: Mapping[str, Delivery] | None = None,
    pictured: bool = True,
) -> list[Part]:
    """The parts of a basket, in the order its first lines came in.

    Args:
        lang: the buyer's language.
        country: the buyer's, ISO 3166; "" while it is not known.
        wished: the delivery chosen for a part, by its key.
        pictured: whether each line has its picture, which an order does not need.
    """
    variants = _variants(db, [variant_id for variant_id, _quantity in lines], pictured=pictured)
    known = [(variants[id_], quantity) for id_, quantity in lines if id_ in variants]
    covers = _covers(db, [variant.product for variant, _quantity in known], lang) if pictured else {}
    free = free_pieces(db, [variant.id for variant, _quantity in known])
    own_shop = _own_shop_only(db, {variant.product.group_id for variant, _quantity in known})
    grouped: dict[str, list[PartLine]] = {}
    groups: dict[str, Group] = {}
    for variant, quantity in known:
        group = variant.product.group
        key = f"{group.slug}.{variant.price_currency}"
        groups[key] = group
        line = _line(variant, quantity, free.get(variant.id, 0), covers, lang, elsewhere=group.id in own_shop)
        grouped.setdefault(key, []).append(line)
    rules = rules_of(db, {group.id for group in groups.values()})
    return [
        _part(db, key, groups[key], tuple(some), rules[groups[key].id], country, (wished or {}).get(key))
        for key, some in grouped.items()
    ]


def _variants(db: Session, ids: Sequence[UUID], *, pictured: bool) -> dict[UUID, Variant]:
    product = joinedload(Variant.product, innerjoin=True)  # one each: one statement for all of them
    group = product.joinedload(Product.group, innerjoin=True)
    options = [
        selectinload(Variant.texts),
        selectinload(Variant.steps),
        product.selectinload(Product.texts),
        group.joinedload(Group.country, innerjoin=True),
        group.joinedload(Group.affiliate, innerjoin=True),
        *([product.selectinload(Product.pictures)] if pictured else []),
    ]
    query = select(Variant).where(Variant.id.in_(ids)).options(*options)
    return {variant.id: variant for variant in db.scalars(query)}


def _covers(db: Session, products: Sequence[Product], lang: str) -> dict[UUID, PhotoView]:
    first = {product.id: product.pictures[0].photo_id for product in products if product.pictures}
    found = photo_views(db, set(first.values()), lang=lang)
    return {product: found[photo] for product, photo in first.items() if photo in found}


def _own_shop_only(db: Session, groups: set[UUID]) -> set[UUID]:
    """Groups that show their own web shop and nothing else: they take orders there."""
    channels = public_channels(db, list(groups))
    return {id_ for id_ in groups if channels[id_] and {c.kind for c in channels[id_]} == {ChannelKind.WEB_SHOP}}


def _line(
    variant: Variant, quantity: int, free: int, covers: Mapping[UUID, PhotoView], lang: str, *, elsewhere: bool
) -> PartLine:
    product = variant.product
    original = [row for row in product.texts if row.standing is Standing.ORIGINAL]
    steps = [(step.from_quantity, Money(step.price_amount, variant.price_currency)) for step in variant.steps]
    return PartLine(
        variant_id=variant.id,
        product_id=product.id,
        sku=variant.sku,
        slug=product.slug,
        title=words(product.texts, "title", lang),
        own_title=words(original, "title", lang).text,
        label=words(variant.texts, "label", lang) if variant.texts else Words("", lang),
        cover=covers.get(product.id),
        kind=variant.kind,
        quantity=quantity,
        unit=unit_price(variant.price, steps, quantity),
        trouble=_trouble(variant, quantity, free, elsewhere=elsewhere),
        left=free,
    )


def _trouble(variant: Variant, quantity: int, free: int, *, elsewhere: bool) -> Trouble | None:
    product, group = variant.product, variant.product.group
    away = (product.published_at is None, product.withdrawn_at, group.published_at is None, group.withdrawn_at)
    if any(away):
        return Trouble.GONE
    if elsewhere:
        return Trouble.ELSEWHERE
    if not variant.available:
        return Trouble.PAUSED
    if variant.kind is StockKind.MADE_TO_ORDER or free >= quantity:
        return None
    return Trouble.FEWER if free > 0 else Trouble.SOLD_OUT


def _part(  # noqa: PLR0917  # all of them are what a part is made from
    db: Session,
    key: str,
    group: Group,
    lines: tuple[PartLine, ...],
    rules: Sequence[DeliveryRule],
    country: str,
    wished: Delivery | None,
) -> Part:
    currency = key.rpartition(".")[2]
    can = [line for line in lines if line.trouble is None]
    choices = choices_for(rules, group, country, currency)
    chosen = next((one for one in choices if one.kind is wished), choices[0])
    goods = together((line.amount for line in can), currency)
    total = together((goods, chosen.price), currency)
    first = None if total is None else first_part(total, chosen.advance_bp)
    means = ways_to_pay(db, group.id, currency, abroad=bool(country) and country != group.country_code, amount=first)
    ready = capacity.ready_on(db, [(line.variant_id, line.quantity) for line in can])
    missing = _missing(goods, chosen, means, ready, first)
    return Part(
        key=key,
        group=group_line(group),
        languages=tuple(group.languages),
        currency=currency,
        lines=lines,
        choices=tuple(choices),
        chosen=chosen,
        goods=goods,
        total=total,
        due_first=first,
        route=Route.REQUEST if missing else Route.ORDER,
        missing=missing,
        means=means,
        ready_on=ready,
        abroad=chosen.kind is not Delivery.PICKUP and bool(country) and country != group.country_code,
    )


def _missing(
    goods: Money | None, chosen: DeliveryChoice, means: tuple[Means, ...], ready: date | None, first: Money | None
) -> tuple[Missing, ...]:
    found = {
        Missing.PRICE: goods is None,
        Missing.DELIVERY: chosen.price is None,
        Missing.PAYMENT: not means,
        Missing.CAPACITY: ready is None,
        Missing.PAID_LATER: first is not None and first.amount == 0,
    }
    return tuple(missing for missing, is_so in found.items() if is_so)
