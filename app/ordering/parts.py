"""From the lines of a basket to its parts, one for each group and currency: prices, delivery, route, reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.affiliates.models import Means
from app.catalog import capacity
from app.catalog.customs import pass_customs
from app.catalog.models import StockKind
from app.core.money import Money
from app.core.rows import AnyRow
from app.media.views import PhotoView, photo_views
from app.ordering.delivery import Home, choices_for, terms_of
from app.ordering.goods import Rows, called, covers_of, goods_of, line_of, maker_of, steps_of, texts_of
from app.ordering.models import Delivery
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
    goods = goods_of(db, [variant_id for variant_id, _quantity in lines])
    known = [(goods[id_], quantity) for id_, quantity in lines if id_ in goods]
    if not known:
        return []
    facts = _facts(db, known, lang, pictured=pictured)
    grouped: dict[str, list[tuple[AnyRow, PartLine]]] = {}
    for good, quantity in known:
        key = f"{good.group_slug}.{good.price_currency}"
        grouped.setdefault(key, []).append((good, _line(good, quantity, facts)))
    terms = terms_of(db, {good.group_id for good, _quantity in known})
    chosen = wished or {}
    return [
        _part(db, key, some, _choices(some[0][0], terms, country), country, chosen.get(key))
        for key, some in grouped.items()
    ]


def _choices(good: AnyRow, terms: Mapping[UUID, Sequence[AnyRow]], country: str) -> list[DeliveryChoice]:
    home = Home(good.country_code, good.currency)
    return choices_for(terms.get(good.group_id, ()), home, country, good.price_currency)


@dataclass(frozen=True)
class _Facts:
    """What is read of all goods of a basket at once."""

    lang: str
    texts: Rows  # by product and by variant
    steps: Rows  # by variant; of those of which more than one is wanted: none begins below two
    covers: Mapping[UUID, PhotoView]  # by product


def _facts(db: Session, known: Sequence[tuple[AnyRow, int]], lang: str, *, pictured: bool) -> _Facts:
    goods = [good for good, _quantity in known]
    return _Facts(
        lang=lang,
        texts=texts_of(db, goods),
        steps=steps_of(db, [good.id for good, quantity in known if quantity > 1]),
        covers=_covers(db, {good.product_id for good in goods}, lang) if pictured else {},
    )


def _covers(db: Session, products: set[UUID], lang: str) -> dict[UUID, PhotoView]:
    first = covers_of(db, products)
    found = photo_views(db, set(first.values()), lang=lang)
    return {product: found[photo] for product, photo in first.items() if photo in found}


def _line(good: AnyRow, quantity: int, facts: _Facts) -> PartLine:
    currency, lang = good.price_currency, facts.lang
    price = None if good.price_amount is None else Money(good.price_amount, currency)
    steps = [(step.from_quantity, Money(step.price_amount, currency)) for step in facts.steps.get(good.id, ())]
    title, own, label = called(facts.texts.get(good.product_id, []), facts.texts.get(good.id, []), lang)
    return PartLine(
        variant_id=good.id,
        product_id=good.product_id,
        sku=good.sku,
        slug=good.slug,
        title=title,
        own_title=own,
        label=label,
        cover=facts.covers.get(good.product_id),
        kind=good.kind,
        hs_code=good.hs_code,
        quantity=quantity,
        unit=unit_price(price, steps, quantity),
        trouble=_trouble(good, quantity),
        left=good.free,
    )


def _trouble(good: AnyRow, quantity: int) -> Trouble | None:
    if good.gone:
        return Trouble.GONE
    if good.elsewhere:
        return Trouble.ELSEWHERE
    if not good.available:
        return Trouble.PAUSED
    if good.kind is StockKind.MADE_TO_ORDER or good.free >= quantity:
        return None
    return Trouble.FEWER if good.free > 0 else Trouble.SOLD_OUT


def _part(  # noqa: PLR0917  # all of them are what a part is made from
    db: Session,
    key: str,
    some: Sequence[tuple[AnyRow, PartLine]],
    choices: Sequence[DeliveryChoice],
    country: str,
    wished: Delivery | None,
) -> Part:
    group, currency = some[0][0], some[0][0].price_currency
    can = [line for _good, line in some if line.trouble is None]
    chosen = next((one for one in choices if one.kind is wished), choices[0])
    goods = together((line.amount for line in can), currency)
    total = together((goods, chosen.price), currency)
    first = None if total is None else first_part(total, chosen.advance_bp)
    far = bool(country) and country != group.country_code
    means = ways_to_pay(db, group.group_id, currency, abroad=far, amount=first)
    ready = capacity.ready_on(db, [(maker_of(good), line.quantity) for good, line in some if line.trouble is None])
    missing = _missing(goods, chosen, means, ready, first)
    return Part(
        key=key,
        group=line_of(group),
        languages=tuple(group.languages),
        currency=currency,
        lines=tuple(line for _good, line in some),
        choices=tuple(choices),
        chosen=chosen,
        goods=goods,
        total=total,
        due_first=first,
        route=Route.REQUEST if missing else Route.ORDER,
        missing=missing,
        means=means,
        ready_on=ready,
        customs=far and chosen.kind is not Delivery.PICKUP and pass_customs(group.country_code, country),
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
